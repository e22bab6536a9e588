import { RunningDevice, RunningFarm, startFarm } from '@cmt/bigip-simulator';
import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { F5InventorySource } from '../F5InventorySource';
import { readF5Config } from '../config/readF5Config';

/** Short pauses, so that tests of repetitions are quick. */
export const TEST_RETRY_DELAYS_MS = [10, 20, 40];

export const SMALL_FARM = {
  devices: 1,
  virtuals: 8,
  profiles: 10,
  certificates: 14,
  seed: 11,
};

/** Starts a small farm on free ports. */
export function startSmallFarm(
  options: Partial<Parameters<typeof startFarm>[0]> = {},
): Promise<RunningFarm> {
  return startFarm({
    ...(options.farmFile ? {} : { size: SMALL_FARM }),
    listen: { host: '127.0.0.1', port: 0 },
    dataPort: 0,
    ...options,
  });
}

/** Configuration of a simulated device, with its management certificate pinned. */
export function deviceConfig(
  device: RunningDevice,
  overrides: JsonObject = {},
): JsonObject {
  // Versions before 13.1 let administrators in alone.
  const [major, minor] = device.configuration.identity.version
    .split('.')
    .map(Number);
  const old = major < 13 || (major === 13 && minor < 1);
  return {
    name: device.name,
    host: device.host,
    port: device.port,
    credential: { ...(old ? device.administrator : device.reader) },
    tls: { fingerprint: device.managementFingerprint },
    ...overrides,
  };
}

/** A source for devices that are configured so. */
export function createSource(
  devices: JsonObject[],
  options: { f5?: JsonObject; retryDelaysMs?: readonly number[] } = {},
): F5InventorySource {
  return new F5InventorySource({
    config: readF5Config(
      new ConfigReader({ certificates: { f5: { devices, ...options.f5 } } }),
    ),
    logger: mockServices.logger.mock(),
    retryDelaysMs: options.retryDelaysMs ?? TEST_RETRY_DELAYS_MS,
  });
}

/** Tokens that a device still holds. */
export function activeTokens({ configuration, simulator }: RunningDevice) {
  return configuration.users
    .list()
    .flatMap(user => simulator.tokens.active(user.name));
}

/** Calls that change something other than the caller's own session. */
export function writesOf({ simulator }: RunningDevice): string[] {
  return [...simulator.calls.byPath.keys()].filter(
    call =>
      !call.startsWith('GET ') &&
      call !== 'POST /mgmt/shared/authn/login' &&
      !call.startsWith('DELETE /mgmt/shared/authz/tokens/'),
  );
}
