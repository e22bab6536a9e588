import { ConflictError } from '@backstage/errors';
import {
  DeploymentsApi,
  Material,
} from '@cmt/backstage-plugin-certificates-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  aCertificate,
  aDeviceDetail,
  FixtureCertificatesApi,
} from '../../__fixtures__';
import {
  aDeployment,
  aMaterial,
  aPlan,
  aTarget,
  FixtureDeploymentsApi,
  FixtureDeploymentsOptions,
} from '../../__fixtures__/deployments';
import { renderPage } from '../../__testUtils__/renderPage';
import { DeploymentPage } from '../deployments/DeploymentPage';
import { DeployPage } from './DeployPage';

const user = userEvent.setup();

const NAMES = ['shop.example.com', 'www.shop.example.com'];
const PEM = '-----BEGIN PRIVATE KEY----- chain';

const certificate = aCertificate({
  id: 'certificate-1',
  names: NAMES,
  devices: ['bigip-a.example.com', 'bigip-c.example.com'],
});

function certificates() {
  const { highAvailability } = aDeviceDetail();
  return new FixtureCertificatesApi({
    certificates: [certificate],
    devices: [
      aDeviceDetail({ name: 'bigip-a.example.com' }),
      aDeviceDetail({
        name: 'bigip-c.example.com',
        highAvailability: { ...highAvailability!, cluster: null },
      }),
    ],
  });
}

function render(options: FixtureDeploymentsOptions = {}): DeploymentsApi {
  const deploymentsApi = new FixtureDeploymentsApi({
    stepMs: 20,
    deployments: [],
    ...options,
  });
  renderPage(
    <Routes>
      <Route path="/certificates/deploy" element={<DeployPage />} />
      <Route
        path="/certificates/deployments/:id"
        element={<DeploymentPage />}
      />
    </Routes>,
    {
      api: certificates(),
      deploymentsApi,
      address: '/certificates/deploy?certificate=certificate-1',
    },
  );
  return deploymentsApi;
}

async function press(name: string | RegExp) {
  await user.click(await screen.findByRole('button', { name }));
}

async function chooseHeld() {
  await user.click(await screen.findByRole('radio', { name: /2 names/ }));
  await press('Next');
}

async function toPlan() {
  await chooseHeld();
  await press('Make the plan');
  await screen.findByRole('region', { name: 'Who is touched' });
}

/** A plan that asks for something. */
function withConsent(api: DeploymentsApi) {
  const deployment = aDeployment({
    id: 'asks',
    targets: [
      aTarget({
        plan: aPlan(
          {},
          {
            consents: [
              {
                code: 'pending-changes',
                detail: 'somebody has changed pool_shop and not synced it',
              },
            ],
          },
        ),
      }),
    ],
  });
  jest.spyOn(api, 'createDeployment').mockResolvedValue(deployment);
  jest.spyOn(api, 'getDeployment').mockResolvedValue(deployment);
  return deployment;
}

