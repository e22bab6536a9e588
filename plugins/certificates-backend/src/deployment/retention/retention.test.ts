import { Knex } from 'knex';
import { createTestDatabases } from '../../__testUtils__/databases';
import {
  startDeployments,
  usesOld,
} from '../../__testUtils__/startDeployments';
import { DatabaseDeploymentStore } from '../store';
import { expirePlans } from './expirePlans';
import { pruneHistory } from './pruneHistory';

jest.setTimeout(120_000);

const databases = createTestDatabases();
const DAY = 86_400_000;

describe.each(databases.eachSupportedId())('retention on %p', id => {
  let knex: Knex;
  let t: Awaited<ReturnType<typeof startDeployments>>;

  beforeEach(async () => {
    knex = await databases.migrated(id);
    t = await startDeployments({
      knex,
      units: { alpha: usesOld('/Common/a'), beta: usesOld('/Common/b') },
    });
  });

  afterEach(() => t.stopAll());

  const changed = jest.fn();
  const expire = (ageMs: number) =>
    expirePlans({
      store: new DatabaseDeploymentStore({ knex }),
      publisher: { changed },
      expiryMs: 7 * DAY,
      now: Date.now() + ageMs,
    });
  const ids = async () =>
    (await knex('deployments')
      .orderBy(['created_at', 'id'])
      .pluck('id')) as string[];

  it('ends plans that nobody confirmed, and dry runs, and says so', async () => {
    const plan = await t.planned();
    const dryRun = await t.planned({ dryRun: true });
    expect(await expire(7 * DAY - 60_000)).toBe(0);
    expect(await expire(7 * DAY + 60_000)).toBe(2);
    expect(await expire(7 * DAY + 60_000)).toBe(0);
    const ended = await t.operations.get(plan.id);
    expect(ended).toMatchObject({
      state: 'cancelled',
      finishedAt: expect.any(String),
      actions: [],
      targets: [{ state: 'skipped' }, { state: 'skipped' }],
    });
    expect(ended.events.pop()).toMatchObject({
      by: null,
      message: expect.stringContaining('within 7 days'),
    });
    const { state, events } = await t.operations.get(dryRun.id);
    expect(state).toBe('cancelled');
    expect(events.pop()?.message).toContain('The dry run is older');
    expect(changed.mock.calls.flat()).toEqual(
      expect.arrayContaining([plan.id, dryRun.id]),
    );
    await expect(
      t.operations.start(
        plan.id,
        { planHash: plan.planHash! },
        'user:default/ann',
      ),
    ).rejects.toThrow('cancelled');
  });

  it('lets alone what was confirmed', async () => {
    const { id: started } = await t.started();
    await t.over(started);
    expect(await expire(30 * DAY)).toBe(0);
    expect((await t.operations.get(started)).state).toBe('succeeded');
  });

  it('forgets what ended long ago, except the newest and what a roll-back goes back from', async () => {
    const oldest = await t.planned();
    await t.operations.act(oldest.id, 'cancel', 'user:default/ann');
    const { id: first } = await t.started();
    await t.over(first);
    const dryRun = await t.planned({
      materialId: t.materials.add('v2').id,
      dryRun: true,
    });
    await expire(8 * DAY);
    const open = await t.planned({ materialId: 'v2' });

    expect(await pruneHistory({ knex, before: Date.now() - DAY })).toBe(0);
    expect(await pruneHistory({ knex, before: Date.now() + DAY })).toBe(1);
    // A dry run counts as ended when it was cancelled.
    expect(await pruneHistory({ knex, before: Date.now() + 9 * DAY })).toBe(1);
    expect(await ids()).toEqual([first, open.id]);
    expect(
      await knex('deployment_targets').distinct().pluck('deployment_id'),
    ).toHaveLength(2);
    for (const [table, column] of [
      ['deployment_targets', 'deployment_id'],
      ['deployment_events', 'deployment_id'],
    ]) {
      expect(
        await knex(table).whereIn(column, [oldest.id, dryRun.id]).first(),
      ).toBeUndefined();
    }
    const targets = await knex('deployment_targets').pluck('id');
    expect(
      await knex('deployment_steps').whereNotIn('target_id', targets).first(),
    ).toBeUndefined();

    // What came later on each of its units is what a roll-back goes back from now.
    t.versions.add('v2');
    await t.operations.start(
      open.id,
      { planHash: open.planHash! },
      'user:default/ann',
    );
    await t.over(open.id);
    expect(await pruneHistory({ knex, before: Date.now() + DAY })).toBe(1);
    expect(await ids()).toEqual([open.id]);
  });
});
