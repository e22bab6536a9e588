/** Something to work on. It says where to look, never what to do. @internal */
export interface Job {
  kind: JobKind;
  /** Of the deployment to plan, or of the unit to change. */
  id: string;
}

/** @internal */
export type JobKind = 'plan' | 'target';

/** @internal */
export const JOB_KINDS: readonly JobKind[] = ['plan', 'target'];

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

/** Jobs of each kind that one process works on at the same time. @internal */
export type JobConcurrency = Record<JobKind, number>;

/** Attempts at a job before it is given up. @internal */
export const MAX_JOB_ATTEMPTS = 6;
