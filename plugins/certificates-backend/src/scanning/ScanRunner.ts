import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { ScanProgress } from '@cmt/backstage-plugin-certificates-common';
import { CertificatesConfig } from '../config';
import { InventoryStore, ScanStore } from '../inventory/types';
import { InventoryPublisher } from './InventoryPublisher';
import { StopReason } from './problems';
import { ProgressReporter } from './ProgressReporter';
import { readDevice } from './readDevice';
import {
  ClaimedScan,
  ScanOutcomeRecorder,
  StoredSnapshot,
} from './ScanOutcomeRecorder';

/**
 * A scan belongs to its worker for this long after each sign of life. Long
 * enough for a database that is slow for a moment, short enough that people do
 * not stare at a dead scan.
 */
export const LEASE_MS = 60_000;

const HEARTBEAT_MS = LEASE_MS / 4;

/**
 * Runs claimed scans: read, store, record.
 *
 * @remarks
 *
 * Guarantees: every scan ends with an outcome in its row, or its lease is lost
 * and whoever releases it records one. A scan that fails changes nothing but the
 * device's status and reason.
 */
export class ScanRunner {
  readonly #scans: ScanStore;
  readonly #inventory: InventoryStore;
  readonly #outcomes: ScanOutcomeRecorder;
  readonly #publisher: InventoryPublisher;
  readonly #logger: LoggerService;
  readonly #config: CertificatesConfig;
  readonly #clock: () => number;
  readonly #stopGraceMs?: number;

  constructor(options: {
    scans: ScanStore;
    inventory: InventoryStore;
    outcomes: ScanOutcomeRecorder;
    publisher: InventoryPublisher;
    logger: LoggerService;
    config: CertificatesConfig;
    clock: () => number;
    stopGraceMs?: number;
  }) {
    this.#scans = options.scans;
    this.#inventory = options.inventory;
    this.#outcomes = options.outcomes;
    this.#publisher = options.publisher;
    this.#logger = options.logger;
    this.#config = options.config;
    this.#clock = options.clock;
    this.#stopGraceMs = options.stopGraceMs;
  }

  /**
   * Runs a scan to its recorded end.
   *
   * @param shutdown - aborted when the backend stops
   * @throws only when the outcome could not be written; the lease then ends it
   */
  async run(claimed: ClaimedScan, shutdown: AbortSignal): Promise<void> {
    const { scan } = claimed;
    const stop = new AbortController();
    const stopFor = (reason: StopReason) => stop.abort(reason);
    const timeout = setTimeout(
      () => stopFor('timeout'),
      this.#config.scanning.timeout,
    ).unref();
    const onShutdown = () => stopFor('shutdown');
    shutdown.addEventListener('abort', onShutdown, { once: true });
    if (shutdown.aborted) {
      onShutdown();
    }
    const reporter = new ProgressReporter({
      heartbeatMs: HEARTBEAT_MS,
      write: (progress, changed) =>
        this.#writeProgress(claimed, progress, changed, stopFor),
    });
    this.#publisher.scanChanged(scan);

    try {
      const stored = await this.#readAndStore(claimed, reporter, {
        signal: stop.signal,
        onRead: () => clearTimeout(timeout),
      }).catch(async error => {
        await this.#outcomes.failed(
          claimed,
          error,
          stop.signal.aborted ? (stop.signal.reason as StopReason) : undefined,
        );
        return undefined;
      });
      if (stored) {
        // The reporter still runs: deciding owners may outlast a lease.
        await this.#outcomes.succeeded(claimed, stored);
      }
    } finally {
      clearTimeout(timeout);
      shutdown.removeEventListener('abort', onShutdown);
      await reporter.stop();
      this.#publisher.scanChanged(scan);
    }
  }

  async #readAndStore(
    { scan, device }: ClaimedScan,
    reporter: ProgressReporter,
    options: { signal: AbortSignal; onRead: () => void },
  ): Promise<StoredSnapshot> {
    const snapshot = await readDevice({
      device,
      signal: options.signal,
      onProgress: progress => reporter.report(progress),
      logger: this.#logger,
      stopGraceMs: this.#stopGraceMs,
    });
    options.onRead();
    reporter.report({ phase: 'store', done: 0, total: null });
    await reporter.flush();
    options.signal.throwIfAborted();
    const result = await this.#inventory.applySnapshot(snapshot, {
      device: device.descriptor,
      scanId: scan.id,
      identityScope: this.#config.inventory.scope,
      now: this.#clock(),
    });
    return { snapshot, result };
  }

  /** Never rejects: a scan does not fail because its progress was not seen. */
  async #writeProgress(
    { scan, worker }: ClaimedScan,
    progress: ScanProgress,
    changed: boolean,
    stopFor: (reason: StopReason) => void,
  ): Promise<void> {
    try {
      const ours = await this.#scans.progress(scan.id, {
        worker,
        progress,
        leaseMs: LEASE_MS,
        now: this.#clock(),
      });
      if (!ours) {
        stopFor('lease-lost');
      } else if (changed) {
        this.#publisher.scanChanged(scan);
      }
    } catch (error) {
      this.#logger.warn(
        `Progress of scan ${scan.id} of ${
          scan.device
        } could not be written: ${stringifyError(error)}`,
      );
    }
  }
}
