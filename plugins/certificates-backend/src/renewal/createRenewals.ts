import { LoggerService } from '@backstage/backend-plugin-api';
import { SignalsService } from '@backstage/plugin-signals-node';
import { Knex } from 'knex';
import { Authorities } from '../authority';
import { CertificatesConfig } from '../config';
import { KeySealer, MaterialStore } from '../custody';
import {
  createJobQueue,
  DatabaseDeploymentInventory,
  DatabaseLeaseStore,
  DeploymentInventory,
  DeploymentOperations,
  JobQueue,
} from '../deployment';
import { IdentityScope } from '../inventory/types';
import {
  CertificateReader,
  DEFAULT_POLICIES,
  PolicyService,
  PolicyStore,
} from '../policy';
import { CampaignRunner, CampaignService } from './campaigns';
import { RenewalEngine } from './engine';
import { RenewalOperations } from './RenewalOperations';
import { RenewalPlanner } from './RenewalPlanner';
import { RenewalPublisher } from './RenewalPublisher';
import { RenewalSchedule } from './RenewalSchedule';
import { RenewalTick } from './RenewalTick';
import { RequestedCertificates } from './RequestedCertificates';
import { RenewalServices } from './steps';
import { DatabaseRenewalStore } from './store';

/** The parts that issue and renew, put together. */
export interface Renewals {
  operations: RenewalOperations;
  policies: PolicyService;
  certificates: CertificateReader;
  schedule: RenewalSchedule;
  campaigns: CampaignService;
  engine: RenewalEngine;
  /** Certificates that are not installed yet. */
  requested: RequestedCertificates;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Finds work that nobody does. */
  sweep(): Promise<void>;
  /** Begins what is due, reminds, and looks after what is stuck. */
  tick(signal: AbortSignal): Promise<void>;
}

/** Builds renewals on a migrated database. */
export function createRenewals(options: {
  knex: Knex;
  config: Pick<CertificatesConfig, 'renewals' | 'policies'>;
  authorities: Authorities;
  sealer: KeySealer;
  materials: MaterialStore;
  deployments: Pick<DeploymentOperations, 'create' | 'get' | 'start' | 'act'>;
  /** As certificates are told apart; `none` unless given. */
  identityScope?: IdentityScope;
  /** Who decides for the platform where a policy names nobody. */
  platformGroup: string | undefined;
  announce?: RenewalServices['announce'];
  signals: SignalsService;
  logger: LoggerService;
  clock: () => number;
  /** For tests. */
  overrides?: {
    inventory?: Pick<DeploymentInventory, 'usage'>;
    queue?: JobQueue;
    leaseMs?: number;
    wrap?: <T extends object>(part: T) => T;
  };
}): Renewals {
  const { knex, config, authorities, sealer, deployments, logger } = options;
  const { overrides = {} } = options;
  const wrap = overrides.wrap ?? (part => part);
  const canSeal = sealer.current !== undefined;
  const certificates = new CertificateReader({ knex });
  const policies = new PolicyService({
    store: new PolicyStore({
      ...options,
      declared:
        config.policies ??
        (authorities.all().length > 0 ? DEFAULT_POLICIES : []),
    }),
    authorities,
    canSeal,
  });
  const inventory =
    overrides.inventory ?? new DatabaseDeploymentInventory({ knex });
  const requested = new RequestedCertificates({
    ...options,
    certificates,
    identityScope: options.identityScope ?? 'none',
  });
  const services: RenewalServices = {
    ...options,
    futureIdOf: (names, bindings) => requested.idOf(names, bindings),
    store: wrap(new DatabaseRenewalStore({ knex })),
    certificates,
    inventory,
    announce: options.announce ?? (() => {}),
  };
  const publisher = new RenewalPublisher(options);
  const engine = new RenewalEngine({
    services,
    leases: wrap(new DatabaseLeaseStore({ knex })),
    queue:
      overrides.queue ??
      createJobQueue({
        knex,
        logger,
        concurrency: { renewal: config.renewals.concurrency },
      }),
    publisher,
    ...(overrides.leaseMs !== undefined && { leaseMs: overrides.leaseMs }),
  });
  const operations = new RenewalOperations({
    services,
    planner: new RenewalPlanner({
      ...options,
      policies,
      certificates,
      inventory,
      canSeal,
    }),
    advance: id => engine.advance(id),
    cancelDeployment: (id, by) => deployments.act(id, 'cancel', by),
  });
  const schedule = new RenewalSchedule({
    ...options,
    policies,
    certificates,
    automatic: config.renewals.automatic,
  });
  const campaignRunner = new CampaignRunner({ ...options, operations });
  const tick = new RenewalTick({
    ...options,
    services,
    schedule,
    policies,
    certificates,
    operations,
  });
  return {
    operations,
    policies,
    certificates,
    schedule,
    campaigns: new CampaignService({ ...options, certificates, policies }),
    engine,
    requested,
    async start() {
      await policies.store.recordDeclared();
      await engine.start();
    },
    stop: () => engine.stop(),
    sweep: () => engine.sweep(),
    async tick(signal) {
      await tick.run(signal);
      await campaignRunner.run(signal);
    },
  };
}
