import { mockServices } from '@backstage/backend-test-utils';
import { F5InventorySource } from '@cmt/backstage-plugin-certificates-backend-module-f5';
import { FarmDevice } from './farm';

/** A source that reads these devices, without handshakes unless they are asked for. */
export function createF5Source(
  devices: readonly FarmDevice[],
  options: { handshakes?: boolean } = {},
): F5InventorySource {
  return F5InventorySource.fromConfig(
    mockServices.rootConfig({
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
              tls: { fingerprint: device.fingerprint },
              environment: device.environment,
            })),
            handshakes: {
              enabled: options.handshakes ?? false,
              // A busy machine is no reason for other findings.
              timeout: '60s',
              budget: '10m',
            },
          },
        },
      },
    }),
    { logger: mockServices.rootLogger() },
  );
}
