import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { certificatesInventoryExtensionPoint } from '@cmt/backstage-plugin-certificates-node';
import { F5InventorySource } from './F5InventorySource';
import { readF5Config } from './config/readF5Config';
import { createF5Metrics } from './metrics';

/**
 * Adds the F5 BIG-IP devices of `certificates.f5` to the certificates plugin.
 *
 * @public
 */
export const certificatesModuleF5 = createBackendModule({
  pluginId: 'certificates',
  moduleId: 'f5',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        inventory: certificatesInventoryExtensionPoint,
      },
      async init({ config, logger, metrics, inventory }) {
        const f5 = readF5Config(config);
        inventory.addSource(
          new F5InventorySource({
            config: f5,
            logger,
            metrics: createF5Metrics(metrics),
          }),
        );
        if (f5.devices.length === 0) {
          logger.warn(
            'No BIG-IP is configured: add devices to certificates.f5.devices',
          );
          return;
        }
        logger.info(
          `Loaded ${f5.devices.length} BIG-IP device(s): ${f5.devices
            .map(device => device.name)
            .join(', ')}`,
        );
        for (const device of f5.devices.filter(d => d.tls.mode === 'off')) {
          logger.warn(
            `The management certificate of BIG-IP ${device.name} is not verified; pin it with tls.fingerprint`,
          );
        }
      },
    });
  },
});
