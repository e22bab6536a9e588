import { SIGNAL_CHANNEL_DEPLOYMENT } from '@cmt/backstage-plugin-certificates-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { minutesAgo } from '../../__fixtures__';
import {
  aDeployment,
  aPlan,
  aPlannedProof,
  aProof,
  aProvenTarget,
  aStep,
  aTarget,
  FixtureDeploymentsApi,
  pastDeployments,
} from '../../__fixtures__/deployments';
import { FakeSignals } from '../../__testUtils__/FakeSignals';
import { renderPage } from '../../__testUtils__/renderPage';
import { DeploymentPage } from './DeploymentPage';

const user = userEvent.setup();

function render(api: FixtureDeploymentsApi, id: string, signals?: FakeSignals) {
  renderPage(
    <Routes>
      <Route
        path="/certificates/deployments/:id"
        element={<DeploymentPage />}
      />
    </Routes>,
    {
      deploymentsApi: api,
      address: `/certificates/deployments/${id}`,
      signals,
    },
  );
}

function apiWith(...deployments: ReturnType<typeof aDeployment>[]) {
  return new FixtureDeploymentsApi({ stepMs: 20, deployments });
}

function past(id: string) {
  const deployment = pastDeployments('certificate-1').find(d => d.id === id);
  return { api: apiWith(deployment!), deployment: deployment! };
}

const running = aDeployment({
  state: 'running',
  startedAt: minutesAgo(1),
  targets: [
    aTarget({
      state: 'running',
      steps: [
        aStep('check', {
          state: 'done',
          attempts: 1,
          summary: 'What the devices hold equals the plan',
          startedAt: '2026-11-24T12:00:00.000Z',
          finishedAt: '2026-11-24T12:00:02.500Z',
        }),
        aStep('stage', {
          state: 'running',
          attempts: 2,
          startedAt: new Date().toISOString(),
        }),
        aStep('activate'),
      ],
    }),
  ],
  actions: ['cancel'],
});

const done = aDeployment({
  state: 'succeeded',
  targets: [aProvenTarget()],
  startedAt: minutesAgo(1),
  finishedAt: minutesAgo(0),
  actions: ['roll-back'],
});

