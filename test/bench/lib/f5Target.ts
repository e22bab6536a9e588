import { mockServices } from '@backstage/backend-test-utils';
import { readMaterial } from '@cmt/backstage-plugin-certificates-node';
import { F5CertificateTarget } from '../../../plugins/certificates-backend-module-f5/src/F5CertificateTarget';
import { Administrators } from '../../../plugins/certificates-backend-module-f5/src/config/administrators';
import { readF5Config } from '../../../plugins/certificates-backend-module-f5/src/config/readF5Config';
import { Authority } from '../../lib/Authority';
import { FarmDevice } from './farm';

/** The configuration of these devices, with administrators. */
export function f5ConfigOf(devices: readonly FarmDevice[]) {
  return mockServices.rootConfig({
    data: {
      certificates: {
        f5: {
          devices: devices.map(device => ({
            name: device.name,
            host: device.host,
            port: device.port,
            credential: {
              username: device.username,
              password: device.password,
            },
            administrator: device.administrator,
            tls: { fingerprint: device.fingerprint },
            environment: device.environment,
          })),
        },
      },
    },
  });
}

/** A target that changes these devices. */
export function createF5Target(
  devices: readonly FarmDevice[],
): F5CertificateTarget {
  const config = f5ConfigOf(devices);
  return new F5CertificateTarget({
    config: readF5Config(config),
    administrators: new Administrators(config),
    logger: mockServices.rootLogger(),
  });
}

/** A new version, ready to be deployed. */
export async function newMaterial(authority: Authority, name: string) {
  const version = await authority.issue([name]);
  const { material, problems } = readMaterial(
    { pem: version.pem },
    { now: Date.now() },
  );
  if (!material?.key) {
    throw new Error(
      `The new version is not usable: ${JSON.stringify(problems)}`,
    );
  }
  return { material: material.certificate, key: material.key };
}
