import { randomBytes } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { localAuthorityFactory } from '@cmt/backstage-plugin-certificates-backend-module-local-ca';
import { CertificateAuthorityFactory } from '@cmt/backstage-plugin-certificates-node';
import { Knex } from 'knex';
import {
  AuthorityRegistry,
  createAuthorities,
} from '../../../plugins/certificates-backend/src/authority';
import { readCertificatesConfig } from '../../../plugins/certificates-backend/src/config';
import { createCustody } from '../../../plugins/certificates-backend/src/createCustody';
import { KeySealer } from '../../../plugins/certificates-backend/src/custody';
import { createDeployments } from '../../../plugins/certificates-backend/src/deployment';
import { DeploymentTargets } from '../../../plugins/certificates-backend/src/deployment/DeploymentTargets';
import { createInventory } from '../../../plugins/certificates-backend/src/inventory';
import { createRenewals } from '../../../plugins/certificates-backend/src/renewal';
import { InventorySources } from '../../../plugins/certificates-backend/src/scanning';
import { createF5Source } from './f5Source';
import { createF5Target } from './f5Target';
import { FarmDevice } from './farm';
import { noMetrics } from './noMetrics';

/** How often abandoned work is looked for; the scheduler does it in a portal. */
const SWEEP_MS = 500;

export interface RenewalStandOptions {
  knex: Knex;
  devices: readonly FarmDevice[];
  /** Configuration below `certificates`. */
  config: JsonObject;
  /** CAs besides the local one. */
  authorities?: readonly CertificateAuthorityFactory[];
  /** Seals the private keys; a new one unless given. */
  keyEncryptionKey?: string;
}

/** The part of the backend that issues, renews and deploys, in this process. */
export class RenewalStand {
  readonly #parts: ReturnType<typeof build>;
  #sweep?: NodeJS.Timeout;

  private constructor(options: RenewalStandOptions) {
    this.#parts = build(options);
  }

  static async begin(options: RenewalStandOptions): Promise<RenewalStand> {
    const stand = new RenewalStand(options);
    const { deployments, renewals } = stand.#parts;
    await deployments.start();
    await renewals.start();
    stand.#sweep = setInterval(() => {
      Promise.all([deployments.sweep(), renewals.sweep()]).catch(error => {
        process.stderr.write(`${error}\n`);
      });
    }, SWEEP_MS);
    return stand;
  }

  get renewals() {
    return this.#parts.renewals;
  }

  get deployments() {
    return this.#parts.deployments;
  }

  async end(): Promise<void> {
    clearInterval(this.#sweep);
    await this.#parts.renewals.stop();
    await this.#parts.deployments.stop();
    await this.#parts.target.close();
  }
}

function build(options: RenewalStandOptions) {
  const { knex } = options;
  const logger = mockServices.rootLogger();
  const clock = Date.now;
  const rootConfig = mockServices.rootConfig({
    data: {
      certificates: {
        ...options.config,
        custody: {
          keys: [
            {
              id: 'bench',
              secret:
                options.keyEncryptionKey ?? randomBytes(32).toString('base64'),
            },
          ],
        },
      },
    },
  });
  const config = readCertificatesConfig(rootConfig);
  const sealer = new KeySealer(config.custody.keys);
  const materials = createCustody({ knex, sealer, logger, clock });
  const sources = new InventorySources();
  sources.addSource(createF5Source(options.devices));
  const targets = new DeploymentTargets();
  const target = createF5Target(options.devices);
  targets.addTarget(target);
  const registry = new AuthorityRegistry();
  for (const factory of [
    localAuthorityFactory,
    ...(options.authorities ?? []),
  ]) {
    registry.addAuthority(factory);
  }
  const authorities = createAuthorities({
    rootConfig,
    config: config.authorities,
    registry,
    knex,
    sealer,
    baseUrl: 'http://localhost/api/certificates',
    logger,
    clock,
  });
  const signals = { publish: async () => {} };
  const deployments = createDeployments({
    knex,
    config: config.deployments,
    devices: sources.configure(config.scanning.schedule),
    targets,
    materials,
    queries: createInventory({ knex }).queries,
    // The benchmark scans when it wants to know.
    requestScan: async () => {},
    signals,
    metrics: noMetrics(),
    logger,
    clock,
  });
  const renewals = createRenewals({
    knex,
    config,
    authorities,
    sealer,
    materials,
    deployments: deployments.operations,
    platformGroup: undefined,
    signals,
    logger,
    clock,
  });
  return { deployments, renewals, target };
}
