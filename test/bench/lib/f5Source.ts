import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { F5InventorySource } from '@cmt/backstage-plugin-certificates-backend-module-f5';
import { FarmDevice } from './farm';

/** A source that reads these devices, without handshakes. */
export function createF5Source(
  devices: readonly FarmDevice[],
  f5: JsonObject = { handshakes: { enabled: false } },
): F5InventorySource {
  return F5InventorySource.fromConfig(
    new ConfigReader({
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
          })),
          ...f5,
        },
      },
    }),
    { logger: mockServices.rootLogger() },
  );
}
