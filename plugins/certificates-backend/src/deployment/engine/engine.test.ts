import { FORWARD_STEPS } from '@cmt/backstage-plugin-certificates-common';
import { createTestDatabases } from '../../__testUtils__/databases';
import { SECRET_KEY, fingerprintFor } from '../../__testUtils__/FakeMaterials';
import { fault, FakeMoment } from '../../__testUtils__/FakeTarget';
import {
  ANN,
  startDeployments,
  usesOld,
} from '../../__testUtils__/startDeployments';

jest.setTimeout(120_000);

const databases = createTestDatabases();
const OLD = fingerprintFor('old');
const NEW = fingerprintFor('new');

describe.each(databases.eachSupportedId())('DeploymentEngine on %p', id => {
  let t: Awaited<ReturnType<typeof startDeployments>>;

  async function start(
    options: Omit<Parameters<typeof startDeployments>[0], 'knex'>,
  ) {
    t = await startDeployments({
      ...options,
      knex: await databases.migrated(id),
    });
    return t;
  }

  afterEach(async () => {
    await t?.stopAll();
  });

  const failAt = (
    step: FakeMoment['step'],
    options: { unit?: string; retryable?: boolean; times?: number } = {},
  ) => {
    let times = options.times ?? Infinity;
    t.target.onMoment = moment => {
      if (
        moment.step === step &&
        moment.phase === 'before' &&
        moment.unit === (options.unit ?? moment.unit) &&
        times-- > 0
      ) {
        throw fault('busy', moment.unit, { retryable: options.retryable });
      }
    };
  };

  it('plans, waits for a yes, and carries it out step by step', async () => {
    await start({ units: { a: usesOld('/Common/p1', '/Common/p2') } });
    const planned = await t.planned({ reason: 'renewal' });
    expect(planned).toMatchObject({
      state: 'planned',
      units: 1,
      bindings: 2,
      virtualServers: 2,
      planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      actions: ['start', 'cancel'],
      affected: {
        ownerRefs: ['group:default/shop'],
        entityRefs: ['component:default/shop'],
      },
      createdBy: ANN,
      startedBy: null,
    });
    expect(t.target.effects).toEqual([]);

    await t.operations.start(
      planned.id,
      { planHash: planned.planHash! },
      'user:default/bob',
    );
    const over = await t.over(planned.id);
    expect(over).toMatchObject({
      state: 'succeeded',
      startedBy: 'user:default/bob',
      finishedAt: expect.any(String),
      actions: ['roll-back'],
      problem: null,
    });
    expect(over.targets[0].steps.map(step => [step.name, step.state])).toEqual(
      FORWARD_STEPS.map(name => [name, 'done']),
    );
    expect(over.targets[0].steps.every(step => step.attempts === 1)).toBe(true);
    expect(over.targets[0].proofs).toMatchObject([
      { result: 'proven', served: NEW },
      { result: 'proven', served: NEW },
    ]);
    expect(t.target.state('a').saved).toEqual({
      '/Common/p1': NEW,
      '/Common/p2': NEW,
    });
    expect(t.requestScan).toHaveBeenCalledWith('a');
    expect(over.events.map(event => event.by)).toContain('user:default/bob');
  });

  it('never shows a key', async () => {
    await start({ units: { a: usesOld('/Common/p') } });
    t.materials.locked = true;
    const locked = await t.over((await t.started()).id);
    expect(locked.targets[0].problem?.code).toBe('no-material');
    expect(JSON.stringify(locked)).not.toContain('fake-secret');
    t.materials.locked = false;
    t.target.onMoment = ({ step, phase }) => {
      if (step === 'verify' && phase === 'before') {
        throw new Error(`unforeseen ${SECRET_KEY}`);
      }
    };
    const { id: deployment } = await t.started();
    const over = await t.over(deployment);
    expect([...t.target.keys]).toEqual([SECRET_KEY]);
    expect(JSON.stringify(over)).not.toContain('fake-secret');
    for (const log of [t.logger.info, t.logger.warn, t.logger.debug]) {
      expect(JSON.stringify(log.mock.calls)).not.toContain('fake-secret');
    }
  });

  it('refuses another plan than the one that was shown, and a plan without its consents', async () => {
    await start({ units: { a: usesOld('/Common/p') } });
    t.materials.add('other', { names: ['else.example.com'] });
    const planned = await t.planned({ materialId: 'other' });
    expect(planned.consents).toEqual([
      { code: 'names-lost', detail: expect.any(String), unit: null },
    ]);
    await expect(
      t.operations.start(planned.id, { planHash: 'f'.repeat(64) }, ANN),
    ).rejects.toThrow(/is not the plan of this deployment/);
    await expect(
      t.operations.start(planned.id, { planHash: planned.planHash! }, ANN),
    ).rejects.toThrow(/explicit yes to: names-lost/);
    expect((await t.operations.get(planned.id)).state).toBe('planned');
  });

  it('does not run a dry run', async () => {
    await start({ units: { a: usesOld('/Common/p') } });
    const planned = await t.planned({ dryRun: true });
    expect(planned).toMatchObject({ state: 'planned', actions: [] });
    await expect(
      t.operations.start(planned.id, { planHash: planned.planHash! }, ANN),
    ).rejects.toThrow(/dry run/);
  });

  it('says what could not be planned, and fails when nothing is left', async () => {
    await start({ units: { a: usesOld('/Common/p') } });
    t.target.undeployable = 'no administrator is configured';
    const nothing = await t.planned();
    expect(nothing).toMatchObject({
      state: 'failed',
      problem: {
        code: 'no-plan',
        message: expect.stringContaining('no administrator'),
        action: 'plan-again',
      },
    });
    expect(nothing.targets[0]).toMatchObject({
      state: 'failed',
      problem: { code: 'not-deployable' },
    });
  });

  it('refuses devices that have changed since, and changes nothing', async () => {
    await start({ units: { a: usesOld('/Common/p') } });
    const planned = await t.planned();
    t.target.state('a').running['/Common/p'] = 'somebody else';
    await t.operations.start(planned.id, { planHash: planned.planHash! }, ANN);
    const over = await t.over(planned.id);
    expect(over).toMatchObject({ state: 'failed', actions: ['retry'] });
    expect(over.targets[0].problem?.code).toBe('device-changed');
    expect(t.target.effects).toEqual([]);
  });

  it('tries again what may be tried again', async () => {
    await start({ units: { a: usesOld('/Common/p') } });
    failAt('stage', { retryable: true, times: 2 });
    const { id: deployment } = await t.started();
    const over = await t.over(deployment);
    expect(over.state).toBe('succeeded');
    expect(over.targets[0].steps[1]).toMatchObject({
      name: 'stage',
      attempts: 3,
    });
  });

  it.each(['activate', 'sync', 'verify', 'save'] as const)(
    'goes back when %s fails for good',
    async step => {
      await start({ units: { a: usesOld('/Common/p') } });
      failAt(step, { times: 1 });
      const { id: deployment } = await t.started();
      const over = await t.over(deployment);
      expect(over.state).toBe('rolled-back');
      expect(over.targets[0]).toMatchObject({
        state: 'rolled-back',
        problem: { code: 'busy' },
      });
      expect(over.targets[0].steps.slice(-4)).toMatchObject(
        [
          { name: 'roll-back', state: 'done' },
          { name: 'sync-back', state: 'done' },
          { name: 'verify-back', state: 'done' },
          { name: 'save-back', state: 'done' },
        ].map(expected => expect.objectContaining(expected)),
      );
      expect(t.target.state('a').running).toEqual({ '/Common/p': OLD });
      expect(t.target.state('a').saved).toEqual({ '/Common/p': OLD });
    },
  );

  it('goes back at once when a handshake proves something else', async () => {
    await start({ units: { a: usesOld('/Common/p') } });
    t.target.servesWrong.add('a/Common/p');
    const { id: deployment } = await t.started();
    const over = await t.over(deployment);
    expect(over.state).toBe('rolled-back');
    expect(over.targets[0].problem).toMatchObject({
      code: 'verification-failed',
    });
    expect(
      t.target.effects.filter(effect => effect.step === 'verify'),
    ).toHaveLength(1);
    expect(t.target.state('a').running).toEqual({ '/Common/p': OLD });
  });

  it('needs a person when the way back fails, and retries it on request', async () => {
    await start({ units: { a: usesOld('/Common/p') } });
    t.target.servesWrong.add('a/Common/p');
    failAt('roll-back');
    const { id: deployment } = await t.started();
    expect(await t.over(deployment)).toMatchObject({
      state: 'failed',
      actions: ['retry', 'roll-back'],
    });
    expect(t.target.state('a').running).toEqual({ '/Common/p': NEW });
    t.target.onMoment = () => {};
    await t.operations.act(deployment, 'retry', ANN);
    expect(await t.over(deployment)).toMatchObject({ state: 'rolled-back' });
    expect(t.target.state('a').running).toEqual({ '/Common/p': OLD });
  });

  it('begins with a canary and stops on the first error', async () => {
    await start({
      units: {
        a: usesOld('/Common/1', '/Common/2'),
        b: usesOld('/Common/1'),
        c: usesOld('/Common/1', '/Common/2'),
        d: usesOld('/Common/1', '/Common/2'),
        e: usesOld('/Common/1', '/Common/2'),
      },
    });
    failAt('sync', { unit: 'c', times: 1 });
    const { id: deployment } = await t.started({
      rollout: { canary: 1, waves: 2 },
    });
    const over = await t.over(deployment);
    expect(
      over.targets.map(({ unit, wave, state }) => [unit, wave, state]),
    ).toEqual([
      ['b', 0, 'succeeded'],
      ['a', 1, 'succeeded'],
      ['c', 1, 'rolled-back'],
      ['d', 2, 'skipped'],
      ['e', 2, 'skipped'],
    ]);
    expect(over).toMatchObject({
      state: 'partial',
      actions: ['retry', 'roll-back'],
      progress: { succeeded: 2, 'rolled-back': 1, skipped: 2 },
    });

    t.target.onMoment = () => {};
    await t.operations.act(deployment, 'retry', ANN);
    expect((await t.over(deployment)).state).toBe('succeeded');
    expect(
      t.target.effects.filter(e => e.step === 'activate').map(e => e.unit),
    ).toEqual([
      'b',
      expect.any(String),
      expect.any(String),
      'c',
      expect.any(String),
      expect.any(String),
    ]);

    await t.operations.act(deployment, 'roll-back', ANN);
    const back = await t.over(deployment);
    expect(back).toMatchObject({ state: 'rolled-back', actions: [] });
    for (const unit of ['a', 'b', 'c', 'd', 'e']) {
      expect(new Set(Object.values(t.target.state(unit).saved))).toEqual(
        new Set([OLD]),
      );
    }
  });

  it('pauses between waves until somebody continues, and can be cancelled then', async () => {
    await start({
      units: {
        a: usesOld('/Common/1'),
        b: usesOld('/Common/1'),
        c: usesOld('/Common/1'),
      },
    });
    const { id: deployment } = await t.started({
      rollout: { canary: 1, waves: 2, between: 'pause' },
    });
    const paused = await t.until(deployment, d => d.state === 'paused');
    expect(paused.actions).toEqual(['continue', 'cancel', 'roll-back']);
    expect(paused.progress).toMatchObject({ succeeded: 1, pending: 2 });
    await t.operations.act(deployment, 'continue', ANN);
    await t.until(
      deployment,
      d => d.state === 'paused' && d.progress.succeeded === 2,
    );
    await t.operations.act(deployment, 'cancel', ANN);
    expect(await t.over(deployment)).toMatchObject({
      state: 'partial',
      progress: { succeeded: 2, skipped: 1 },
    });
  });

  it('cancels what has not begun', async () => {
    await start({ units: { a: usesOld('/Common/1') } });
    const planned = await t.planned();
    await t.operations.act(planned.id, 'cancel', ANN);
    expect(await t.operations.get(planned.id)).toMatchObject({
      state: 'cancelled',
      actions: [],
    });
    await expect(
      t.operations.act(planned.id, 'retry', ANN),
    ).rejects.toMatchObject({ name: 'ConflictError' });
  });

  it('waits for a maintenance window and says until when', async () => {
    const inAnHour = new Date(Date.now() + 3600_000);
    await start({
      units: { a: { ...usesOld('/Common/1'), environment: 'production' } },
      calendar: {
        windows: [
          {
            name: 'nightly',
            environments: ['production'],
            cron: `${inAnHour.getUTCMinutes()} ${inAnHour.getUTCHours()} * * *`,
            timezone: 'UTC',
            duration: 600_000,
          },
        ],
      },
    });
    const { id: deployment } = await t.started();
    const waiting = await t.until(deployment, d => d.state === 'waiting');
    expect(waiting).toMatchObject({
      waitsUntil: expect.stringMatching(/:00.000Z$/),
      actions: ['pause', 'cancel'],
      targets: [{ state: 'waiting', waitsFor: 'Maintenance window nightly' }],
    });
    expect(t.target.effects).toEqual([]);
    t.advance(3600_000);
    expect((await t.over(deployment)).state).toBe('succeeded');
  });

  it('does not touch what must not be touched', async () => {
    await start({
      units: { a: usesOld('/Common/1') },
      calendar: { doNotTouch: [{ reason: 'year-end closing' }] },
    });
    const { id: deployment } = await t.started();
    const over = await t.over(deployment);
    expect(over.state).toBe('failed');
    expect(over.targets[0].problem).toMatchObject({
      code: 'not-allowed',
      message: expect.stringContaining('year-end closing'),
    });
    expect(t.target.effects).toEqual([]);
  });

  it('gives up a step that does not end', async () => {
    await start({ units: { a: usesOld('/Common/1') } });
    await t.stop();
    const second = await t.replica({ stepTimeoutMs: 50 });
    t.target.onMoment = ({ step, phase, signal, call }) =>
      step === 'sync' && phase === 'before' && call <= 3
        ? new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          })
        : undefined;
    const { id: deployment } = await t.started({}, second.operations);
    const over = await t.over(deployment, second.operations);
    expect(over.state).toBe('rolled-back');
    expect(over.targets[0].problem?.code).toBe('timeout');
  });

  it('goes on after a restart', async () => {
    await start({ units: { a: usesOld('/Common/1') } });
    let entered: () => void = () => {};
    const reached = new Promise<void>(resolve => {
      entered = resolve;
    });
    t.target.onMoment = ({ step, phase, signal, call }) =>
      step === 'sync' && phase === 'before' && call === 1
        ? new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
            entered();
          })
        : undefined;
    const { id: deployment } = await t.started();
    await reached;
    await t.stop();
    const second = await t.replica();
    const over = await t.over(deployment, second.operations);
    expect(over.state).toBe('succeeded');
    expect(over.targets[0].steps[3]).toMatchObject({
      name: 'sync',
      attempts: 2,
    });
    expect(t.target.effects.map(({ step }) => step)).toEqual(FORWARD_STEPS);
  });
});
