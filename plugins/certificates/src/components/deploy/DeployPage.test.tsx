import { ConflictError } from '@backstage/errors';
import { DeploymentsApi } from '@cmt/backstage-plugin-certificates-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aDeployment, aPlan, aTarget } from '../../__fixtures__/deployments';
import { renderPage } from '../../__testUtils__/renderPage';
import {
  chooseHeld,
  press,
  renderWizard,
} from '../../__testUtils__/renderWizard';
import { DeployPage } from './DeployPage';

const user = userEvent.setup();

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
    const api = renderWizard();
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

  it('takes chosen places only, and keeps what was entered on the way back', async () => {
    const api = renderWizard();
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
    const api = renderWizard();
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
    const api = renderWizard();
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
    const api = renderWizard();
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
    const api = renderWizard();
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
});

it('asks for a certificate where the address names none', async () => {
  renderPage(<DeployPage />);
  expect(await screen.findByText('Which certificate?')).toBeInTheDocument();
});
