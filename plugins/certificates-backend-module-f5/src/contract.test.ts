import { createServer } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  InventorySourceFixture,
  inventorySourceContract,
} from '@cmt/backstage-plugin-certificates-node/testUtils';
import {
  activeTokens,
  createSource,
  deviceConfig,
  startSmallFarm,
  writesOf,
} from './__testUtils__/simulatedSource';

jest.setTimeout(60_000);

/** The oldest, the first with tokens, the first without fingerprints of its own, and newer ones. */
const VERSIONS = ['11.6.0', '12.1.2', '13.0.0', '14.1.2', '16.1.3.3', '17.1.0'];

const PASSPHRASE = 'a-passphrase-of-a-key';

let cacheDirectory: string;

beforeAll(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'f5-contract-'));
});
afterAll(async () => {
  await rm(cacheDirectory, { recursive: true, force: true });
});

describe.each(VERSIONS)('TMOS %s', version => {
  inventorySourceContract({
    name: 'F5 BIG-IP',
    create: () => createFixture(version),
  });
});

async function createFixture(version: string): Promise<InventorySourceFixture> {
  const farm = await startSmallFarm({ version, cacheDirectory });
  const [device] = farm.devices;
  const { configuration, simulator } = device;
  const [key] = configuration.keyFiles.list();
  configuration.keyFiles.put({
    ...key,
    securityType: 'password',
    passphrase: PASSPHRASE,
  });
  const closedPort = await freePort();
  const paths = (table: { list(): readonly { fullPath: string }[] }) =>
    table.list().map(({ fullPath }) => fullPath);

  return {
    source: createSource([deviceConfig(device)]),
    device: device.name,
    secrets: [
      PASSPHRASE,
      '$M$',
      device.administrator.password,
      device.reader.password,
      'not-the-password',
    ],
    expected: {
      certificates: paths(configuration.certificateFiles),
      profiles: [
        ...paths(configuration.clientSslProfiles),
        ...paths(configuration.serverSslProfiles),
      ],
      virtualServers: paths(configuration.virtualServers),
    },
    observed() {
      const seen = {
        peak: simulator.calls.peak,
        calls: simulator.calls.total,
        writes: writesOf(device),
        leftBehind: activeTokens(device).map(({ user }) => `token of ${user}`),
      };
      simulator.calls.reset();
      return seen;
    },
    slowDown() {
      simulator.faults.add({ kind: 'delay', delayMs: 400 });
    },
    broken: {
      auth: async () => ({
        source: createSource([
          deviceConfig(device, {
            credential: {
              username: device.reader.username,
              password: 'not-the-password',
            },
          }),
        ]),
        device: device.name,
      }),
      unreachable: async () => ({
        source: createSource([deviceConfig(device, { port: closedPort })]),
        device: device.name,
      }),
      tls: async () => ({
        source: createSource([
          deviceConfig(device, { tls: { fingerprint: '00'.repeat(32) } }),
        ]),
        device: device.name,
      }),
    },
    close: () => farm.close(),
  };
}

/** A port at which nothing listens any more. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('no port');
  }
  return address.port;
}
