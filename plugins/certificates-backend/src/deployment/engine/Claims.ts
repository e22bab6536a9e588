import { setMaxListeners } from 'node:events';
import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { LeaseStore } from '../store';
import { HeldLease } from './HeldLease';

/** Claims what this process works on, and lets it go. @internal */
export class Claims {
  readonly #options: {
    leases: LeaseStore;
    worker: string;
    leaseMs: number;
    logger: LoggerService;
    shutdown: AbortSignal;
  };

  constructor(options: {
    leases: LeaseStore;
    /** Identifies this process. */
    worker: string;
    leaseMs: number;
    logger: LoggerService;
    /** Aborted when the backend stops. */
    shutdown: AbortSignal;
  }) {
    this.#options = options;
    // Everything that is held listens: as many as the configuration allows.
    setMaxListeners(0, options.shutdown);
  }

  /**
   * @param onBusy - called when another change has what is claimed
   * @returns `undefined` when somebody else has it
   */
  async claim(
    holder: string,
    resources: string[],
    onBusy?: (holder: string) => Promise<void>,
  ): Promise<HeldLease | undefined> {
    const { leases } = this.#options;
    const claim = await leases.claim({
      resources,
      holder,
      ...this.#options,
    });
    if ('busy' in claim) {
      if (claim.busy.holder !== holder) {
        await onBusy?.(claim.busy.holder);
      }
      return undefined;
    }
    return new HeldLease({ ...this.#options, lease: claim.lease });
  }

  /** Stops renewing; what has not ended may be taken over at once. */
  async leave(held: HeldLease, ended: boolean): Promise<void> {
    held.letGo();
    if (!ended) {
      await this.#options.leases.yield(held.lease).catch(error => {
        this.#options.logger.warn(
          `The lease of ${
            held.lease.holder
          } could not be given up; it runs out: ${stringifyError(error)}`,
        );
      });
    }
  }
}
