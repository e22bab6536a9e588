import { LoggerService } from '@backstage/backend-plugin-api';
import { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { SignalsService } from '@backstage/plugin-signals-node';
import { CertificateDetail } from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { CertificatesConfig } from '../config';
import { MaterialStore } from '../custody';
import { InventoryQueries } from '../inventory/types';
import { ConfiguredDevice } from '../scanning';
import { CleanUpService, CleanUpWorker } from './cleanUp';
import { DeploymentOperations } from './DeploymentOperations';
import { DeploymentPublisher } from './DeploymentPublisher';
import { DeploymentTargets } from './DeploymentTargets';
import { DeploymentTelemetry } from './DeploymentTelemetry';
import { DeploymentEngine } from './engine';
import { createJobQueue } from './jobs';
import { DatabaseDeploymentInventory, Planner } from './planning';
import { expirePlans, pruneHistory } from './retention';
import {
  DatabaseDeploymentStore,
  DatabaseLeaseStore,
  IdempotencyStore,
} from './store';

/** Plans that one replica makes at the same time. */
const PLANS = 2;

/** The parts that change devices, put together. */
export interface Deployments {
  operations: DeploymentOperations;
  cleanUp: CleanUpService;
  idempotency: IdempotencyStore;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Finds work that nobody does. */
  sweep(): Promise<void>;
  /**
   * Deletes what has been quarantined long enough; ends old plans; forgets old
   * deployments and idempotency keys.
   */
  tidy(signal: AbortSignal): Promise<void>;
}

/** Builds deployments on a migrated database. */
export function createDeployments(options: {
  knex: Knex;
  config: CertificatesConfig['deployments'];
  devices: ReadonlyMap<string, ConfiguredDevice>;
  targets: DeploymentTargets;
  materials: MaterialStore;
  queries: InventoryQueries;
  /** A certificate that is not installed anywhere yet, but will be. */
  requestedCertificate?: (
    id: string,
  ) => Promise<CertificateDetail | undefined> | undefined;
  requestScan: (device: string) => Promise<unknown>;
  signals: SignalsService;
  metrics: MetricsService;
  logger: LoggerService;
  clock: () => number;
}): Deployments {
  const { knex, config, devices, targets, queries, logger } = options;
  const store = new DatabaseDeploymentStore({ knex });
  const leases = new DatabaseLeaseStore({ knex });
  const inventory = new DatabaseDeploymentInventory({ knex });
  const getCertificate = async (id: string) =>
    (await queries.getCertificate(id)) ??
    (await options.requestedCertificate?.(id));
  const publisher = new DeploymentPublisher(options);
  const engine = new DeploymentEngine({
    ...options,
    store,
    leases,
    queue: createJobQueue({
      knex,
      logger,
      concurrency: { plan: PLANS, target: config.concurrency },
    }),
    planner: new Planner({ ...options, inventory, getCertificate }),
    publisher,
    telemetry: new DeploymentTelemetry(options),
    calendar: config,
  });
  const worker = new CleanUpWorker({
    ...options,
    leases,
    targetOf: names => targets.forUnit(names, devices),
    calendar: config,
    worker: engine.worker,
  });
  const idempotency = new IdempotencyStore(options);
  return {
    operations: new DeploymentOperations({
      ...options,
      store,
      engine,
      inventory,
      getCertificate,
    }),
    cleanUp: new CleanUpService({
      ...options,
      inventory,
      worker,
      graceMs: config.grace,
    }),
    idempotency,
    start: () => engine.start(),
    stop: () => engine.stop(),
    sweep: () => engine.sweep(),
    async tidy(signal) {
      await worker.deleteDue(signal);
      await idempotency.prune();
      const now = options.clock();
      const expired = await expirePlans({
        store,
        publisher,
        expiryMs: config.planExpiry,
        now,
      });
      const forgotten = await pruneHistory({
        knex,
        before: now - config.history,
        signal,
      });
      if (expired + forgotten > 0) {
        logger.info(
          `Plans that nobody confirmed in time: ${expired} ended. Deployments of long ago: ${forgotten} forgotten`,
        );
      }
    },
  };
}
