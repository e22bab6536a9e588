import { NotFoundError } from '@backstage/errors';
import {
  DeviceDetail,
  DeviceSummary,
  ScanRecord,
} from '@cmt/backstage-plugin-certificates-common';
import { InventoryQueries, ScanStore } from '../inventory/types';
import { userOf } from '../service/caller';
import { CallerOptions, DeviceService } from '../service/types';
import { visibleTo } from './visibleTo';

/**
 * The only way from a request to devices and their scans: a scan is visible to
 * whoever may see its device.
 */
export class AuthorizedDeviceService implements DeviceService {
  readonly #queries: InventoryQueries;
  readonly #scans: ScanStore;
  readonly #requestScan: (
    device: string,
    requestedBy: string | null,
  ) => Promise<ScanRecord>;
  readonly #scheduleOf: (device: string) => string;

  constructor(options: {
    queries: InventoryQueries;
    scans: ScanStore;
    /** Queues a scan and starts it when there is room. */
    requestScan: (
      device: string,
      requestedBy: string | null,
    ) => Promise<ScanRecord>;
    /** The schedule of a device, for people. */
    scheduleOf: (device: string) => string;
  }) {
    this.#queries = options.queries;
    this.#scans = options.scans;
    this.#requestScan = options.requestScan;
    this.#scheduleOf = options.scheduleOf;
  }

  async listDevices(caller: CallerOptions): Promise<DeviceSummary[]> {
    return this.#queries.listDevices(await visibleTo(caller));
  }

  async getDevice(name: string, caller: CallerOptions): Promise<DeviceDetail> {
    const device = await this.#visibleDevice(name, caller);
    const [activeScan, recentScans] = await Promise.all([
      this.#scans.active(name),
      this.#scans.recent(name),
    ]);
    return {
      ...device,
      activeScan: activeScan ?? null,
      recentScans,
      schedule: this.#scheduleOf(name),
    };
  }

  async listScans(
    device: string,
    caller: CallerOptions,
  ): Promise<ScanRecord[]> {
    await this.#visibleDevice(device, caller);
    return this.#scans.recent(device);
  }

  async getScan(id: string, caller: CallerOptions): Promise<ScanRecord> {
    const scan = await this.#scans.get(id);
    if (!scan) {
      throw new NotFoundError(`No scan has the id '${id}'`);
    }
    await this.#visibleDevice(scan.device, caller);
    return scan;
  }

  async requestScan(
    device: string,
    caller: CallerOptions,
  ): Promise<ScanRecord> {
    await this.#visibleDevice(device, caller);
    return this.#requestScan(device, userOf(caller));
  }

  async #visibleDevice(name: string, caller: CallerOptions) {
    const device = await this.#queries.getDevice(name, await visibleTo(caller));
    if (!device) {
      throw new NotFoundError(`No device is called '${name}'`);
    }
    return device;
  }
}
