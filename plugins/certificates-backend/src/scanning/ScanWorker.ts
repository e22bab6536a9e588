import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { ScanRecord } from '@cmt/backstage-plugin-certificates-common';
import { ScanStore } from '../inventory/types';
import { ConfiguredDevice } from './InventorySources';
import { LEASE_MS, ScanRunner } from './ScanRunner';

/**
 * Claims scans that wait and runs them, a bounded number at a time. Every replica
 * has one.
 */
export class ScanWorker {
  /** Identifies this process in claims. */
  readonly id = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;

  readonly #scans: ScanStore;
  readonly #runner: ScanRunner;
  readonly #devices: ReadonlyMap<string, ConfiguredDevice>;
  readonly #concurrency: number;
  readonly #logger: LoggerService;
  readonly #clock: () => number;
  readonly #shutdown = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  /** Devices that somebody waits for: their scans go before others. */
  readonly #requested = new Set<string>();
  #filling?: Promise<void>;
  #again = false;

  constructor(options: {
    scans: ScanStore;
    runner: ScanRunner;
    devices: ReadonlyMap<string, ConfiguredDevice>;
    /** Scans that run at the same time. */
    concurrency: number;
    logger: LoggerService;
    clock: () => number;
  }) {
    this.#scans = options.scans;
    this.#runner = options.runner;
    this.#devices = options.devices;
    this.#concurrency = options.concurrency;
    this.#logger = options.logger;
    this.#clock = options.clock;
    // Each scan listens while it runs; Node takes more than ten for a leak.
    setMaxListeners(options.concurrency, this.#shutdown.signal);
  }

  /** Number of scans that run in this process now. */
  get running(): number {
    return this.#running.size;
  }

  /**
   * Starts as many waiting scans as there is room for. Returns when they have
   * been started, not when they have ended. Safe to call at any time.
   *
   * @param device - the device that somebody waits for, if any
   */
  async fill(device?: string): Promise<void> {
    if (device) {
      this.#requested.add(device);
    }
    if (this.#filling) {
      this.#again = true;
      return this.#filling;
    }
    this.#filling = this.#fillUp().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  /** Waits until nothing runs here any more. For tests and shutdown. */
  async idle(): Promise<void> {
    while (this.#filling || this.#running.size > 0) {
      await this.#filling;
      await Promise.allSettled(this.#running.values());
    }
  }

  /** Takes no more scans, stops those that run and waits for their outcomes. */
  async stop(): Promise<void> {
    this.#shutdown.abort();
    await this.idle();
  }

  async #fillUp(): Promise<void> {
    do {
      this.#again = false;
      while (
        this.#running.size < this.#concurrency &&
        !this.#shutdown.signal.aborted
      ) {
        const scan = await this.#claim();
        if (!scan) {
          break;
        }
        this.#start(scan);
      }
    } while (this.#again);
  }

  async #claim(): Promise<ScanRecord | undefined> {
    const claim = (devices: string[]) =>
      this.#scans.claim({
        worker: this.id,
        leaseMs: LEASE_MS,
        now: this.#clock(),
        devices,
      });
    if (this.#requested.size > 0) {
      const requested = await claim([...this.#requested]);
      if (requested) {
        this.#requested.delete(requested.device);
        return requested;
      }
      // Another replica was faster.
      this.#requested.clear();
    }
    return claim([...this.#devices.keys()]);
  }

  #start(scan: ScanRecord): void {
    const device = this.#devices.get(scan.device);
    if (!device) {
      throw new Error(`Claimed a scan of the unknown device '${scan.device}'`);
    }
    const run = this.#runner
      .run(
        { scan, device, worker: this.id, startedAt: this.#clock() },
        this.#shutdown.signal,
      )
      .catch(error =>
        this.#logger.error(
          `The outcome of scan ${scan.id} of ${
            scan.device
          } could not be recorded; it counts as failed when its lease ends: ${stringifyError(
            error,
          )}`,
        ),
      )
      .then(() => {
        this.#running.delete(scan.id);
        this.fill().catch(error =>
          this.#logger.warn(
            `Waiting scans could not be claimed, the next tick tries again: ${stringifyError(
              error,
            )}`,
          ),
        );
      });
    this.#running.set(scan.id, run);
  }
}
