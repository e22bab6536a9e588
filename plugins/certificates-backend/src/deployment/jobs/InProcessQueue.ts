import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  Job,
  JobConcurrency,
  JobHandlers,
  JobKind,
  JobQueue,
  kindsOf,
  MAX_JOB_ATTEMPTS,
} from './JobQueue';

/** Wait before a job is tried again; doubles each time. */
const FIRST_RETRY_MS = 500;

/**
 * {@link JobQueue} within one process, for SQLite. What it holds is gone when the
 * process ends; the sweep finds the work again.
 *
 * @internal
 */
export class InProcessQueue implements JobQueue {
  readonly description =
    'the in-process job queue: this database serves one replica of the backend';

  readonly #logger: LoggerService;
  readonly #concurrency: JobConcurrency;
  readonly #firstRetryMs: number;
  readonly #maxAttempts: number;
  readonly #waiting: Record<JobKind, Map<string, number>> = {
    plan: new Map(),
    target: new Map(),
    renewal: new Map(),
  };
  readonly #running: Record<JobKind, Set<Promise<void>>> = {
    plan: new Set(),
    target: new Set(),
    renewal: new Set(),
  };
  readonly #timers = new Set<NodeJS.Timeout>();
  #handlers?: JobHandlers;

  constructor(options: {
    logger: LoggerService;
    concurrency: JobConcurrency;
    firstRetryMs?: number;
    maxAttempts?: number;
  }) {
    this.#maxAttempts = options.maxAttempts ?? MAX_JOB_ATTEMPTS;
    this.#logger = options.logger;
    this.#concurrency = options.concurrency;
    this.#firstRetryMs = options.firstRetryMs ?? FIRST_RETRY_MS;
  }

  async start(handlers: JobHandlers): Promise<void> {
    this.#handlers = handlers;
    kindsOf(this.#concurrency).forEach(kind => this.#fill(kind));
  }

  async send(job: Job): Promise<void> {
    this.#enqueue(job, 0);
  }

  async stop(): Promise<void> {
    this.#handlers = undefined;
    this.#timers.forEach(timer => clearTimeout(timer));
    this.#timers.clear();
    await Promise.all(
      Object.values(this.#running).flatMap(running => [...running]),
    );
  }

  #enqueue({ kind, id }: Job, attempts: number): void {
    if (!this.#waiting[kind].has(id)) {
      this.#waiting[kind].set(id, attempts);
      this.#fill(kind);
    }
  }

  #fill(kind: JobKind): void {
    const handlers = this.#handlers;
    const waiting = this.#waiting[kind];
    const running = this.#running[kind];
    while (
      handlers &&
      waiting.size > 0 &&
      running.size < (this.#concurrency[kind] ?? 0)
    ) {
      const [[id, attempts]] = waiting;
      waiting.delete(id);
      const run = this.#work(handlers, { kind, id }, attempts + 1).then(() => {
        running.delete(run);
        this.#fill(kind);
      });
      running.add(run);
    }
  }

  /** Never rejects. */
  async #work(handlers: JobHandlers, job: Job, attempts: number) {
    try {
      await handlers.run(job);
    } catch (error) {
      this.#logger.warn(
        `Job ${job.kind} ${job.id} failed, attempt ${attempts} of ${
          this.#maxAttempts
        }: ${stringifyError(error)}`,
      );
      if (attempts < this.#maxAttempts) {
        this.#later(job, attempts);
      } else {
        await handlers.dead(job).catch(deadError => {
          this.#logger.error(
            `Job ${job.kind} ${
              job.id
            } was given up, but that could not be recorded: ${stringifyError(
              deadError,
            )}`,
          );
        });
      }
    }
  }

  #later(job: Job, attempts: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#enqueue(job, attempts);
    }, this.#firstRetryMs * 2 ** (attempts - 1));
    timer.unref();
    this.#timers.add(timer);
  }
}
