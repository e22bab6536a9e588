import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { EventsService } from '@backstage/plugin-events-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  EVENT_TOPIC_INVENTORY,
  InventoryChangedNotice,
  ScanChangedNotice,
  SIGNAL_CHANNEL_INVENTORY,
} from '@cmt/backstage-plugin-certificates-common';

/** Changes within this time are told as one. */
const BATCH_MS = 500;

/** So many ids are listed in a notice. */
const MAX_IDS = 100;

/**
 * Tells others that the inventory or a scan changed. Never fails and never makes
 * the caller wait: who misses a notice reads the state from the API.
 */
export class InventoryPublisher {
  readonly #events: EventsService;
  readonly #signals: SignalsService;
  readonly #logger: LoggerService;
  readonly #batchMs: number;

  readonly #devices = new Set<string>();
  readonly #certificateIds = new Set<string>();
  #timer?: NodeJS.Timeout;

  constructor(options: {
    events: EventsService;
    signals: SignalsService;
    logger: LoggerService;
    batchMs?: number;
  }) {
    this.#events = options.events;
    this.#signals = options.signals;
    this.#logger = options.logger;
    this.#batchMs = options.batchMs ?? BATCH_MS;
  }

  scanChanged(scan: { device: string; id: string }): void {
    const notice: ScanChangedNotice = {
      type: 'scan-changed',
      device: scan.device,
      scanId: scan.id,
    };
    this.#attempt('signal', () =>
      this.#signals.publish({
        recipients: { type: 'broadcast' },
        channel: SIGNAL_CHANNEL_INVENTORY,
        message: { ...notice },
      }),
    );
  }

  /** Told with what else changes within half a second. */
  inventoryChanged(change: {
    device?: string;
    certificateIds: readonly string[];
  }): void {
    if (change.device) {
      this.#devices.add(change.device);
    }
    change.certificateIds.forEach(id => this.#certificateIds.add(id));
    this.#timer ??= setTimeout(() => this.flush(), this.#batchMs).unref();
  }

  /** Tells what waits, at once. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#devices.size === 0 && this.#certificateIds.size === 0) {
      return;
    }
    const notice: InventoryChangedNotice = {
      type: 'inventory-changed',
      devices: [...this.#devices].slice(0, MAX_IDS),
      certificateIds: [...this.#certificateIds].slice(0, MAX_IDS),
      truncated:
        this.#devices.size > MAX_IDS || this.#certificateIds.size > MAX_IDS,
    };
    this.#devices.clear();
    this.#certificateIds.clear();
    this.#attempt('event', () =>
      this.#events.publish({
        topic: EVENT_TOPIC_INVENTORY,
        eventPayload: notice,
      }),
    );
    this.#attempt('signal', () =>
      this.#signals.publish({
        recipients: { type: 'broadcast' },
        channel: SIGNAL_CHANNEL_INVENTORY,
        message: { ...notice },
      }),
    );
  }

  #attempt(what: string, publish: () => Promise<void>): void {
    Promise.resolve()
      .then(publish)
      .catch(error =>
        this.#logger.debug(
          `The ${what} about a changed inventory could not be sent: ${stringifyError(
            error,
          )}`,
        ),
      );
  }
}
