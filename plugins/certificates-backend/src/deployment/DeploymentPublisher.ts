import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  DeploymentChangedNotice,
  SIGNAL_CHANNEL_DEPLOYMENT,
} from '@cmt/backstage-plugin-certificates-common';

/** Changes of one deployment within this time are told as one. */
const BATCH_MS = 200;

/**
 * Tells browsers that a deployment changed. Never fails and never makes the caller
 * wait: who misses a notice reads the state from the API.
 */
export class DeploymentPublisher {
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

  changed(deploymentId: string): void {
    this.#changed.add(deploymentId);
    this.#timer ??= setTimeout(() => this.flush(), this.#batchMs).unref();
  }

  /** Tells what waits, at once. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ids = [...this.#changed];
    this.#changed.clear();
    for (const deploymentId of ids) {
      const notice: DeploymentChangedNotice = {
        type: 'deployment-changed',
        deploymentId,
      };
      Promise.resolve()
        .then(() =>
          this.#signals.publish({
            recipients: { type: 'broadcast' },
            channel: SIGNAL_CHANNEL_DEPLOYMENT,
            message: { ...notice },
          }),
        )
        .catch(error =>
          this.#logger.debug(
            `The signal about deployment ${deploymentId} could not be sent: ${stringifyError(
              error,
            )}`,
          ),
        );
    }
  }
}
