import { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { ScanRecord } from '@cmt/backstage-plugin-certificates-common';
import { DeviceStore, ScanStore } from '../inventory/types';
import { InventoryPublisher } from './InventoryPublisher';
import { ConfiguredDevice } from './InventorySources';
import { problemOfRetirement } from './problems';
import { MAX_JITTER_MS } from './nextScan';
import { LEASE_MS } from './ScanRunner';
import { ScanOutcomeRecorder } from './ScanOutcomeRecorder';
import { ScanWorker } from './ScanWorker';

/**
 * While nothing is due the list of devices is read this often; another replica
 * may have changed it.
 */
const IDLE_MS = 60_000;

/**
 * Decides which devices are due and takes requests for scans. Holds no state that
 * matters: the rows do, so that any replica may run it at any time.
 */
export class ScanService {
  readonly #scans: ScanStore;
  readonly #deviceStore: DeviceStore;
  readonly #devices: ReadonlyMap<string, ConfiguredDevice>;
  readonly #worker: ScanWorker;
  readonly #outcomes: ScanOutcomeRecorder;
  readonly #publisher: InventoryPublisher;
  readonly #logger: LoggerService;
  readonly #clock: () => number;
  #nothingDueBefore = 0;

  constructor(options: {
    scans: ScanStore;
    deviceStore: DeviceStore;
    devices: ReadonlyMap<string, ConfiguredDevice>;
    worker: ScanWorker;
    outcomes: ScanOutcomeRecorder;
    publisher: InventoryPublisher;
    logger: LoggerService;
    clock: () => number;
  }) {
    this.#scans = options.scans;
    this.#deviceStore = options.deviceStore;
    this.#devices = options.devices;
    this.#worker = options.worker;
    this.#outcomes = options.outcomes;
    this.#publisher = options.publisher;
    this.#logger = options.logger;
    this.#clock = options.clock;
  }

  /**
   * Makes what was planned under an earlier configuration fit the present
   * schedules: a device that now is scanned every hour must not wait for
   * tomorrow, and its data must not count as fresh until then.
   */
  async adoptSchedules(staleAfterIntervals: number): Promise<void> {
    const now = this.#clock();
    for (const device of await this.#deviceStore.list({ now })) {
      const { name } = device.descriptor;
      const schedule = this.#devices.get(name)?.schedule;
      if (!schedule || device.nextScanAt === null) {
        continue;
      }
      const latest = schedule.next(now) + MAX_JITTER_MS;
      const nextScanAt =
        device.status !== 'paused' && device.nextScanAt > latest
          ? schedule.next(now)
          : device.nextScanAt;
      const staleAt =
        device.lastSuccessAt === null
          ? device.staleAt
          : device.lastSuccessAt + staleAfterIntervals * schedule.intervalMs;
      if (nextScanAt !== device.nextScanAt || staleAt !== device.staleAt) {
        await this.#deviceStore.recordSchedule(name, { nextScanAt, staleAt });
      }
    }
  }

  /**
   * One look at everything: ends scans whose worker disappeared, queues devices
   * that are due, and starts what there is room for.
   */
  async tick(): Promise<void> {
    await this.#releaseAbandoned();
    await this.#queueDue();
    await this.#worker.fill();
  }

  /** Starts waiting scans that another replica queued. */
  async work(): Promise<void> {
    await this.#worker.fill();
  }

  /**
   * Asks for a scan now, also of a paused device.
   *
   * @returns the scan that waits or runs, a new one if there is none
   * @throws NotFoundError when no such device is configured
   */
  async request(
    device: string,
    requestedBy: string | null,
  ): Promise<ScanRecord> {
    if (!this.#devices.has(device)) {
      throw new NotFoundError(`No device '${device}' is configured`);
    }
    const { scan, created } = await this.#scans.enqueue({
      device,
      trigger: 'request',
      requestedBy,
      now: this.#clock(),
    });
    if (created) {
      this.#publisher.scanChanged(scan);
      this.#logger.info(
        `Scan of ${device} requested by ${requestedBy ?? 'a service'}`,
      );
    }
    if (scan.status === 'queued') {
      await this.#worker.fill(device);
    }
    return (await this.#scans.get(scan.id)) ?? scan;
  }

  /** Ends scans that wait for devices which are not configured any more. */
  async releaseRetired(): Promise<void> {
    const now = this.#clock();
    const devices = await this.#deviceStore.list({ now, includeRetired: true });
    const retired = devices
      .filter(device => device.retiredAt !== null)
      .map(device => device.descriptor.name);
    while (retired.length > 0) {
      const scan = await this.#scans.claim({
        worker: this.#worker.id,
        leaseMs: LEASE_MS,
        now,
        devices: retired,
      });
      if (!scan) {
        return;
      }
      await this.#scans.finish(scan.id, {
        worker: this.#worker.id,
        now,
        status: 'failed',
        problem: problemOfRetirement(scan.device, now),
      });
      this.#publisher.scanChanged(scan);
    }
  }

  async #releaseAbandoned(): Promise<void> {
    for (const scan of await this.#scans.failAbandoned({
      now: this.#clock(),
    })) {
      const device = this.#devices.get(scan.device);
      if (device) {
        await this.#outcomes.abandoned(scan, device);
        this.#nothingDueBefore = 0;
      }
    }
  }

  async #queueDue(): Promise<void> {
    const now = this.#clock();
    if (this.#devices.size === 0 || now < this.#nothingDueBefore) {
      return;
    }
    let nextDue = now + IDLE_MS;
    for (const device of await this.#deviceStore.list({ now })) {
      const { name } = device.descriptor;
      if (!this.#devices.has(name)) {
        continue;
      }
      const dueAt = device.nextScanAt ?? now;
      if (dueAt <= now) {
        const { scan, created } = await this.#scans.enqueue({
          device: name,
          trigger: 'schedule',
          requestedBy: null,
          now,
        });
        if (created) {
          this.#publisher.scanChanged(scan);
        }
      } else {
        nextDue = Math.min(nextDue, dueAt);
      }
    }
    this.#nothingDueBefore = nextDue;
  }
}
