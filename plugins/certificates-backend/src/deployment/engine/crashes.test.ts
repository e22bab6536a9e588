import {
  BACKWARD_STEPS,
  DeploymentStepName,
  FORWARD_STEPS,
} from '@cmt/backstage-plugin-certificates-common';
import { createTestDatabases } from '../../__testUtils__/databases';
import { fingerprintFor } from '../../__testUtils__/FakeMaterials';
import { fault, FakeMoment } from '../../__testUtils__/FakeTarget';
import {
  FakeUnit,
  startDeployments,
  usesOld,
} from '../../__testUtils__/startDeployments';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const OLD = fingerprintFor('old');
const NEW = fingerprintFor('new');

/** The way back calls the same methods of a target for these. */
const CALLED: Partial<Record<DeploymentStepName, DeploymentStepName>> = {
  'sync-back': 'sync',
  'save-back': 'save',
};

describe.each(databases.eachSupportedId())('a crash on %p', id => {
  let t: Awaited<ReturnType<typeof startDeployments>>;

  afterEach(async () => {
    await t?.stopAll();
  });

  /** Kills the first replica at a moment; another one is there or comes. */
  async function killAt(
    isMoment: (moment: FakeMoment) => boolean,
    units: Record<string, FakeUnit> = { a: usesOld('/Common/p') },
  ) {
    t = await startDeployments({ knex: await databases.migrated(id), units });
    let killed: () => void = () => {};
    const death = new Promise<void>(resolve => {
      killed = resolve;
    });
    let done = false;
    const previous = t.target.onMoment;
    t.target.onMoment = moment => {
      if (!done && isMoment(moment)) {
        done = true;
        t.kill();
        killed();
        return new Promise<void>(() => {});
      }
      return previous(moment);
    };
    return { death };
  }

  const places = (steps: readonly DeploymentStepName[]) =>
    steps.flatMap(step =>
      (['before', 'after'] as const).map(phase => [phase, step] as const),
    );

  it.each(places(FORWARD_STEPS))(
    '%s the effect of %s is as if nothing had happened',
    async (phase, step) => {
      const { death } = await killAt(
        moment => moment.step === step && moment.phase === phase,
      );
      const { id: deployment } = await t.started();
      await death;
      const second = await t.replica();
      const over = await t.over(deployment, second.operations);
      expect(over.state).toBe('succeeded');
      expect(t.target.state('a').saved).toEqual({ '/Common/p': NEW });
      // Only the step that was under way is begun again.
      for (const done of over.targets[0].steps) {
        expect([done.name, done.attempts]).toEqual([
          done.name,
          done.name === step ? 2 : 1,
        ]);
      }
      expect(t.target.overlaps).toEqual([]);
    },
  );

  it.each(places(BACKWARD_STEPS))(
    '%s the effect of %s on the way back, too',
    async (phase, step) => {
      const called = CALLED[step] ?? step;
      let back = false;
      const { death } = await killAt(moment => {
        if (moment.step === 'verify' && moment.phase === 'before') {
          back = true;
          throw fault('verification-failed', moment.unit);
        }
        return back && moment.step === called && moment.phase === phase;
      });
      const { id: deployment } = await t.started();
      await death;
      const second = await t.replica();
      const over = await t.over(deployment, second.operations);
      expect(over.state).toBe('rolled-back');
      expect(t.target.state('a').saved).toEqual({ '/Common/p': OLD });
      expect(over.targets[0].steps.find(s => s.name === step)?.attempts).toBe(
        2,
      );
    },
  );

  it('while it plans is made up for by another replica', async () => {
    const { death } = await killAt(moment => moment.step === 'plan');
    // Its caller gets no answer any more.
    t.operations
      .create(
        { certificateId: 'certificate', materialId: 'new' },
        'user:default/ann',
      )
      .catch(() => undefined);
    await death;
    const second = await t.replica();
    const { id: deployment } = await t.knex('deployments').first('id');
    const planned = await t.until(
      deployment,
      ({ state }) => state !== 'planning',
      second.operations,
    );
    expect(planned).toMatchObject({ state: 'planned', units: 1 });
  });

  it('does not let another change in between', async () => {
    const { death } = await killAt(
      moment => moment.step === 'activate' && moment.phase === 'after',
    );
    const second = await t.replica();
    t.materials.add('newer');
    t.versions.add('newer');
    const other = await t.planned({ materialId: 'newer' }, second.operations);
    const { id: first } = await t.started();
    await death;
    await second.operations.start(
      other.id,
      { planHash: other.planHash! },
      'user:default/ann',
    );
    const waiting = await t.until(
      other.id,
      d => d.targets[0].waitsFor !== null || d.state !== 'running',
      second.operations,
    );
    expect(waiting.targets[0].waitsFor).toContain(first);
    expect((await t.over(first, second.operations)).state).toBe('succeeded');
    // It was planned for what was there before the first one.
    const over = await t.over(other.id, second.operations);
    expect(over.targets[0].problem?.code).toBe('device-changed');
    expect(t.target.overlaps).toEqual([]);
  });

  it('of a process that only seems dead changes nothing more', async () => {
    t = await startDeployments({
      knex: await databases.migrated(id),
      units: { a: usesOld('/Common/p') },
    });
    // Hangs, and comes back to life after another one has taken over.
    let wake: () => void = () => {};
    let entered: () => void = () => {};
    const hanging = new Promise<void>(resolve => {
      entered = resolve;
    });
    t.target.onMoment = ({ step, phase, call }) =>
      step === 'sync' && phase === 'after' && call === 1
        ? new Promise<void>(resolve => {
            wake = resolve;
            entered();
          })
        : undefined;
    const { id: deployment } = await t.started();
    await hanging;
    t.pauseDatabase();
    t.target.forgetCalls();
    const second = await t.replica();
    expect((await t.over(deployment, second.operations)).state).toBe(
      'succeeded',
    );
    const effects = t.target.effects.length;
    t.resumeDatabase();
    wake();
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(t.target.effects).toHaveLength(effects);
    expect(await second.operations.get(deployment)).toMatchObject({
      state: 'succeeded',
      targets: [{ state: 'succeeded' }],
    });
  });
});

