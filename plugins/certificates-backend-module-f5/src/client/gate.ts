import { stopped } from './networkError';

/**
 * Lets a bounded number of calls through to one device at a time, in the order
 * of their arrival. Shared by everything in this process that talks to the
 * device.
 */
export class Gate {
  #limit: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Changes how many may run; calls that are under way are not disturbed. */
  set limit(limit: number) {
    this.#limit = limit;
    this.#admit();
  }

  /**
   * Waits for a turn and takes it.
   *
   * @returns gives the turn back; must be called exactly once
   * @throws CallError when the signal ends the wait
   */
  async enter(label: string, signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted) {
      throw stopped(label, signal);
    }
    if (this.#running < this.#limit && this.#waiting.length === 0) {
      this.#running++;
    } else {
      await this.#turn(label, signal);
    }
    return () => {
      this.#running--;
      this.#admit();
    };
  }

  #turn(label: string, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const admitted = new AbortController();
      const admit = () => {
        admitted.abort();
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(admit), 1);
        reject(stopped(label, signal!));
      };
      this.#waiting.push(admit);
      signal?.addEventListener('abort', leave, {
        once: true,
        signal: admitted.signal,
      });
    });
  }

  #admit() {
    while (this.#running < this.#limit) {
      const next = this.#waiting.shift();
      if (!next) {
        return;
      }
      this.#running++;
      next();
    }
  }
}
