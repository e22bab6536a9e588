import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { Lease, LeaseStore } from '../store';

/** How long a process may be silent before another one takes its work over. */
export const LEASE_MS = 15_000;

/** Why work on a unit is stopped from outside. @internal */
export type StopReason = 'shutdown' | 'lease-lost' | 'timeout';

/**
 * Renews a lease until it is let go, and aborts the work when that fails: long
 * before anybody else may take it over.
 *
 * @internal
 */
export class HeldLease {
  readonly lease: Lease;
  readonly #leases: LeaseStore;
  readonly #leaseMs: number;
  readonly #logger: LoggerService;
  readonly #stop = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #shutdown: AbortSignal;
  readonly #onShutdown = () => this.abort('shutdown');
  #renewedAt = performance.now();
  #renewing = false;

  constructor(options: {
    lease: Lease;
    leases: LeaseStore;
    leaseMs: number;
    logger: LoggerService;
    /** Aborted when the backend stops. */
    shutdown: AbortSignal;
  }) {
    this.lease = options.lease;
    this.#leases = options.leases;
    this.#leaseMs = options.leaseMs;
    this.#logger = options.logger;
    this.#shutdown = options.shutdown;
    // Twice as often as it is due, so that a lost lease is noticed early.
    this.#timer = setInterval(() => this.#beat(), this.#leaseMs / 6);
    this.#timer.unref();
    this.#shutdown.addEventListener('abort', this.#onShutdown, { once: true });
    if (this.#shutdown.aborted) {
      this.#onShutdown();
    }
  }

  /** Aborted when the work has to end; the reason is a {@link StopReason}. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  abort(reason: StopReason): void {
    this.#stop.abort(reason);
  }

  /** Stops renewing. The lease stays what it is. */
  letGo(): void {
    clearInterval(this.#timer);
    this.#shutdown.removeEventListener('abort', this.#onShutdown);
  }

  #beat(): void {
    const silence = performance.now() - this.#renewedAt;
    if (silence > (this.#leaseMs * 2) / 3) {
      this.#lost('it could not be renewed in time');
    } else if (silence >= this.#leaseMs / 3 && !this.#renewing) {
      this.#renewing = true;
      const begun = performance.now();
      this.#leases
        .renew(this.lease, this.#leaseMs)
        .then(ours => {
          if (ours) {
            this.#renewedAt = begun;
          } else {
            this.#lost('another process has taken it over');
          }
        })
        .catch(error =>
          this.#logger.warn(
            `The lease of ${
              this.lease.holder
            } could not be renewed: ${stringifyError(error)}`,
          ),
        )
        .finally(() => {
          this.#renewing = false;
        });
    }
  }

  #lost(why: string): void {
    if (!this.#stop.signal.aborted) {
      this.#logger.warn(
        `Work on ${this.lease.holder} (${this.lease.resources.join(
          ', ',
        )}) stops here: ${why}`,
      );
      this.abort('lease-lost');
    }
    this.letGo();
  }
}
