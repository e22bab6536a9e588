import knexFactory, { Knex } from 'knex';
import { mockServices } from '@backstage/backend-test-utils';
import { createDeployments } from '../../../plugins/certificates-backend/src/deployment';
import { DeploymentTargets } from '../../../plugins/certificates-backend/src/deployment/DeploymentTargets';
import { readCertificatesConfig } from '../../../plugins/certificates-backend/src/config';
import { createCustody } from '../../../plugins/certificates-backend/src/createCustody';
import {
  KeySealer,
  MaterialStore,
} from '../../../plugins/certificates-backend/src/custody';
import { createInventory } from '../../../plugins/certificates-backend/src/inventory';
import { InventorySources } from '../../../plugins/certificates-backend/src/scanning';
import { createF5Source } from './f5Source';
import { createF5Target } from './f5Target';
import { noMetrics } from './noMetrics';
import { ReplicaAnswer, ReplicaOptions, ReplicaRequest } from './replica';

/** How often abandoned work is looked for; the scheduler does it in a portal. */
const SWEEP_MS = 1_000;

/** Who does things here. */
const BY = 'user:default/bench';

class Backend {
  readonly #knex: Knex;
  readonly #materials: MaterialStore;
  readonly #target: ReturnType<typeof createF5Target>;
  readonly #deployments: ReturnType<typeof createDeployments>;
  #sweep?: NodeJS.Timeout;

  constructor(options: ReplicaOptions) {
    const logger = mockServices.rootLogger();
    const clock = Date.now;
    const config = readCertificatesConfig(
      mockServices.rootConfig({
        data: {
          certificates: {
            custody: {
              keys: [{ id: 'bench', secret: options.keyEncryptionKey }],
            },
            deployments: { concurrency: options.concurrency ?? 8 },
          },
        },
      }),
    );
    this.#knex = knexFactory({
      client: 'pg',
      connection: options.connectionString,
      pool: { min: 0, max: 10 },
    });
    this.#materials = createCustody({
      knex: this.#knex,
      sealer: new KeySealer(config.custody.keys),
      logger,
      clock,
    });
    const sources = new InventorySources();
    sources.addSource(createF5Source(options.devices));
    const targets = new DeploymentTargets();
    this.#target = createF5Target(options.devices);
    targets.addTarget(this.#target);
    this.#deployments = createDeployments({
      knex: this.#knex,
      config: config.deployments,
      devices: sources.configure(config.scanning.schedule),
      targets,
      materials: this.#materials,
      queries: createInventory({ knex: this.#knex }).queries,
      // The benchmark scans when it wants to know.
      requestScan: async () => {},
      signals: { publish: async () => {} },
      metrics: noMetrics(),
      logger,
      clock,
    });
  }

  async begin() {
    await this.#deployments.start();
    this.#sweep = setInterval(() => {
      this.#deployments.sweep().catch(error => {
        process.stderr.write(`${error}\n`);
      });
    }, SWEEP_MS);
  }

  async answer(request: ReplicaRequest): Promise<unknown> {
    const { operations } = this.#deployments;
    switch (request.kind) {
      case 'import': {
        const { material, problems } = await this.#materials.import(
          { pem: request.pem, certificateId: request.certificateId },
          BY,
        );
        if (!material) {
          throw new Error(JSON.stringify(problems));
        }
        return {
          materialId: material.id,
          fingerprint: material.fingerprint,
        };
      }
      case 'create':
        return operations.create(request.request, BY);
      case 'start': {
        const { planHash, consents } = await operations.get(request.id);
        return operations.start(
          request.id,
          {
            planHash: planHash ?? '',
            consents: consents.map(({ code }) => code),
          },
          BY,
        );
      }
      case 'get':
        return operations.get(request.id);
      case 'open': {
        const { key } = await this.#materials.open(request.materialId);
        return { hasKey: key.pem.includes('PRIVATE KEY') };
      }
      case 'end':
        clearInterval(this.#sweep);
        await this.#deployments.stop();
        await this.#target.close();
        await this.#knex.destroy();
        return null;
      default:
        throw new Error(`Unknown request ${request.kind}`);
    }
  }
}

let backend: Backend | undefined;

async function handle(request: ReplicaRequest): Promise<unknown> {
  if (request.kind === 'begin') {
    backend = new Backend(request.options);
    await backend.begin();
    return null;
  }
  return backend?.answer(request);
}

process.on(
  'message',
  ({ number, request }: { number: number; request: ReplicaRequest }) => {
    const send = (answer: ReplicaAnswer) => process.send?.(answer);
    handle(request).then(
      value => send({ number, value }),
      error => send({ number, error: String(error?.stack ?? error) }),
    );
  },
);