describe.each(databases.eachSupportedId())('replicas on %p', id => {
  it('share deployments: none overlaps on a unit, nothing is done twice', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `unit-${i}`);
    const t = await startDeployments({
      knex: await databases.migrated(id),
      units: Object.fromEntries(
        names.map(name => [name, usesOld('/Common/p')]),
      ),
      concurrency: 3,
    });
    try {
      const second = await t.replica();
      t.target.latencyMs = 2;
      // Each deployment moves its unit on from what the one before left there.
      const plans = [];
      for (let i = 0; i < 30; i++) {
        const material = `version-${i}`;
        t.materials.add(material);
        plans.push({ unit: names[i % names.length], material });
      }
      const rounds = new Map<string, string[]>();
      for (const { unit, material } of plans) {
        rounds.set(unit, [...(rounds.get(unit) ?? []), material]);
      }
      // All of one unit are planned one after the other, all units at once.
      const ids: string[] = [];
      await Promise.all(
        [...rounds].map(async ([unit, materials], index) => {
          for (const materialId of materials) {
            const operations = (index % 2 ? second : t).operations;
            const { id: deployment } = await t.started(
              {
                materialId,
                bindings: [
                  { unit, side: 'client', profile: '/Common/p', entry: null },
                ],
              },
              operations,
            );
            ids.push(deployment);
            await t.over(deployment, operations);
            t.versions.add(materialId);
          }
        }),
      );
      // And some that compete for the same unit at the same time.
      t.materials.add('a');
      t.materials.add('b');
      const rivals = await Promise.all(
        names.flatMap(unit =>
          ['a', 'b'].map(materialId =>
            t.planned({
              materialId,
              bindings: [
                { unit, side: 'client', profile: '/Common/p', entry: null },
              ],
            }),
          ),
        ),
      );
      await Promise.all(
        rivals.map(({ id: rival, planHash }, i) =>
          (i % 2 ? second : t).operations.start(
            rival,
            { planHash: planHash! },
            'user:default/ann',
          ),
        ),
      );
      const ends = await Promise.all(
        rivals.map(({ id: rival }) => t.over(rival)),
      );

      expect(t.target.overlaps).toEqual([]);
      for (const deployment of ids) {
        const over = await t.operations.get(deployment);
        expect(over.state).toBe('succeeded');
        expect(over.targets[0].steps.map(s => s.attempts)).toEqual(
          FORWARD_STEPS.map(() => 1),
        );
      }
      // One of each pair of rivals came first; the other found another device.
      expect(ends.filter(e => e.state === 'succeeded')).toHaveLength(8);
      expect(
        ends
          .filter(e => e.state === 'failed')
          .map(e => e.targets[0].problem?.code),
      ).toEqual(names.map(() => 'device-changed'));
      const activations = t.target.effects
        .filter(({ step }) => step === 'activate')
        .map(({ unit, fingerprint }) => `${unit} ${fingerprint}`);
      expect(new Set(activations).size).toBe(activations.length);
      expect(activations).toHaveLength(30 + 8);
    } finally {
      await t.stopAll();
    }
  });
});
