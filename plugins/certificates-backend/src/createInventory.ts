import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import { Knex } from 'knex';
import { CertificatesConfig } from './config';
import { DatabaseDeviceStore } from './inventory/devices';
import { DatabaseOwnershipStore } from './inventory/ownership';
import { DatabaseInventoryQueries } from './inventory/queries';
import { DatabaseScanStore } from './inventory/scans';
import { DatabaseInventoryStore } from './inventory/store';
import {
  DeviceStore,
  InventoryQueries,
  InventoryStore,
  ScanStore,
} from './inventory/types';
import { OwnershipService } from './ownership';
import {
  ConfiguredDevice,
  InventoryPublisher,
  ScanOutcomeRecorder,
  ScanRunner,
  ScanService,
  ScanTelemetry,
  ScanWorker,
} from './scanning';
import { registerInventoryMetrics } from './telemetry';

/** Finished scans that are kept of each device, however old they are. */
const SCANS_KEPT_PER_DEVICE = 20;

/** The parts of the inventory, put together. */
export interface Inventory {
  queries: InventoryQueries;
  scans: ScanStore;
  scanService: ScanService;
  /** Makes the stored devices those that are configured. */
  start(): Promise<void>;
  /** Stops running scans, records that, and tells what is left to tell. */
  stop(): Promise<void>;
  /** Reads the catalog and decides anew about owners where it says something new. */
  refreshOwners(signal: AbortSignal): Promise<void>;
  /** Retires what belongs to removed devices and deletes old scans. */
  cleanUp(): Promise<void>;
}

/** Builds the inventory on a migrated database. */
export function createInventory(options: {
  knex: Knex;
  config: CertificatesConfig;
  devices: ReadonlyMap<string, ConfiguredDevice>;
  auth: AuthService;
  catalog: CatalogService;
  events: EventsService;
  signals: SignalsService;
  metrics: MetricsService;
  logger: LoggerService;
  clock: () => number;
}): Inventory {
  const { knex, config, devices, logger, metrics, clock } = options;
  const queries = new DatabaseInventoryQueries({ knex, clock });
  const scans = new DatabaseScanStore({ knex });
  const deviceStore: DeviceStore = new DatabaseDeviceStore({ knex });
  const store: InventoryStore = new DatabaseInventoryStore({ knex });

  const publisher = new InventoryPublisher({ ...options });
  const ownership = new OwnershipService({
    ...options,
    store: new DatabaseOwnershipStore({ knex }),
    config: config.ownership,
  });
  const outcomes = new ScanOutcomeRecorder({
    scans,
    devices: deviceStore,
    resolveOwners: ids => ownership.resolve(ids),
    publisher,
    telemetry: new ScanTelemetry({ logger, metrics }),
    logger,
    config: config.scanning,
    clock,
    random: Math.random,
  });
  const worker = new ScanWorker({
    scans,
    runner: new ScanRunner({
      scans,
      inventory: store,
      outcomes,
      publisher,
      logger,
      config,
      clock,
    }),
    devices,
    concurrency: config.scanning.concurrency,
    logger,
    clock,
  });
  const scanService = new ScanService({
    scans,
    deviceStore,
    devices,
    worker,
    outcomes,
    publisher,
    logger,
    clock,
  });
  registerInventoryMetrics({ metrics, figures: queries, logger, clock });

  return {
    queries,
    scans,
    scanService,
    async start() {
      const { added, retired } = await deviceStore.syncDescriptors(
        [...devices.values()].map(device => device.descriptor),
        { now: clock() },
      );
      if (added.length > 0) {
        logger.info(`New devices: ${added.join(', ')}`);
      }
      if (retired.length > 0) {
        logger.warn(
          `Devices are not configured any more, what they hold becomes history after the grace period: ${retired.join(
            ', ',
          )}`,
        );
      }
      await scanService.adoptSchedules(config.scanning.staleAfterIntervals);
    },
    async stop() {
      await worker.stop();
      publisher.flush();
    },
    async refreshOwners(signal) {
      const certificateIds = await ownership.refresh({ signal });
      if (certificateIds.length > 0) {
        publisher.inventoryChanged({ certificateIds });
      }
    },
    async cleanUp() {
      const now = clock();
      await scanService.releaseRetired();
      const closed = await store.closeRetiredDevices({
        retiredBefore: now - config.inventory.retirementGrace,
        now,
      });
      for (const device of closed.devices) {
        logger.info(`What was installed on ${device} is history now`);
      }
      if (closed.certificateIds.length > 0) {
        publisher.inventoryChanged({ certificateIds: closed.certificateIds });
      }
      const { deleted } = await scans.prune({
        before: now - config.scanning.history,
        keepPerDevice: SCANS_KEPT_PER_DEVICE,
      });
      if (deleted > 0) {
        logger.debug(`Deleted ${deleted} old scans`);
      }
    },
  };
}
