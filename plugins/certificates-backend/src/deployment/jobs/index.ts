import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { isPostgres } from '../../database';
import { InProcessQueue } from './InProcessQueue';
import { JobConcurrency, JobQueue } from './JobQueue';
import { PgBossQueue } from './PgBossQueue';

export { InProcessQueue } from './InProcessQueue';
export { PgBossQueue } from './PgBossQueue';
export type { Job, JobHandlers, JobQueue } from './JobQueue';

/** The queue that fits the database. @internal */
export function createJobQueue(options: {
  knex: Knex;
  logger: LoggerService;
  concurrency: JobConcurrency;
}): JobQueue {
  return isPostgres(options.knex)
    ? new PgBossQueue(options)
    : new InProcessQueue(options);
}
