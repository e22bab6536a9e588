import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  certificatesAuthorityExtensionPoint,
  certificatesDeploymentExtensionPoint,
  certificatesInventoryExtensionPoint,
} from '@cmt/backstage-plugin-certificates-node';
import {
  AuthorizedCampaignAdministration,
  AuthorizedCertificateService,
  AuthorizedDeploymentService,
  AuthorizedDeviceService,
  AuthorizedPolicyAdministration,
  AuthorizedRenewalService,
} from './authorization';
import {
  AuthorityRegistry,
  createAuthorities,
  createPublicationRouter,
  PUBLICATIONS_PATH,
} from './authority';
import { readCertificatesConfig } from './config';
import { KeySealer } from './custody';
import { createCustody } from './createCustody';
import { initDatabase } from './database';
import { createInventory } from './createInventory';
import { createDeployments, DeploymentTargets } from './deployment';
import { createRenewals, Renewals, RevocationService } from './renewal';
import { InventorySources } from './scanning';
import { createRouter } from './service';
import { scheduleTasks } from './scheduleTasks';
import { TellingService } from './telling';

/** What tests change about the plugin. */
export interface CertificatesPluginOptions {
  /** Check answers against the OpenAPI document as well. Slow. */
  validateResponses?: boolean;
  clock?: () => number;
}

/** Builds the plugin; the default export is the one without options. */
export function createCertificatesPlugin(
  options: CertificatesPluginOptions = {},
) {
  return createBackendPlugin({
    pluginId: 'certificates',
    register(env) {
      const sources = new InventorySources();
      env.registerExtensionPoint(certificatesInventoryExtensionPoint, sources);
      const registry = new AuthorityRegistry();
      env.registerExtensionPoint(certificatesAuthorityExtensionPoint, registry);
      const targets = new DeploymentTargets();
      env.registerExtensionPoint(certificatesDeploymentExtensionPoint, targets);

      env.registerInit({
        deps: {
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          config: coreServices.rootConfig,
          database: coreServices.database,
          discovery: coreServices.discovery,
          events: eventsServiceRef,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          logger: coreServices.logger,
          metrics: metricsServiceRef,
          notifications: notificationService,
          rootLifecycle: coreServices.rootLifecycle,
          scheduler: coreServices.scheduler,
          signals: signalsServiceRef,
          userInfo: coreServices.userInfo,
        },
        async init({
          httpAuth,
          httpRouter,
          logger,
          rootLifecycle,
          ...services
        }) {
          const clock = options.clock ?? Date.now;
          const config = readCertificatesConfig(services.config);
          const devices = sources.configure(config.scanning.schedule);
          const knex = await initDatabase(services.database);
          const inventory = createInventory({
            ...services,
            knex,
            logger,
            config,
            devices,
            clock,
          });
          const sealer = new KeySealer(config.custody.keys);
          const materials = createCustody({ knex, sealer, logger, clock });
          const authorities = createAuthorities({
            rootConfig: services.config,
            config: config.authorities,
            registry,
            knex,
            sealer,
            baseUrl: await services.discovery.getExternalBaseUrl(
              'certificates',
            ),
            logger,
            clock,
          });
          // Renewals need deployments, and these know what renewals will install.
          const later: { renewals?: Renewals } = {};
          const deployments = createDeployments({
            ...services,
            config: config.deployments,
            knex,
            devices,
            targets,
            materials,
            queries: inventory.queries,
            requestedCertificate: id => later.renewals?.requested.get(id),
            requestScan: device => inventory.scanService.request(device, null),
            logger,
            clock,
          });

          const platformGroup =
            config.notifications.platformGroup ?? config.ownership.triageGroup;
          const appUrl = (
            services.config.getOptionalString('app.baseUrl') ?? ''
          ).replace(/\/+$/, '');
          const telling = new TellingService({
            ...services,
            knex,
            config: config.notifications,
            platformGroup,
            appUrl,
            logger,
            clock,
          });
          const renewals = createRenewals({
            ...services,
            knex,
            config,
            authorities,
            sealer,
            materials,
            deployments: deployments.operations,
            identityScope: config.inventory.scope,
            platformGroup,
            announce: () => telling.soon(),
            logger,
            clock,
          });

          later.renewals = renewals;

          httpRouter.use(createPublicationRouter({ authorities }));
          httpRouter.addAuthPolicy({
            path: PUBLICATIONS_PATH,
            allow: 'unauthenticated',
          });
          httpRouter.use(
            await createRouter({
              certificates: new AuthorizedCertificateService({
                queries: inventory.queries,
              }),
              devices: new AuthorizedDeviceService({
                queries: inventory.queries,
                scans: inventory.scans,
                requestScan: (device, requestedBy) =>
                  inventory.scanService.request(device, requestedBy),
                scheduleOf: device =>
                  devices.get(device)?.schedule.text ??
                  config.scanning.schedule.text,
              }),
              deployments: new AuthorizedDeploymentService({
                knex,
                queries: inventory.queries,
                materials,
                operations: deployments.operations,
                cleanUp: deployments.cleanUp,
              }),
              renewals: new AuthorizedRenewalService({
                knex,
                queries: inventory.queries,
                operations: renewals.operations,
                revocations: new RevocationService({
                  knex,
                  authorities,
                  certificates: renewals.certificates,
                  clock,
                }),
                authorities,
                userInfo: services.userInfo,
              }),
              policies: new AuthorizedPolicyAdministration({
                knex,
                queries: inventory.queries,
                policies: renewals.policies,
                certificates: renewals.certificates,
                appUrl,
                clock,
              }),
              campaigns: new AuthorizedCampaignAdministration({
                campaigns: renewals.campaigns,
              }),
              idempotency: deployments.idempotency,
              httpAuth,
              logger,
              clock,
              validateResponses: options.validateResponses,
            }),
          );

          await inventory.start();
          await deployments.start();
          await renewals.start();
          // Before the plugins' own hooks: in development one of them takes the
          // only connection to SQLite, and stopped scans need their outcome.
          rootLifecycle.addBeforeShutdownHook(async () => {
            telling.stop();
            await renewals.stop();
            await deployments.stop();
            await inventory.stop();
          });
          await scheduleTasks({
            scheduler: services.scheduler,
            inventory,
            deployments,
            renewals,
            telling,
            config,
          });
          logger.info(
            devices.size > 0
              ? `Inventory of ${devices.size} devices, scanned ${config.scanning.schedule.text} unless they say otherwise, ${config.scanning.concurrency} at a time`
              : 'No devices are configured: the inventory stays as it is. Install a module such as certificates-backend-module-f5 and configure its devices',
          );
        },
      });
    },
  });
}

/**
 * The backend of the certificates plugin: inventory, ownership, deployments and
 * REST API.
 *
 * @public
 */
export const certificatesPlugin = createCertificatesPlugin();
