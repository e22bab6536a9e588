import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  certificatesAuthorityExtensionPoint,
  certificatesDeploymentExtensionPoint,
  certificatesInventoryExtensionPoint,
} from '@cmt/backstage-plugin-certificates-node';
import { F5CertificateTarget } from './F5CertificateTarget';
import { F5InventorySource } from './F5InventorySource';
import { BigIpSolverFactory } from './challenges';
import { Gates } from './client/gates';
import { Administrators } from './config/administrators';
import { readF5Config } from './config/readF5Config';
import { createF5Metrics } from './metrics';

/**
 * Adds the F5 BIG-IP devices of `certificates.f5` to the certificates plugin: to
 * its inventory, as places that certificates can be deployed to, and as solvers of
 * the kind `bigip` for the challenges of certificate authorities.
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
        lifecycle: coreServices.lifecycle,
        inventory: certificatesInventoryExtensionPoint,
        deployment: certificatesDeploymentExtensionPoint,
        authorities: certificatesAuthorityExtensionPoint,
      },
      async init({
        config,
        logger,
        metrics,
        lifecycle,
        inventory,
        deployment,
        authorities,
      }) {
        const shared = {
          config: readF5Config(config),
          logger,
          metrics: createF5Metrics(metrics),
          gates: new Gates(),
        };
        const source = new F5InventorySource(shared);
        inventory.addSource(source);
        const administrators = new Administrators(config);
        const target = new F5CertificateTarget({ ...shared, administrators });
        deployment.addTarget(target);
        const solvers = new BigIpSolverFactory({ ...shared, administrators });
        authorities.addChallengeSolver(solvers);
        lifecycle.addShutdownHook(async () => {
          await Promise.all([target.close(), solvers.close()]);
        });
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
