import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  RenewalsChangedNotice,
  SIGNAL_CHANNEL_RENEWALS,
} from '@cmt/backstage-plugin-certificates-common';

/** Changes within this time are told as one. */
const BATCH_MS = 500;

/** Ids that one signal lists. */
const MAX_IDS = 100;

/**
 * Tells browsers that renewals changed. Never fails and never makes the caller
 * wait: who misses a notice reads the state from the API.
 */
export class RenewalPublisher {
  readonly #signals: SignalsService;
  readonly #logger: LoggerService;
  readonly #batchMs: number;
  readonly #changed = new Set<string>();
  #timer?: NodeJS.Timeout;

  constructor(options: {
    signals: SignalsService;
    logger: LoggerService;
    batchMs?: number;
  }) {
    this.#signals = options.signals;
    this.#logger = options.logger;
    this.#batchMs = options.batchMs ?? BATCH_MS;
  }

  changed(renewalId: string): void {
    this.#changed.add(renewalId);
    this.#timer ??= setTimeout(() => this.flush(), this.#batchMs).unref();
  }

  /** Tells what waits, at once. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ids = [...this.#changed];
    this.#changed.clear();
    if (ids.length === 0) {
      return;
    }
    const notice: RenewalsChangedNotice = {
      type: 'renewals-changed',
      renewalIds: ids.length > MAX_IDS ? [] : ids,
    };
    Promise.resolve()
      .then(() =>
        this.#signals.publish({
          recipients: { type: 'broadcast' },
          channel: SIGNAL_CHANNEL_RENEWALS,
          message: { ...notice },
        }),
      )
      .catch(error =>
        this.#logger.debug(
          `The signal about renewals could not be sent: ${stringifyError(
            error,
          )}`,
        ),
      );
  }
}