describe('DeployPage', () => {
  it('leads from held material to a deployment that runs', async () => {
    const api = render();
    const create = jest.spyOn(api, 'createDeployment');
    const start = jest.spyOn(api, 'startDeployment');

    await chooseHeld();
    expect(
      await screen.findByRole('heading', {
        name: /Where is it to be deployed/,
      }),
    ).toHaveFocus();
    const tree = await screen.findByRole('list', { name: 'Where it is used' });
    expect(
      within(tree).getByText(/Cluster of|edge-frankfurt/),
    ).toBeInTheDocument();
    expect(within(tree).getByText('bigip-c.example.com')).toBeInTheDocument();
    await user.click(
      screen.getByRole('radio', {
        name: 'Wait for a person to look and continue',
      }),
    );
    await user.type(screen.getByRole('textbox', { name: 'Reason' }), 'CHG-1');
    await press('Make the plan');

    expect(
      await screen.findByRole('region', { name: 'Who is touched' }),
    ).toHaveTextContent('2 devices and clusters');
    expect(create.mock.calls[0][0]).toEqual({
      certificateId: 'certificate-1',
      materialId: 'material-1',
      rollout: { canary: 1, waves: 1, between: 'pause' },
      reason: 'CHG-1',
    });
    const [diff] = screen.getAllByRole('table', {
      name: '/Shop/clientssl_shop',
    });
    expect(
      within(diff).getByRole('row', {
        name: 'Certificate /Shop/shop.crt /Shop/shop.example.com-9f3a17c2.crt',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getAllByText(/put the new certificate into its declaration/)[0],
    ).toBeInTheDocument();

    await press('Next');
    expect(await screen.findByText('CHG-1')).toBeInTheDocument();
    await press('Start the deployment');
    expect(await screen.findByText('Paused before Wave 1')).toBeInTheDocument();
    const [id, request, options] = start.mock.calls[0];
    const { planHash } = await api.getDeployment(id);
    expect(request).toEqual({ planHash, consents: [] });
    expect(options?.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    expect(screen.getByTestId('address')).toHaveTextContent(
      `/certificates/deployments/${id}`,
    );
  });

  it('tells everything that is wrong with what is brought at once', async () => {
    const api = render();
    const importMaterial = jest.spyOn(api, 'importMaterial');
    await user.click(
      await screen.findByRole('radio', { name: 'PEM text or files' }),
    );
    await press('Check it');
    expect(
      await screen.findByText('Paste the PEM text, or add files.'),
    ).toBeInTheDocument();

    await user.click(screen.getByLabelText('Certificate, chain and key'));
    await user.paste('expired');
    await press('Check it');
    const problems = await screen.findByRole('list', {
      name: 'What was found',
    });
    expect(
      within(problems)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      expect.stringContaining('Problem: There is no private key'),
      expect.stringContaining('Problem: The certificate ended'),
      expect.stringContaining('Note: CN=Example TLS Issuing CA 2 is missing'),
    ]);
    expect(
      screen.queryByRole('button', { name: /Keep it sealed/ }),
    ).not.toBeInTheDocument();
    expect(importMaterial.mock.calls.map(([request]) => request)).toEqual([
      { certificateId: 'certificate-1', pem: 'expired', dryRun: true },
    ]);
  });

  it('keeps a PKCS#12 file sealed and forgets its password', async () => {
    const api = render();
    const importMaterial = jest.spyOn(api, 'importMaterial');
    await user.click(
      await screen.findByRole('radio', { name: /PKCS#12 file/ }),
    );
    await user.upload(
      screen.getByTestId('material-file'),
      new File(['abc'], 'shop.p12'),
    );
    expect(await screen.findByText('shop.p12 (1 kB)')).toBeInTheDocument();
    await user.type(screen.getByLabelText('Password'), 'open sesame');
    await press('Check it');
    expect(
      await screen.findByText('Nothing is wrong with it'),
    ).toBeInTheDocument();
    await press(/Keep it sealed/);
    await screen.findByRole('heading', { name: /Where is it to be deployed/ });
    expect(importMaterial.mock.calls.map(([request]) => request)).toEqual([
      expect.objectContaining({
        pkcs12: 'YWJj',
        password: 'open sesame',
        dryRun: true,
      }),
      {
        certificateId: 'certificate-1',
        pkcs12: 'YWJj',
        password: 'open sesame',
      },
    ]);

    await press('Back');
    expect(
      (await screen.findAllByRole('radio', { checked: true })).map(
        radio => radio.closest('label')?.textContent,
      ),
    ).toEqual(['Already held here', expect.stringContaining('2 names')]);
    await user.click(screen.getByRole('radio', { name: /PKCS#12 file/ }));
    expect(screen.getByLabelText('Password')).toHaveValue('');
    expect(screen.getByText('No file chosen')).toBeInTheDocument();
  });

  it('needs a yes before names get lost', async () => {
    render({ materials: [aMaterial({ names: ['shop.example.com'] })] });
    await user.click(await screen.findByRole('radio', { name: /1 name/ }));
    expect(
      await screen.findByText('Names that get lost: www.shop.example.com'),
    ).toBeInTheDocument();
    await press('Next');
    expect(
      await screen.findByText(/Say yes to losing these names/),
    ).toBeInTheDocument();
    await user.click(
      screen.getByRole('checkbox', { name: 'Yes, these names may be lost' }),
    );
    await press('Next');
    expect(
      await screen.findByRole('heading', {
        name: /Where is it to be deployed/,
      }),
    ).toBeInTheDocument();
  });

  it('warns about names that only the backend knows', async () => {
    const api = render();
    jest.spyOn(api, 'importMaterial').mockResolvedValue({
      material: null,
      problems: [
        {
          code: 'names-lost',
          severity: 'warning',
          message: 'It lacks a name.',
        },
      ],
    });
    await user.click(
      await screen.findByRole('radio', { name: 'PEM text or files' }),
    );
    await user.click(screen.getByLabelText('Certificate, chain and key'));
    await user.paste(PEM);
    await press('Check it');
    await press(/Keep it sealed/);
    expect(
      await screen.findByText(/Say yes to losing these names/),
    ).toBeInTheDocument();
  });

  it('takes chosen places only, and keeps what was entered on the way back', async () => {
    const api = render();
    const create = jest.spyOn(api, 'createDeployment');
    await chooseHeld();
    await user.click(
      await screen.findByRole('radio', { name: 'Chosen places only' }),
    );
    await press('Make the plan');
    expect(
      await screen.findByText('Choose at least one place.'),
    ).toBeInTheDocument();
    const tree = screen.getByRole('list', { name: 'Where it is used' });
    await user.click(
      within(tree).getByRole('checkbox', { name: /bigip-c\.example\.com/ }),
    );
    await user.type(screen.getByRole('textbox', { name: 'Reason' }), 'CHG-9');
    await press('Back');
    await press('Next');
    expect(await screen.findByRole('textbox', { name: 'Reason' })).toHaveValue(
      'CHG-9',
    );
    await press('Make the plan');
    await screen.findByRole('region', { name: 'Who is touched' });
    expect(create.mock.calls[0][0].bindings).toEqual([
      {
        unit: 'bigip-c.example.com',
        side: 'client',
        profile: '/Shop/clientssl_shop',
        entry: 'shop_rsa',
      },
    ]);

    await press('Back');
    await press('Make the plan');
    await screen.findByRole('region', { name: 'Who is touched' });
    expect(create).toHaveBeenCalledTimes(1);
  });

  it('plans again when the devices have changed since', async () => {
    const api = render();
    await toPlan();
    await press('Next');
    jest
      .spyOn(api, 'startDeployment')
      .mockRejectedValueOnce(new ConflictError('The plan is another one'));
    const create = jest.spyOn(api, 'createDeployment');
    await press('Start the deployment');
    expect(
      await screen.findByText(
        'The devices have changed since this plan was made',
      ),
    ).toBeInTheDocument();
    await press('Plan again');
    expect(
      await screen.findByRole('region', { name: 'Who is touched' }),
    ).toBeInTheDocument();
    expect(create).toHaveBeenCalledTimes(1);
    await press('Next');
    await press('Start the deployment');
    expect(
      await screen.findByText('The new version is served everywhere'),
    ).toBeInTheDocument();
  });

  it('goes on only with every consent that the plan asks for', async () => {
    const api = render();
    const { id, planHash } = withConsent(api);
    const start = jest
      .spyOn(api, 'startDeployment')
      .mockResolvedValue(aDeployment({ id, state: 'running' }));
    await toPlan();
    await press('Next');
    expect(
      await screen.findByText('Give your yes to each point, or go back.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/changed pool_shop/)).toBeInTheDocument();
    await user.click(
      screen.getByRole('checkbox', {
        name: 'Changes of others would be carried along: go on',
      }),
    );
    await press('Next');
    await press('Start the deployment');
    await screen.findByRole('heading', { level: 2, name: /shop.example.com/ });
    expect(start.mock.calls[0].slice(0, 2)).toEqual([
      id,
      { planHash, consents: ['pending-changes'] },
    ]);
  });

  it('never offers to start a dry run, but to plan it for real', async () => {
    const api = render();
    const create = jest.spyOn(api, 'createDeployment');
    await chooseHeld();
    await user.click(await screen.findByRole('checkbox', { name: /Dry run/ }));
    await press('Make the plan');
    expect(
      await screen.findByText('Dry run: this plan can never be started.'),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Next' }),
    ).not.toBeInTheDocument();
    await press('Plan it for real');
    expect(
      await screen.findByRole('button', { name: 'Next' }),
    ).toBeInTheDocument();
    expect(create.mock.calls.map(([request]) => request.dryRun)).toEqual([
      true,
      false,
    ]);
  });

  it('says why a plan could not be made', async () => {
    const api = render();
    jest.spyOn(api, 'getDeployment').mockResolvedValue(
      aDeployment({
        state: 'failed',
        problem: {
          code: 'unreachable',
          message: 'bigip-a.example.com:443 does not answer',
          cause: null,
          remedy: 'Make it reachable.',
          action: 'plan-again',
        },
      }),
    );
    await chooseHeld();
    await press('Make the plan');
    expect(
      await screen.findByText('bigip-a.example.com:443 does not answer'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Plan again' })).toBeEnabled();
  });

  it('offers to bring material where nothing with a key is held', async () => {
    const held: Material[] = [];
    render({ materials: held });
    expect(
      await screen.findByText('Nothing is held for this certificate'),
    ).toBeInTheDocument();
    await press('Next');
    expect(await screen.findByText('Choose a version.')).toBeInTheDocument();
  });
});

it('asks for a certificate where the address names none', async () => {
  renderPage(<DeployPage />);
  expect(await screen.findByText('Which certificate?')).toBeInTheDocument();
});
