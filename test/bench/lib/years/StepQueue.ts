import {
  Job,
  JobHandlers,
  JobQueue,
} from '../../../../plugins/certificates-backend/src/deployment/jobs';

/** A queue that works when it is told to, one job after the other. */
export class StepQueue implements JobQueue {
  readonly description = 'a queue that a simulation drives';
  readonly #waiting = new Map<string, Job>();
  #handlers?: JobHandlers;
  failures = 0;

  async start(handlers: JobHandlers): Promise<void> {
    this.#handlers = handlers;
  }

  async send(job: Job): Promise<void> {
    this.#waiting.set(`${job.kind}:${job.id}`, job);
  }

  async stop(): Promise<void> {
    this.#handlers = undefined;
    this.#waiting.clear();
  }

  /** Works until nothing waits, or until `dead` resolves. */
  async drain(dead: Promise<void>): Promise<void> {
    for (;;) {
      const [first] = this.#waiting;
      const handlers = this.#handlers;
      if (!first || !handlers) {
        return;
      }
      const [key, job] = first;
      this.#waiting.delete(key);
      const done = handlers.run(job).catch(() => {
        this.failures++;
      });
      if (await Promise.race([done.then(() => false), dead.then(() => true)])) {
        return;
      }
    }
  }
}
