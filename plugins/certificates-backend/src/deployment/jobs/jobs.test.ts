import { mockServices } from '@backstage/backend-test-utils';
import { createTestDatabases } from '../../__testUtils__/databases';
import { isPostgres } from '../../database';
import { InProcessQueue, Job, JobQueue, PgBossQueue } from '.';

jest.setTimeout(60_000);

const databases = createTestDatabases();

describe.each(databases.eachSupportedId())('JobQueue on %p', id => {
  let queue: JobQueue;
  let runs: Job[];
  let dead: Job[];
  let behave: (job: Job) => Promise<void>;

  beforeEach(async () => {
    const knex = await databases.migrated(id);
    const options = {
      knex,
      logger: mockServices.logger.mock(),
      concurrency: { plan: 1, target: 2 },
      maxAttempts: 2,
    };
    runs = [];
    dead = [];
    behave = async () => {};
    queue = isPostgres(knex)
      ? new PgBossQueue({ ...options, schema: 'jobs_test' })
      : new InProcessQueue({ ...options, firstRetryMs: 10 });
  });

  afterEach(() => queue.stop());

  const start = () =>
    queue.start({
      run: async job => {
        runs.push(job);
        await behave(job);
      },
      dead: async job => {
        dead.push(job);
      },
    });

  async function until(condition: () => boolean) {
    const deadline = Date.now() + 20_000;
    while (!condition()) {
      if (Date.now() > deadline) {
        throw new Error(`Did not happen: ${JSON.stringify({ runs, dead })}`);
      }
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  it('runs each job, and one that waits once however often it is sent', async () => {
    let free: () => void = () => {};
    const busy = new Promise<void>(resolve => {
      free = resolve;
    });
    behave = async ({ id: name }) => {
      if (name.startsWith('busy')) {
        await busy;
      }
    };
    await start();
    await queue.send({ kind: 'target', id: 'busy-1' });
    await queue.send({ kind: 'target', id: 'busy-2' });
    await until(() => runs.length === 2);
    for (let i = 0; i < 5; i++) {
      await queue.send({ kind: 'target', id: 'later' });
    }
    // Plans do not wait for changes.
    await queue.send({ kind: 'plan', id: 'plan' });
    await until(() => runs.length === 3);
    free();
    await until(() => runs.length === 4);
    await queue.stop();
    const ids = runs.map(job => job.id);
    // Jobs that may run at once begin in any order.
    expect(ids.slice(0, 2).sort()).toEqual(['busy-1', 'busy-2']);
    expect(ids.slice(2)).toEqual(['plan', 'later']);
  });

  it('tries a job again, then gives it up for everybody to see', async () => {
    behave = async () => {
      throw new Error('the database is away');
    };
    await start();
    await queue.send({ kind: 'target', id: 'bad' });
    await until(() => dead.length === 1);
    expect(runs).toEqual([
      { kind: 'target', id: 'bad' },
      { kind: 'target', id: 'bad' },
    ]);
    expect(dead).toEqual([{ kind: 'target', id: 'bad' }]);
  });
});
