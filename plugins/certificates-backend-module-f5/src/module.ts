import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { certificatesInventoryExtensionPoint } from '@cmt/backstage-plugin-certificates-node';
import { F5InventorySource } from './F5InventorySource';

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
        const source = F5InventorySource.fromConfig(config, {
          logger,
          metrics,
        });
        inventory.addSource(source);
        const devices = source.devices();
        if (devices.length === 0) {
          logger.warn(
            'No BIG-IP is configured: add devices to certificates.f5.devices',
          );
          return;
        }
        logger.info(
          `Loaded ${devices.length} BIG-IP device(s): ${devices
            .map(device => device.name)
            .join(', ')}`,
        );
        for (const device of devices.filter(d => d.tlsVerification === 'off')) {
          logger.warn(
            `The management certificate of BIG-IP ${device.name} is not verified; pin it with tls.fingerprint`,
          );
        }
      },
    });
  },
});
