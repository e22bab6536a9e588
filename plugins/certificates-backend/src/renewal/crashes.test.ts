import { createTestDatabases } from '../__testUtils__/databases';
import {
  insertCertificate,
  OWNER,
  startRenewals,
} from '../__testUtils__/startRenewals';

jest.setTimeout(60_000);

const databases = createTestDatabases();

/** Moments at which a replica is killed, by what it was about to do or had done. */
const MOMENTS = [
  ['order', 'before', 'begin'],
  ['order', 'after', 'begin'],
  ['issue', 'before', 'advance'],
  ['issue', 'after', 'advance'],
  ['plan', 'before', 'create'],
  ['plan', 'after', 'create'],
  ['deploy', 'before', 'start'],
  ['deploy', 'after', 'start'],
] as const;

describe.each(databases.eachSupportedId())('a crash on %p', id => {
  let t: Awaited<ReturnType<typeof startRenewals>>;

  afterEach(() => t.stopAll());

  async function start() {
    const knex = await databases.migrated(id);
    await insertCertificate(knex, { id: 'shop' });
    t = await startRenewals({ knex });
  }

  it.each(MOMENTS)(
    'in step %s, %s the call %s, is as if nothing had happened',
    async (step, phase, call) => {
      await start();
      let killed: () => void = () => {};
      const death = new Promise<void>(resolve => {
        killed = resolve;
      });
      let done = false;
      const interfere = (moment: { call: string; phase: string }) => {
        if (!done && moment.call === call && moment.phase === phase) {
          done = true;
          t.kill();
          killed();
          return new Promise<void>(() => {});
        }
        return undefined;
      };
      t.fakes.one.onMoment = interfere;
      t.deployments.onMoment = interfere;
      t.fakes.one.pollsUntilIssued = 1;
      // Its caller may get no answer any more.
      t.create({ certificateId: 'shop' }).catch(() => undefined);
      await death;
      const second = await t.replica();
      const { id: renewal } = await t.knex('renewals').first('id');
      const over = await t.over(renewal, second.operations);
      expect(over.state).toBe('succeeded');
      // One order, one certificate, one key, one deployment.
      expect([...t.fakes.one.orders.keys()]).toEqual([renewal]);
      expect(t.fakes.one.issued).toHaveLength(1);
      expect(await t.knex('materials')).toHaveLength(1);
      expect(t.deployments.all.size).toBe(1);
      expect(t.deployments.starters).toHaveLength(1);
      // Only the step that was under way is begun again.
      for (const each of over.steps) {
        expect([each.name, each.attempts]).toEqual([
          each.name,
          each.name === step ? 2 : 1,
        ]);
      }
    },
  );

  it('between two steps loses nothing', async () => {
    await start();
    // Dies each time it has recorded something.
    t.fakes.one.pollsUntilIssued = 1;
    let replica: Pick<typeof t, 'kill' | 'operations'> = t;
    let created: string | undefined;
    for (const table of ['approve', 'key', 'order', 'issue', 'plan']) {
      if (!created) {
        created = (
          await replica.operations.create({ certificateId: 'shop' }, OWNER)
        ).id;
      }
      const deadline = Date.now() + 10_000;
      while (
        !(await t
          .knex('renewal_steps')
          .where({ renewal_id: created, name: table, state: 'done' })
          .first('name'))
      ) {
        if (Date.now() > deadline) {
          throw new Error(`${table} was not done`);
        }
        await new Promise(resolve => setTimeout(resolve, 1));
      }
      replica.kill();
      replica = await t.replica();
    }
    const over = await t.over(created!, replica.operations);
    expect(over.state).toBe('succeeded');
    expect(t.fakes.one.orders.size).toBe(1);
    expect(t.fakes.one.issued).toHaveLength(1);
    expect(t.deployments.all.size).toBe(1);
  });

  it('does not make two replicas work on one renewal', async () => {
    await start();
    const second = await t.replica();
    const third = await t.replica();
    const busy = new Set<string>();
    const overlaps: string[] = [];
    t.fakes.one.pollsUntilIssued = 3;
    t.fakes.one.onMoment = async ({ orderId, phase }) => {
      if (phase === 'before') {
        if (busy.has(orderId)) {
          overlaps.push(orderId);
        }
        busy.add(orderId);
        await new Promise(resolve => setTimeout(resolve, 5));
      } else {
        busy.delete(orderId);
      }
    };
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) {
      await insertCertificate(t.knex, { id: `c${i}` });
      const operations = [t, second, third][i % 3].operations;
      ids.push((await operations.create({ certificateId: `c${i}` }, OWNER)).id);
    }
    const clock = setInterval(() => t.advance(1_000), 20);
    try {
      for (const each of ids) {
        expect((await t.over(each)).state).toBe('succeeded');
      }
    } finally {
      clearInterval(clock);
    }
    expect(overlaps).toEqual([]);
    expect(t.fakes.one.issued).toHaveLength(12);
    expect(t.deployments.all.size).toBe(12);
  });
});
