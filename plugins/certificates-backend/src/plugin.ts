import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { certificatesInventoryExtensionPoint } from '@cmt/backstage-plugin-certificates-node';
import {
  AuthorizedCertificateService,
  AuthorizedDeviceService,
} from './authorization';
import { readCertificatesConfig } from './config';
import { initDatabase } from './database';
import { createInventory } from './createInventory';
import { InventorySources } from './scanning';
import { createRouter } from './service';
import { scheduleTasks } from './scheduleTasks';

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

      env.registerInit({
        deps: {
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          config: coreServices.rootConfig,
          database: coreServices.database,
          events: eventsServiceRef,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          logger: coreServices.logger,
          metrics: metricsServiceRef,
          rootLifecycle: coreServices.rootLifecycle,
          scheduler: coreServices.scheduler,
          signals: signalsServiceRef,
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
              httpAuth,
              logger,
              clock,
              validateResponses: options.validateResponses,
            }),
          );

          await inventory.start();
          // Before the plugins' own hooks: in development one of them takes the
          // only connection to SQLite, and stopped scans need their outcome.
          rootLifecycle.addBeforeShutdownHook(() => inventory.stop());
          await scheduleTasks({
            scheduler: services.scheduler,
            inventory,
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
 * The backend of the certificates plugin: inventory, ownership and REST API.
 *
 * @public
 */
export const certificatesPlugin = createCertificatesPlugin();
