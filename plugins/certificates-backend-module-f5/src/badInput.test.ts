import { RunningDevice, RunningFarm } from '@cmt/bigip-simulator';
import { DeviceSnapshot } from '@cmt/backstage-plugin-certificates-node';
import { F5InventorySource } from './F5InventorySource';
import {
  activeTokens,
  createSource,
  deviceConfig,
  startSmallFarm,
} from './__testUtils__/simulatedSource';

jest.setTimeout(60_000);

const LOGIN = 'POST /mgmt/shared/authn/login';
const FOREVER = {};
const ONCE = { times: 1 };

describe('a BIG-IP in trouble', () => {
  let farm: RunningFarm;
  let device: RunningDevice;
  let source: F5InventorySource;
  let healthy: DeviceSnapshot;

  const scan = () =>
    source.scan({ device: device.name, signal: new AbortController().signal });
  const logins = () => device.simulator.calls.byPath.get(LOGIN) ?? 0;

  /** Whatever happened: nothing is left behind, and the next scan reads everything. */
  const expectRecovery = async () => {
    expect(activeTokens(device)).toEqual([]);
    expect(inventoryOf(await scan())).toEqual(inventoryOf(healthy));
  };

  beforeAll(async () => {
    farm = await startSmallFarm({ dataPlane: false });
    [device] = farm.devices;
    source = createSource([deviceConfig(device)], {
      f5: { handshakes: { enabled: false } },
    });
    healthy = await scan();
  });
  afterAll(async () => {
    await farm.close();
  });
  beforeEach(() => {
    device.simulator.calls.reset();
  });
  afterEach(async () => {
    device.simulator.faults.clear();
    device.simulator.tokens.expireAfter(undefined);
    await expectRecovery();
  });

  describe('passes over what passes', () => {
    it.each([
      ['a token that ends in the middle', { kind: 'expire-tokens' as const }],
      ['a page that says that it restarts', { kind: 'html-error' as const }],
      ['a task that holds the device', { kind: 'busy' as const }],
      ['a 503 without a body', { kind: 'unavailable' as const }],
      ['a path that is not registered', { kind: 'not-registered' as const }],
      [
        'an object that is said not to be',
        { kind: 'false-not-found' as const },
      ],
      ['credentials lost inside', { kind: 'lost-credentials' as const }],
      ['a connection that breaks', { kind: 'reset' as const }],
    ])('%s', async (_, fault) => {
      device.simulator.faults.add({
        ...fault,
        ...ONCE,
        path: /\/ltm\/virtual\b/,
      });
      expect(inventoryOf(await scan())).toEqual(inventoryOf(healthy));
      expect(logins()).toBe(fault.kind === 'expire-tokens' ? 2 : 1);
    });
  });

  describe('gives up with the right reason', () => {
    it.each([
      ['html-error', 'not-ready'],
      ['busy', 'busy'],
      ['unavailable', 'busy'],
      ['not-registered', 'not-ready'],
      ['false-not-found', 'not-ready'],
      ['lost-credentials', 'not-ready'],
      ['reset', 'unreachable'],
      ['truncated-json', 'protocol'],
      ['expire-tokens', 'auth'],
    ] as const)('%s', async (fault, kind) => {
      device.simulator.faults.add({
        kind: fault,
        ...FOREVER,
        path: /\/ltm\/virtual\b/,
      });
      await expect(scan()).rejects.toMatchObject({
        name: 'DeviceError',
        kind,
        device: device.name,
      });
      expect(logins()).toBeLessThanOrEqual(5);
    });

    it('a storm of 503 from the first call on', async () => {
      device.simulator.faults.add({ kind: 'unavailable' });
      await expect(scan()).rejects.toMatchObject({ kind: 'busy' });
      expect(device.simulator.calls.total).toBeLessThan(10);
    });

    it('a device that does not answer in time', async () => {
      device.simulator.faults.add({
        kind: 'delay',
        delayMs: 3_000,
        path: /\/ltm\/virtual\b/,
      });
      source = createSource([deviceConfig(device)], {
        f5: {
          handshakes: { enabled: false },
          limits: { callTimeout: { milliseconds: 300 } },
        },
      });
      await expect(scan()).rejects.toMatchObject({ kind: 'timeout' });
      source = createSource([deviceConfig(device)], {
        f5: { handshakes: { enabled: false } },
      });
    });

    it('a scan that takes too long', async () => {
      device.simulator.faults.add({ kind: 'delay', delayMs: 150 });
      source = createSource([deviceConfig(device)], {
        f5: {
          handshakes: { enabled: false },
          limits: { scanTimeout: { milliseconds: 500 } },
        },
      });
      await expect(scan()).rejects.toMatchObject({
        kind: 'timeout',
        message: expect.stringContaining('took too long'),
      });
      source = createSource([deviceConfig(device)], {
        f5: { handshakes: { enabled: false } },
      });
    });
  });

  it('stops asking for tokens that end at once', async () => {
    device.simulator.tokens.expireAfter(0);
    await expect(scan()).rejects.toMatchObject({ kind: 'auth' });
    expect(logins()).toBeLessThanOrEqual(5);
  });

  it('does not log in again when a permission is missing', async () => {
    const old = await startSmallFarm({ version: '13.0.0', dataPlane: false });
    try {
      const [unit] = old.devices;
      const auditor = createSource([
        deviceConfig(unit, { credential: { ...unit.reader } }),
      ]);
      await expect(
        auditor.scan({
          device: unit.name,
          signal: new AbortController().signal,
        }),
      ).rejects.toMatchObject({
        kind: 'permission',
        remedy: expect.stringContaining('13.1'),
      });
      expect(unit.simulator.calls.byPath.get(LOGIN)).toBe(1);
    } finally {
      await old.close();
    }
  });

  it('does not believe that something is missing while the device starts', async () => {
    device.simulator.faults.add({
      kind: 'not-registered',
      ...ONCE,
      path: /\/cm\/device-group/,
    });
    await expect(scan()).rejects.toMatchObject({ kind: 'not-ready' });
  });

  it('tells what a version does not have, and reads the rest', async () => {
    device.simulator.faults.add({
      kind: 'not-registered',
      path: /\/net\/ipsec\/ike-peer/,
    });
    const snapshot = await scan();
    expect(snapshot.warnings.join()).toContain('net/ipsec/ike-peer');
    expect(inventoryOf(snapshot)).toEqual(inventoryOf(healthy));
  });

  it('reads again what changes while it is being read', async () => {
    const { certificateFiles } = device.configuration;
    const [first] = certificateFiles.list();
    const fullPath = '/Common/zz-late.crt';
    const snapshot = await source.scan({
      device: device.name,
      signal: new AbortController().signal,
      onProgress: ({ phase, done }) => {
        if (phase === 'certificates' && done > 0) {
          certificateFiles.put({ ...first, fullPath });
        }
      },
    });
    certificateFiles.delete(fullPath);
    expect(snapshot.certificates.map(c => c.fullPath)).toContain(fullPath);
  });

  it('does not take a configuration that is still being loaded for an empty one', async () => {
    const { virtualServers } = device.configuration;
    const all = [...virtualServers.list()];
    all.slice(1).forEach(({ fullPath }) => virtualServers.delete(fullPath));
    let reads = 0;
    const scanning = source.scan({
      device: device.name,
      signal: new AbortController().signal,
      onProgress: ({ phase, done }) => {
        // One more has been loaded each time that they were read.
        if (phase === 'virtual-servers' && done > 0) {
          virtualServers.put(all[++reads]);
        }
      },
    });
    await expect(scanning).rejects.toMatchObject({ kind: 'not-ready' });
    all.forEach(virtual => virtualServers.put(virtual));
  });
});

function inventoryOf({
  certificates,
  keys,
  profiles,
  virtualServers,
}: DeviceSnapshot) {
  return { certificates, keys, profiles, virtualServers };
}
