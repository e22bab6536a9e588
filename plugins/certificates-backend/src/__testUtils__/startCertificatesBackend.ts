import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import {
  CatalogService,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  CertificatesClient,
  CertificatesClientOptions,
  DeploymentsClient,
  RenewalsClient,
} from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateAuthorityFactory,
  certificatesAuthorityExtensionPoint,
  certificatesDeploymentExtensionPoint,
  certificatesInventoryExtensionPoint,
  CertificateTarget,
  InventorySource,
} from '@cmt/backstage-plugin-certificates-node';
import { Knex } from 'knex';
import { createCertificatesPlugin } from '../plugin';

/** A catalog that a test can change and switch off. */
export class FakeCatalog {
  entities: Entity[] = [];
  down = false;

  readonly service = {
    streamEntities: () => this.#stream(),
  } as Partial<CatalogService> as CatalogService;

  async *#stream(): AsyncIterable<Entity[]> {
    if (this.down) {
      throw new Error('the catalog does not answer');
    }
    for (const entity of this.entities) {
      yield [entity];
    }
  }
}

/**
 * Starts a backend with the plugin and the given sources. Tasks run when a test
 * says so.
 */
export async function startCertificatesBackend(options: {
  knex?: Knex;
  sources?: InventorySource[];
  targets?: CertificateTarget[];
  authorities?: CertificateAuthorityFactory[];
  /** Groups of users, by entity ref. */
  groups?: Record<string, string[]>;
  config?: object;
  catalog?: FakeCatalog;
  clock?: () => number;
  /** Check answers against the OpenAPI document: takes half a second for each operation. */
  validateResponses?: boolean;
}) {
  const catalog = options.catalog ?? new FakeCatalog();
  const scheduler = mockServices.scheduler.mock();
  const tasks = new Map<string, (signal: AbortSignal) => Promise<void>>();
  scheduler.scheduleTask.mockImplementation(async task => {
    tasks.set(task.id, async signal => task.fn(signal));
  });
  const events = { publish: jest.fn(async () => {}), subscribe: jest.fn() };
  const signals = { publish: jest.fn(async () => {}) };
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);

  const backend = await startTestBackend({
    features: [
      createCertificatesPlugin({
        validateResponses: options.validateResponses,
        clock: options.clock,
      }),
      createBackendModule({
        pluginId: 'certificates',
        moduleId: 'fake-sources',
        register(reg) {
          reg.registerInit({
            deps: {
              inventory: certificatesInventoryExtensionPoint,
              deployment: certificatesDeploymentExtensionPoint,
              authority: certificatesAuthorityExtensionPoint,
            },
            async init({ inventory, deployment, authority }) {
              options.sources?.forEach(source => inventory.addSource(source));
              options.targets?.forEach(target => deployment.addTarget(target));
              options.authorities?.forEach(factory =>
                authority.addAuthority(factory),
              );
            },
          });
        },
      }),
      mockServices.rootConfig.factory({ data: options.config ?? {} }),
      ...(options.knex
        ? [mockServices.database({ knex: options.knex })].map(database =>
            createServiceFactory({
              service: coreServices.database,
              deps: {},
              factory: () => database,
            }),
          )
        : []),
      scheduler.factory,
      mockServices.userInfo.mock({
        getUserInfo: async credentials => {
          const { userEntityRef } = credentials.principal as {
            userEntityRef: string;
          };
          return {
            userEntityRef,
            ownershipEntityRefs: [
              userEntityRef,
              ...(options.groups?.[userEntityRef] ?? []),
            ],
          };
        },
      }).factory,
      logger.factory,
      createServiceFactory({
        service: catalogServiceRef,
        deps: {},
        factory: () => catalog.service,
      }),
      createServiceFactory({
        service: eventsServiceRef,
        deps: {},
        factory: () => events,
      }),
      createServiceFactory({
        service: signalsServiceRef,
        deps: {},
        factory: () => signals,
      }),
    ],
  });
  const baseUrl = `http://localhost:${backend.server.port()}/api/certificates`;
  const accessFor = (authorization: string): CertificatesClientOptions => ({
    discoveryApi: { getBaseUrl: async () => baseUrl },
    fetchApi: {
      fetch: async (input, init) => {
        const response = await fetch(input, {
          ...init,
          headers: { ...init?.headers, authorization },
        });
        if (response.status >= 500) {
          // A defect, never expected: its text tells more than its status.
          throw new Error(`${String(input)}: ${await response.text()}`);
        }
        return response;
      },
    },
  });
  const clientFor = (authorization: string) =>
    new CertificatesClient(accessFor(authorization));

  return {
    backend,
    baseUrl,
    catalog,
    events,
    signals,
    logger,
    /** Client of the user ann. */
    client: clientFor(mockCredentials.user.header('user:default/ann')),
    deployments: new DeploymentsClient(
      accessFor(mockCredentials.user.header('user:default/ann')),
    ),
    /** Client of renewals of a user. */
    renewals: (user: string = 'user:default/ann') =>
      new RenewalsClient(accessFor(mockCredentials.user.header(user))),
    /** Client of another plugin. */
    serviceClient: clientFor(
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('plugin:catalog'),
        targetPluginId: 'certificates',
      }),
    ),
    taskIds: () => [...tasks.keys()],
    run: async (taskId: string) => {
      const task = tasks.get(taskId);
      if (!task) {
        throw new Error(`No task ${taskId}`);
      }
      await task(new AbortController().signal);
    },
    get: (path: string, authorization?: string) =>
      fetch(`${baseUrl}${path}`, {
        headers: {
          authorization:
            authorization ?? mockCredentials.user.header('user:default/ann'),
        },
      }),
  };
}
