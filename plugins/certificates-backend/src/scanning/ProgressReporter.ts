import { ScanProgress } from '@cmt/backstage-plugin-certificates-common';

/** Progress is written at most this often. */
const WRITE_INTERVAL_MS = 1000;

/**
 * Writes the progress of one scan, at most once a second however often the source
 * reports, and keeps the lease alive while nothing happens.
 */
export class ProgressReporter {
  readonly #write: (progress: ScanProgress, changed: boolean) => Promise<void>;
  readonly #heartbeatMs: number;
  readonly #timer: NodeJS.Timeout;
  #latest: ScanProgress = { phase: 'start', done: 0, total: null };
  #changed = false;
  #writing?: Promise<void>;
  #writtenAt = Date.now();

  constructor(options: {
    /** `changed` is `false` when only the lease is extended. Must not reject. */
    write: (progress: ScanProgress, changed: boolean) => Promise<void>;
    heartbeatMs: number;
    intervalMs?: number;
  }) {
    this.#write = options.write;
    this.#heartbeatMs = options.heartbeatMs;
    this.#timer = setInterval(
      () => this.#tick(),
      options.intervalMs ?? WRITE_INTERVAL_MS,
    ).unref();
  }

  report(progress: ScanProgress): void {
    this.#latest = progress;
    this.#changed = true;
  }

  /** Writes at once what is known, for example before a long step. */
  async flush(): Promise<void> {
    await this.#writing;
    this.#start();
    await this.#writing;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
  }

  #tick(): void {
    const heartbeatDue = Date.now() - this.#writtenAt >= this.#heartbeatMs;
    if (!this.#writing && (this.#changed || heartbeatDue)) {
      this.#start();
    }
  }

  #start(): void {
    const changed = this.#changed;
    this.#changed = false;
    this.#writtenAt = Date.now();
    this.#writing = this.#write(this.#latest, changed).finally(() => {
      this.#writing = undefined;
    });
  }
}
