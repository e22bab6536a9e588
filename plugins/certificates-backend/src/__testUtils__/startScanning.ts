import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { Knex } from 'knex';
import { readCertificatesConfig } from '../config';
import { DatabaseDeviceStore } from '../inventory/devices';
import { DatabaseScanStore } from '../inventory/scans';
import { ApplyResult, InventoryStore } from '../inventory/types';
import { InventoryPublisher } from '../scanning/InventoryPublisher';
import { InventorySources } from '../scanning/InventorySources';
import { ScanOutcomeRecorder } from '../scanning/ScanOutcomeRecorder';
import { ScanRunner } from '../scanning/ScanRunner';
import { ScanService } from '../scanning/ScanService';
import { ScanTelemetry } from '../scanning/ScanTelemetry';
import { ScanWorker } from '../scanning/ScanWorker';
import { fakeDescriptor, FakeInventorySource } from './FakeInventorySource';

/** When the clock starts. */
export const START = Date.parse('2026-11-24T12:00:00Z');

const UNCHANGED: ApplyResult = {
  added: 0,
  changed: 0,
  removed: 0,
  certificateIds: [],
};

/**
 * The scanning of one backend, or of several that share a database, with a clock
 * that a test moves and an inventory that remembers what it was given.
 */
export async function startScanning(options: {
  knex: Knex;
  devices?: string[];
  scanning?: object;
  source?: FakeInventorySource;
}) {
  const { knex } = options;
  let now = START;
  const clock = () => now;
  const source =
    options.source ??
    new FakeInventorySource(
      (options.devices ?? ['alpha']).map(name => fakeDescriptor(name)),
    );
  const scans = new DatabaseScanStore({ knex });
  const deviceStore = new DatabaseDeviceStore({ knex });
  const signals = { publish: jest.fn(async () => {}) };
  const events = { publish: jest.fn(async () => {}), subscribe: jest.fn() };
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const applied: string[] = [];
  let applyResult: ApplyResult = UNCHANGED;
  const inventory: Pick<InventoryStore, 'applySnapshot'> & InventoryStore = {
    async applySnapshot(snapshot, context) {
      applied.push(snapshot.device);
      await knex('devices').where('name', snapshot.device).update({
        last_scan_at: context.now,
        last_success_at: context.now,
        problem: null,
        consecutive_failures: 0,
        paused_until: null,
      });
      return applyResult;
    },
    async closeRetiredDevices() {
      return { devices: [], certificateIds: [] };
    },
  };
  const resolveOwners = jest.fn(async (_ids: readonly string[]) => ['reowned']);

  /** One replica: everything but the database and the devices is its own. */
  function replica() {
    const config = readCertificatesConfig(
      mockServices.rootConfig({
        data: {
          certificates: { scanning: { jitter: 0, ...options.scanning } },
        },
      }),
    );
    const sources = new InventorySources();
    sources.addSource(source);
    const devices = sources.configure(config.scanning.schedule);
    const publisher = new InventoryPublisher({
      signals,
      events,
      logger,
      batchMs: 1,
    });
    const outcomes = new ScanOutcomeRecorder({
      scans,
      devices: deviceStore,
      resolveOwners,
      publisher,
      telemetry: new ScanTelemetry({
        logger,
        metrics: metricsServiceMock.mock({
          createCounter: () => ({ add: jest.fn() }),
          createHistogram: () => ({ record: jest.fn() }),
        }),
      }),
      logger,
      config: config.scanning,
      clock,
      random: () => 0,
    });
    const runner = new ScanRunner({
      scans,
      inventory,
      outcomes,
      publisher,
      logger,
      config,
      clock,
      stopGraceMs: 50,
    });
    const worker = new ScanWorker({
      scans,
      runner,
      devices,
      concurrency: config.scanning.concurrency,
      logger,
      clock,
    });
    const service = new ScanService({
      scans,
      deviceStore,
      devices,
      worker,
      outcomes,
      publisher,
      logger,
      clock,
    });
    return { service, worker, publisher, config };
  }

  await deviceStore.syncDescriptors(source.devices(), { now });
  const first = replica();
  return {
    ...first,
    replica,
    source,
    scans,
    deviceStore,
    knex,
    logger,
    signals,
    events,
    applied,
    resolveOwners,
    device: async (name = 'alpha') => {
      const device = await deviceStore.get(name, { now });
      if (!device) throw new Error(`no device ${name}`);
      return device;
    },
    /** One tick and the end of everything it started. */
    tick: async () => {
      await first.service.tick();
      await first.worker.idle();
    },
    advance: (ms: number) => {
      now += ms;
    },
    answer: (result: ApplyResult) => {
      applyResult = result;
    },
  };
}
