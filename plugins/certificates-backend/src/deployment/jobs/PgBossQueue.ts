import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { Knex } from 'knex';
import PgBoss from 'pg-boss';
import {
  Job,
  JobConcurrency,
  JobHandlers,
  JobKind,
  JobQueue,
  kindsOf,
  MAX_JOB_ATTEMPTS,
} from './JobQueue';

/** Holds the tables of pg-boss, apart from those of the plugin. */
const SCHEMA = 'certificates_jobs';

const QUEUES: Record<JobKind, string> = {
  plan: 'deployment-plans',
  target: 'deployment-targets',
  renewal: 'renewals',
};

/** How often each replica looks for jobs that another one sent. */
const POLL_MS = 1_000;

/**
 * After this time a job counts as abandoned by its worker. Long, because it does
 * not matter: leases, not jobs, tell whether somebody works.
 */
const EXPIRE_MINUTES = 60;

/**
 * {@link JobQueue} on pg-boss, in the plugin's own Postgres database and through
 * its own connections. Any number of replicas share it.
 *
 * @internal
 */
export class PgBossQueue implements JobQueue {
  readonly description = `pg-boss in schema ${SCHEMA} of the plugin's Postgres database: any number of replicas share the work`;

  readonly #logger: LoggerService;
  readonly #concurrency: JobConcurrency;
  readonly #boss: PgBoss;
  readonly #maxAttempts: number;
  readonly #schema: string;
  readonly #running: Record<JobKind, Set<Promise<void>>> = {
    plan: new Set(),
    target: new Set(),
    renewal: new Set(),
  };
  readonly #kinds: JobKind[];
  /** Each queue has its own, because whoever serves it has to know the job. */
  readonly #deadQueue: string;
  #handlers?: JobHandlers;
  #timer?: NodeJS.Timeout;
  #fetching?: Promise<void>;
  #again = false;

  constructor(options: {
    knex: Knex;
    logger: LoggerService;
    concurrency: JobConcurrency;
    schema?: string;
    maxAttempts?: number;
  }) {
    this.#maxAttempts = options.maxAttempts ?? MAX_JOB_ATTEMPTS;
    this.#logger = options.logger;
    this.#concurrency = options.concurrency;
    this.#kinds = kindsOf(options.concurrency);
    this.#deadQueue = this.#kinds.includes('renewal')
      ? 'renewal-dead-letters'
      : 'deployment-dead-letters';
    this.#schema = options.schema ?? SCHEMA;
    this.#boss = new PgBoss({
      db: { executeSql: (text, values) => query(options.knex, text, values) },
      schema: this.#schema,
      schedule: false,
      archiveCompletedAfterSeconds: 3600,
      deleteAfterDays: 1,
    });
    this.#boss.on('error', error =>
      this.#logger.warn(`Job queue: ${stringifyError(error)}`),
    );
  }

  async start(handlers: JobHandlers): Promise<void> {
    try {
      await this.#boss.start();
    } catch (error) {
      throw new Error(
        `The job queue could not be set up: the database user of the plugin needs the right to create the schema '${
          this.#schema
        }'. ${stringifyError(error)}`,
      );
    }
    await this.#boss.createQueue(this.#deadQueue, {
      name: this.#deadQueue,
      policy: 'standard',
    });
    for (const kind of this.#kinds) {
      await this.#boss.createQueue(QUEUES[kind], {
        name: QUEUES[kind],
        // One waiting job of each key.
        policy: 'short',
        retryLimit: this.#maxAttempts - 1,
        retryDelay: 1,
        retryBackoff: true,
        expireInMinutes: EXPIRE_MINUTES,
        deadLetter: this.#deadQueue,
      });
    }
    this.#handlers = handlers;
    this.#poll();
  }

  async send({ kind, id }: Job): Promise<void> {
    await this.#boss.send(QUEUES[kind], { kind, id }, { singletonKey: id });
    this.#fetch();
  }

  async stop(): Promise<void> {
    this.#handlers = undefined;
    clearTimeout(this.#timer);
    await this.#fetching;
    await Promise.all(
      Object.values(this.#running).flatMap(running => [...running]),
    );
    await this.#boss.stop({ graceful: false, wait: false });
  }

  #poll(): void {
    this.#fetch();
    this.#timer = setTimeout(() => this.#poll(), POLL_MS).unref();
  }

  /** Takes what there is room for; of calls meanwhile one is made up for. */
  #fetch(): void {
    if (!this.#handlers) {
      return;
    }
    if (this.#fetching) {
      this.#again = true;
      return;
    }
    this.#again = false;
    this.#fetching = this.#fetchOnce(this.#handlers)
      .catch(error =>
        this.#logger.warn(
          `Jobs could not be fetched, tried again within a second: ${stringifyError(
            error,
          )}`,
        ),
      )
      .finally(() => {
        this.#fetching = undefined;
        if (this.#again) {
          this.#fetch();
        }
      });
  }

  async #fetchOnce(handlers: JobHandlers): Promise<void> {
    for (const kind of this.#kinds) {
      const room = (this.#concurrency[kind] ?? 0) - this.#running[kind].size;
      if (room > 0) {
        const jobs = await this.#boss.fetch<Job>(QUEUES[kind], {
          batchSize: room,
        });
        jobs.forEach(job => this.#start(handlers, kind, job));
      }
    }
    for (const job of await this.#boss.fetch<Job>(this.#deadQueue, {
      batchSize: 10,
    })) {
      await handlers.dead(job.data);
      await this.#boss.complete(this.#deadQueue, job.id);
    }
  }

  #start(handlers: JobHandlers, kind: JobKind, job: PgBoss.Job<Job>): void {
    const run = this.#work(handlers, kind, job).then(() => {
      this.#running[kind].delete(run);
      this.#fetch();
    });
    this.#running[kind].add(run);
  }

  /** Never rejects. */
  async #work(
    handlers: JobHandlers,
    kind: JobKind,
    job: PgBoss.Job<Job>,
  ): Promise<void> {
    try {
      await handlers.run(job.data);
      await this.#boss.complete(QUEUES[kind], job.id);
    } catch (error) {
      this.#logger.warn(
        `Job ${kind} ${job.data.id} failed: ${stringifyError(error)}`,
      );
      await this.#boss.fail(QUEUES[kind], job.id).catch(failError => {
        this.#logger.warn(
          `Job ${kind} ${
            job.data.id
          } stays open until it expires: ${stringifyError(failError)}`,
        );
      });
    }
  }
}

/** The part of a connection of the driver `pg` that is needed. */
interface PgConnection {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Runs a statement as it is, on a connection of the plugin's pool. */
async function query(knex: Knex, text: string, values: unknown[] | undefined) {
  const connection: PgConnection = await knex.client.acquireConnection();
  try {
    return await connection.query(text, values);
  } catch (error) {
    // Migrations of pg-boss are transactions in one text; after an error in the
    // middle the connection would go back to the pool inside of one.
    await connection.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await knex.client.releaseConnection(connection);
  }
}
