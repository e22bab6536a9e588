import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  DeviceProblem,
  ScanRecord,
} from '@cmt/backstage-plugin-certificates-common';
import {
  DeviceError,
  DeviceSnapshot,
} from '@cmt/backstage-plugin-certificates-node';
import { CertificatesConfig } from '../config';
import { ApplyResult, DeviceStore, ScanStore } from '../inventory/types';
import { InventoryPublisher } from './InventoryPublisher';
import { ConfiguredDevice } from './InventorySources';
import { decideNextScan, NextScan, ScanOutcome } from './nextScan';
import {
  problemOfError,
  problemOfShutdown,
  problemOfTimeout,
  StopReason,
} from './problems';
import { ScanTelemetry } from './ScanTelemetry';

/** A scan that this worker has claimed. */
export interface ClaimedScan {
  scan: ScanRecord;
  device: ConfiguredDevice;
  worker: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

/** What a scan read and what that changed in the inventory. */
export interface StoredSnapshot {
  snapshot: DeviceSnapshot;
  result: ApplyResult;
}

/**
 * Writes down how scans ended and what follows: status, reason and next attempt
 * of the device, owners, notices, log and metrics.
 *
 * The row of the scan is ended last: a crash before that repeats the scan, which
 * does no harm, instead of losing what should have followed.
 */
export class ScanOutcomeRecorder {
  readonly #scans: ScanStore;
  readonly #devices: DeviceStore;
  readonly #resolveOwners: (ids: readonly string[]) => Promise<string[]>;
  readonly #publisher: InventoryPublisher;
  readonly #telemetry: ScanTelemetry;
  readonly #logger: LoggerService;
  readonly #config: CertificatesConfig['scanning'];
  readonly #clock: () => number;
  readonly #random: () => number;

  constructor(options: {
    scans: ScanStore;
    devices: DeviceStore;
    /** Decides anew who owns the given certificates; answers those that changed. */
    resolveOwners: (ids: readonly string[]) => Promise<string[]>;
    publisher: InventoryPublisher;
    telemetry: ScanTelemetry;
    logger: LoggerService;
    config: CertificatesConfig['scanning'];
    clock: () => number;
    /** From 0 to 1. */
    random: () => number;
  }) {
    this.#scans = options.scans;
    this.#devices = options.devices;
    this.#resolveOwners = options.resolveOwners;
    this.#publisher = options.publisher;
    this.#telemetry = options.telemetry;
    this.#logger = options.logger;
    this.#config = options.config;
    this.#clock = options.clock;
    this.#random = options.random;
  }

  /** The snapshot has been stored. */
  async succeeded(
    claimed: ClaimedScan,
    { snapshot, result }: StoredSnapshot,
  ): Promise<void> {
    const { scan, device, worker } = claimed;
    const { name } = device.descriptor;
    const now = this.#clock();
    const next = this.#decide(device, { ok: true }, 0, now);
    await this.#devices.recordSchedule(name, {
      nextScanAt: next.nextScanAt,
      staleAt:
        now + this.#config.staleAfterIntervals * device.schedule.intervalMs,
    });
    const reowned = await this.#decideOwners(name, result.certificateIds);
    const { added, changed, removed } = result;
    await this.#scans.finish(scan.id, {
      worker,
      now: this.#clock(),
      status: 'succeeded',
      calls: snapshot.calls,
      handshakes: snapshot.handshakes,
      changes: { added, changed, removed },
    });

    const certificateIds = [...new Set([...result.certificateIds, ...reowned])];
    if (certificateIds.length > 0) {
      this.#publisher.inventoryChanged({ device: name, certificateIds });
    }
    this.#telemetry.succeeded({
      device,
      snapshot,
      result,
      durationMs: this.#clock() - claimed.startedAt,
      next,
    });
  }

  /** Nothing of the snapshot has been stored. */
  async failed(
    claimed: ClaimedScan,
    error: unknown,
    reason: StopReason | undefined,
  ): Promise<void> {
    const { scan, device, worker, startedAt } = claimed;
    const { name } = device.descriptor;
    const now = this.#clock();
    if (reason === 'lease-lost') {
      this.#logger.warn(
        `Scan ${scan.id} of ${name} was taken away while it ran; its result is thrown away`,
      );
      return;
    }

    let problem: DeviceProblem;
    let next: NextScan | undefined;
    if (reason === 'shutdown') {
      problem = problemOfShutdown(name, now);
      await this.#devices.recordSchedule(name, { nextScanAt: now });
    } else {
      problem =
        reason === 'timeout'
          ? problemOfTimeout(name, this.#config.timeout, now)
          : problemOfError(error, name, now);
      next = await this.#recordFailure(device, problem, {
        retryAfterMs: DeviceError.is(error) ? error.retryAfterMs : undefined,
      });
    }
    await this.#scans.finish(scan.id, {
      worker,
      now,
      status: 'failed',
      problem,
    });
    this.#telemetry.failed({
      device,
      problem,
      durationMs: now - startedAt,
      next,
      // The text of foreseen errors is in the problem; others need their stack.
      error: DeviceError.is(error) || reason ? undefined : error,
    });
  }

  /**
   * The process that ran a scan disappeared, and the scan has been ended. It is
   * repeated at once, unless that happened before: a scan that brings its process
   * down must not do so for ever.
   */
  async abandoned(scan: ScanRecord, device: ConfiguredDevice): Promise<void> {
    const now = this.#clock();
    const problem = scan.problem ?? problemOfError(undefined, scan.device, now);
    const next = await this.#recordFailure(device, problem, {
      repeatAt: now,
    });
    this.#telemetry.failed({
      device,
      problem,
      durationMs: now - Date.parse(scan.startedAt),
      next,
    });
    this.#publisher.scanChanged(scan);
  }

  /** The snapshot is stored already: trouble with owners is no reason to fail. */
  async #decideOwners(
    device: string,
    certificateIds: readonly string[],
  ): Promise<string[]> {
    try {
      return await this.#resolveOwners(certificateIds);
    } catch (error) {
      this.#logger.error(
        `Owners of the certificates on ${device} could not be decided and stay as they are until the catalog changes: ${stringifyError(
          error,
        )}`,
      );
      return [];
    }
  }

  async #recordFailure(
    device: ConfiguredDevice,
    problem: DeviceProblem,
    options: { retryAfterMs?: number; repeatAt?: number },
  ): Promise<NextScan> {
    const { name } = device.descriptor;
    const now = this.#clock();
    const record = await this.#devices.get(name, { now });
    const decided = this.#decide(
      device,
      { ok: false, kind: problem.kind, retryAfterMs: options.retryAfterMs },
      record?.consecutiveFailures ?? 0,
      now,
    );
    const next =
      decided.status === 'failing' && options.repeatAt !== undefined
        ? { ...decided, nextScanAt: options.repeatAt }
        : decided;
    await this.#devices.recordFailure(name, {
      at: now,
      problem,
      pausedUntil: next.status === 'paused' ? next.nextScanAt : null,
    });
    await this.#devices.recordSchedule(name, { nextScanAt: next.nextScanAt });
    return next;
  }

  #decide(
    device: ConfiguredDevice,
    outcome: ScanOutcome,
    consecutiveFailures: number,
    now: number,
  ): NextScan {
    return decideNextScan({
      schedule: device.schedule,
      jitter: this.#config.jitter,
      breaker: this.#config.circuitBreaker,
      outcome,
      consecutiveFailures,
      now,
      random: this.#random(),
    });
  }
}
