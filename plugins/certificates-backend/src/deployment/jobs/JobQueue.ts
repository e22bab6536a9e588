/** Something to work on. It says where to look, never what to do. @internal */
export interface Job {
  kind: JobKind;
  /** Of the deployment to plan, of the unit to change, or of the renewal. */
  id: string;
}

/** @internal */
export type JobKind = 'plan' | 'target' | 'renewal';

/** @internal */
export interface JobHandlers {
  /** Works on a job; rejects only when it could not even begin. Begun twice, it does nothing twice. */
  run(job: Job): Promise<void>;
  /** A job was given up after several attempts. */
  dead(job: Job): Promise<void>;
}

/**
 * Says who works next. The rows of deployments are the truth: a job that is lost
 * is sent again, one that comes twice finds nothing to do.
 *
 * @internal
 */
export interface JobQueue {
  /** For the log. */
  readonly description: string;
  start(handlers: JobHandlers): Promise<void>;
  /** Does nothing while the same job waits. */
  send(job: Job): Promise<void>;
  /** Takes no more jobs and waits for those that run. */
  stop(): Promise<void>;
}

/**
 * The kinds of jobs that a queue serves, and how many of each one process works
 * on at the same time.
 *
 * @internal
 */
export type JobConcurrency = Partial<Record<JobKind, number>>;

/** @internal */
export function kindsOf(concurrency: JobConcurrency): JobKind[] {
  return (['plan', 'target', 'renewal'] as const).filter(
    kind => concurrency[kind] !== undefined,
  );
}

/** Attempts at a job before it is given up. @internal */
export const MAX_JOB_ATTEMPTS = 6;