describe('DeploymentPage', () => {
  it('follows a deployment by asking again where there are no signals', async () => {
    const api = apiWith(running);
    const get = jest
      .spyOn(api, 'getDeployment')
      .mockResolvedValueOnce(running)
      .mockResolvedValue(done);
    render(api, 'deployment-1');
    const steps = await screen.findByRole('list', {
      name: 'Steps on edge-frankfurt',
    });
    const [check, stage] = within(steps).getAllByRole('listitem');
    expect(check).toHaveTextContent('Checkdone2.5 sWhat the devices hold');
    expect(stage).toHaveTextContent(/Stagerunning.*attempt 2/);
    expect(stage).toHaveAttribute('aria-current', 'step');
    expect(screen.getByTestId('deployment-live')).toHaveTextContent(
      'Running: 0 of 1 proven. edge-frankfurt: Stage',
    );

    expect(
      await screen.findByText('The new version is served everywhere'),
    ).toBeInTheDocument();
    expect(screen.getByTestId('deployment-live')).toHaveTextContent(
      'Complete: 1 of 1 proven.',
    );
    const calls = get.mock.calls.length;
    await new Promise(resolve => setTimeout(resolve, 2_500));
    expect(get).toHaveBeenCalledTimes(calls);
  });

  it('reads again at once when a signal says so, for this deployment only', async () => {
    const signals = new FakeSignals();
    const api = apiWith(running);
    const get = jest.spyOn(api, 'getDeployment').mockResolvedValue(running);
    render(api, 'deployment-1', signals);
    await screen.findByText('The deployment is running');
    get.mockClear().mockResolvedValue(done);
    const say = (deploymentId: string) =>
      act(() =>
        signals.send(SIGNAL_CHANNEL_DEPLOYMENT, {
          type: 'deployment-changed',
          deploymentId,
        }),
      );
    say('another');
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(get).not.toHaveBeenCalled();
    say('deployment-1');
    expect(
      await screen.findByText(
        'The new version is served everywhere',
        undefined,
        {
          timeout: 1_500,
        },
      ),
    ).toBeInTheDocument();
  });

  it('keeps what is known when it cannot be read', async () => {
    const api = apiWith(running);
    jest
      .spyOn(api, 'getDeployment')
      .mockResolvedValueOnce(running)
      .mockRejectedValue(new TypeError('Failed to fetch'));
    render(api, 'deployment-1');
    expect(
      await screen.findByText('The progress could not be read'),
    ).toBeInTheDocument();
    expect(screen.getByText('The deployment is running')).toBeInTheDocument();
  });

  it('asks before it rolls back, and sends one request', async () => {
    const api = apiWith(done);
    const actOn = jest.spyOn(api, 'actOnDeployment');
    render(api, 'deployment-1');
    await user.click(await screen.findByRole('button', { name: 'Roll back' }));
    const dialog = await screen.findByRole('dialog', {
      name: 'Roll this deployment back?',
    });
    await user.click(within(dialog).getByRole('button', { name: 'Leave it' }));
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(actOn).not.toHaveBeenCalled();

    await user.click(screen.getByRole('button', { name: 'Roll back' }));
    await user.click(
      within(await screen.findByRole('dialog')).getByRole('button', {
        name: 'Roll back',
      }),
    );
    expect(
      await screen.findByText('Everything is back at what it was before'),
    ).toBeInTheDocument();
    expect(actOn.mock.calls.map(([id, action]) => [id, action])).toEqual([
      ['deployment-1', 'roll-back'],
    ]);
  });

  it('says what an action failed for', async () => {
    const { api } = past('past-paused');
    jest
      .spyOn(api, 'actOnDeployment')
      .mockRejectedValue(Object.assign(new Error('no'), { statusCode: 403 }));
    render(api, 'past-paused');
    await user.click(await screen.findByRole('button', { name: 'Continue' }));
    expect(
      await screen.findByText(/^It could not be continued/),
    ).toBeInTheDocument();
  });

  it('is honest about a partial result', async () => {
    const { api, deployment } = past('past-partial');
    render(api, deployment.id);
    const title = await screen.findByText(
      'The new version is served in some places only',
    );
    const banner = title.closest<HTMLElement>('[role=status]')!;
    expect(
      within(banner)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'bigip-c.example.com: Rolled back – /Shop/vs_shop_443 still serves the certificate from before',
      'bigip-lab.example.com: Skipped',
    ]);
    expect(
      within(banner).getByRole('img', {
        name: 'Proven: 1, Rolled back: 1, Skipped: 1',
      }),
    ).toBeInTheDocument();
    const wave = screen.getByRole('region', { name: 'Wave 1' });
    expect(wave).toHaveTextContent(
      'Likely cause: The standby unit answers for this traffic group',
    );
    const actOn = jest.spyOn(api, 'actOnDeployment');
    await user.click(within(wave).getByRole('button', { name: 'Retry' }));
    await waitFor(() =>
      expect(actOn).toHaveBeenCalledWith(
        deployment.id,
        'retry',
        expect.anything(),
      ),
    );
  });

  it('shows each proof, what failed first', async () => {
    const proofs = [
      aPlannedProof(),
      aPlannedProof({ virtualServer: '/Shop/vs_beta_443', serverName: null }),
    ];
    const api = apiWith(
      aDeployment({
        state: 'failed',
        targets: [
          aTarget({
            state: 'failed',
            plan: aPlan({}, { proofs }),
            proofs: [
              aProof(proofs[0]),
              aProof(proofs[1], {
                result: 'wrong-certificate',
                served: 'ffffffffffffffff',
                detail: 'Serves the certificate from before',
              }),
            ],
          }),
        ],
      }),
    );
    render(api, 'deployment-1');
    await user.click(
      await screen.findByRole('button', {
        name: 'Show plan and proofs of edge-frankfurt',
      }),
    );
    const table = await screen.findByRole('grid', {
      name: 'Proofs on edge-frankfurt',
    });
    const [, first, second] = within(table).getAllByRole('row');
    expect(first).toHaveTextContent(/vs_beta_443.*without a name/);
    expect(first).toHaveTextContent(/ffffffffffff.*Another certificate/);
    expect(second).toHaveTextContent('Proven');
  });

  it('does not count units that have nothing to change', async () => {
    const refused = aTarget({
      unit: 'bigip-c.example.com',
      state: 'skipped',
      plan: aPlan(
        { name: 'bigip-c.example.com' },
        {
          changes: [],
          proofs: [],
          refusals: [
            {
              profile: '/Store/app/clientssl',
              entry: null,
              reason: 'AS3 owns the tenant Store.',
              code: 'managed-by-as3',
            },
          ],
        },
      ),
    });
    const deployment = { ...done, targets: [...done.targets, refused] };
    render(apiWith(deployment), 'deployment-1');
    const units = await screen.findByRole('region', {
      name: 'Devices and clusters',
    });
    expect(units).toHaveTextContent('1 of 1 proven');
    const untouched = screen.getByRole('region', {
      name: 'Nothing to change here',
    });
    await user.click(
      within(untouched).getByRole('button', {
        name: 'Show the plan for bigip-c.example.com',
      }),
    );
    expect(untouched).toHaveTextContent('AS3 owns the tenant Store.');
  });

  it('tells of many units that went well in a line each', async () => {
    const proven = ['a', 'b', 'c'].map(name =>
      aProvenTarget({ id: `target-${name}`, unit: `edge-${name}` }),
    );
    const failed = aTarget({
      id: 'target-d',
      unit: 'edge-d',
      state: 'failed',
      steps: [aStep('check', { state: 'failed', attempts: 6 })],
    });
    render(
      apiWith({ ...done, state: 'partial', targets: [...proven, failed] }),
      'deployment-1',
    );
    expect(
      await screen.findByRole('list', { name: 'Steps on edge-d' }),
    ).toBeInTheDocument();
    const steps = { name: 'Steps on edge-a' };
    expect(screen.queryByRole('list', steps)).not.toBeInTheDocument();
    await user.click(
      screen.getByRole('button', { name: 'Show plan and proofs of edge-a' }),
    );
    expect(screen.getByRole('list', steps)).toBeInTheDocument();
  });

  it('continues a paused deployment to its end', async () => {
    const { api } = past('past-paused');
    render(api, 'past-paused');
    expect(await screen.findByText('Paused before Wave 1')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(
      await screen.findByText('The new version is served everywhere'),
    ).toBeInTheDocument();
  });

  it('says until when it waits', async () => {
    const { api } = past('past-waiting');
    render(api, 'past-waiting');
    expect(
      await screen.findByText('Waiting for its maintenance window'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Waits for: the maintenance window of production/),
    ).toHaveTextContent('opens in 9 hours');
  });

  it('starts a plan that waits, once every consent is given', async () => {
    const api = apiWith(
      aDeployment({
        targets: [
          aTarget({
            plan: aPlan(
              {},
              {
                consents: [
                  { code: 'not-provable', detail: 'no address can be asked' },
                ],
              },
            ),
          }),
        ],
      }),
    );
    render(api, 'deployment-1');
    const start = await screen.findByRole('button', {
      name: 'Start the deployment',
    });
    expect(start).toBeDisabled();
    await user.click(
      screen.getByRole('checkbox', {
        name: 'Nothing can be proven by a handshake: go on',
      }),
    );
    await user.click(start);
    expect(
      await screen.findByText('The new version is served everywhere'),
    ).toBeInTheDocument();
  });

  it('promotes to another environment and shows the new plan', async () => {
    const api = apiWith(
      aDeployment({
        ...done,
        targets: [aProvenTarget({ environment: 'dev' })],
      }),
    );
    const promote = jest.spyOn(api, 'promoteDeployment');
    render(api, 'deployment-1');
    await user.click(await screen.findByRole('button', { name: 'Promote' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(
      await within(dialog).findByRole('button', { name: /Environment/ }),
    );
    await user.click(await screen.findByRole('option', { name: 'production' }));
    await user.click(
      await screen.findByRole('button', { name: 'Make the plan' }),
    );
    expect(await screen.findByText('The plan is ready')).toBeInTheDocument();
    expect(promote.mock.calls[0].slice(0, 2)).toEqual([
      'deployment-1',
      { environment: 'production' },
    ]);
    expect(screen.getByTestId('address')).toHaveTextContent(
      '/certificates/deployments/deployment-2',
    );
  });

  it('says that a deployment does not exist', async () => {
    render(apiWith(), 'gone');
    expect(
      await screen.findByText(/^The deployment could not be loaded/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
  });
});
