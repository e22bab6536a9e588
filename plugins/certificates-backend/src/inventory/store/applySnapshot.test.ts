import { createTestDatabases } from '../../__testUtils__/databases';
import {
  dumpInventory,
  InventoryHarness,
  recordWrites,
} from '../../__testUtils__/inventoryHarness';
import {
  DAY_MS,
  descriptor,
  estate,
  fingerprintOf,
  installed,
  NOW,
  served,
  snapshot,
} from '../../__testUtils__/snapshots';

jest.setTimeout(60_000);

const databases = createTestDatabases();

describe.each(databases.eachSupportedId())('applySnapshot on %p', id => {
  async function setUp() {
    return new InventoryHarness(await databases.migrated(id));
  }

  it('stores what a device holds, uses and serves', async () => {
    const harness = await setUp();
    const result = await harness.apply(estate('lb-1'));
    expect(result).toMatchObject({ added: 3, changed: 0, removed: 0 });
    expect(result.certificateIds).toHaveLength(3);

    const shop = await harness.certificate('shop.example.com');
    expect(shop).toMatchObject({
      names: ['shop.example.com', 'www.shop.example.com'],
      state: 'critical',
      expiresAt: '2026-12-10T00:00:00.000Z',
      notBefore: '2025-12-10T00:00:00.000Z',
      lifetimeDays: 365,
      issuer: 'Example Issuing CA',
      keyType: 'ec',
      keySize: 256,
      usage: 'in-use',
      owner: null,
      environments: ['prod'],
      devices: ['lb-1'],
      installationCount: 1,
      virtualServerCount: 1,
      findings: ['expiring', 'no-owner'],
      observedAt: new Date(NOW).toISOString(),
      goneAt: null,
      currentVersion: {
        id: fingerprintOf('shop2025'),
        factsSource: 'der',
        serialNumber: '1001',
        chainStatus: 'complete',
        chain: [{ fingerprint: fingerprintOf('intermediate') }],
        servedCount: 1,
        installationCount: 1,
        extendedKeyUsage: ['serverAuth'],
      },
    });

    expect(await harness.usage('shop.example.com')).toEqual([
      expect.objectContaining({
        device: 'lb-1',
        environment: 'prod',
        fullPath: '/Common/shop.crt',
        fingerprint: fingerprintOf('shop2025'),
        bindings: [
          {
            profile: '/Common/shop',
            side: 'client',
            role: 'certificate',
            entry: 'shop',
            keyPath: '/Common/shop.key',
            inheritedFrom: null,
            serverName: 'shop.example.com',
            sniDefault: false,
            virtualServers: [
              {
                fullPath: '/Common/shop_vs',
                address: '192.0.2.10',
                port: 443,
                routeDomain: null,
                enabled: true,
                served: [
                  {
                    serverName: 'shop.example.com',
                    result: 'match',
                    fingerprint: fingerprintOf('shop2025'),
                    certificateId: shop.id,
                    chainComplete: true,
                    detail: null,
                    checkedAt: new Date(NOW).toISOString(),
                  },
                ],
              },
            ],
          },
        ],
        references: [],
      }),
    ]);

    // Known by metadata only: no handshake has shown it.
    expect(await harness.certificate('api.example.com')).toMatchObject({
      state: 'healthy',
      notBefore: null,
      usage: 'referenced',
      findings: ['no-owner', 'facts-incomplete'],
      currentVersion: {
        id: fingerprintOf('api'),
        fingerprint: fingerprintOf('api'),
        factsSource: 'metadata',
      },
    });
    // A CA certificate that a profile sends as its chain.
    expect(await harness.certificate('example issuing ca')).toMatchObject({
      usage: 'in-use',
      // Nobody owns it, and nobody is asked to.
      findings: ['expiring'],
    });
  });

  it('writes no inventory row when nothing changed', async () => {
    const harness = await setUp();
    await harness.apply(estate('lb-1'));
    const before = await dumpInventory(harness.knex);

    harness.now = NOW + DAY_MS;
    const rescan = estate('lb-1');
    const later = {
      ...rescan,
      takenAt: new Date(harness.now).toISOString(),
      served: rescan.served.map(observation => ({
        ...observation,
        checkedAt: new Date(harness.now).toISOString(),
      })),
    };
    let result;
    const writes = await recordWrites(harness.knex, async () => {
      result = await harness.apply(later);
    });

    expect(result).toEqual({
      added: 0,
      changed: 0,
      removed: 0,
      certificateIds: [],
    });
    expect(writes).toEqual([{ operation: 'update', table: 'devices' }]);
    expect(await dumpInventory(harness.knex)).toEqual(before);
    // What is volatile follows from the device's row.
    const [usage] = await harness.usage('shop.example.com');
    expect(usage.observedAt).toBe(new Date(harness.now).toISOString());
    expect(usage.bindings[0].virtualServers[0].served[0].checkedAt).toBe(
      new Date(harness.now).toISOString(),
    );
  });

  it('keeps replaced, vanished and returning objects as history', async () => {
    const harness = await setUp();
    await harness.apply(estate('lb-1'));
    const first = await harness.certificate('shop.example.com');

    harness.now = NOW + 1;
    const renewed = estate('lb-1');
    const replaced = await harness.apply(
      snapshot('lb-1', {
        profiles: renewed.profiles,
        virtualServers: renewed.virtualServers,
        references: renewed.references,
        keys: renewed.keys,
        certificates: renewed.certificates.map(c =>
          c.fullPath === '/Common/shop.crt'
            ? installed('/Common/shop.crt', 'shop2026')
            : c,
        ),
        served: [served('/Common/shop_vs', ['shop2026', 'intermediate'])],
      }),
    );
    expect(replaced).toMatchObject({ added: 0, changed: 1, removed: 0 });
    const second = await harness.certificate('shop.example.com');
    expect(second).toMatchObject({
      id: first.id,
      entityRef: first.entityRef,
      state: 'healthy',
      currentVersionId: fingerprintOf('shop2026'),
      installationCount: 1,
    });
    expect(await harness.versions('shop.example.com')).toMatchObject([
      { id: fingerprintOf('shop2026'), installationCount: 1 },
      { id: fingerprintOf('shop2025'), installationCount: 0, servedCount: 0 },
    ]);

    harness.now = NOW + 2;
    const emptied = await harness.apply(snapshot('lb-1'));
    expect(emptied).toMatchObject({ added: 0, changed: 0, removed: 3 });
    expect(await harness.list()).toEqual([]);
    expect(await harness.certificate('shop.example.com')).toMatchObject({
      goneAt: new Date(NOW + 2).toISOString(),
      devices: [],
      installationCount: 0,
      virtualServerCount: 0,
    });

    harness.now = NOW + 3;
    await harness.apply(estate('lb-1'));
    const history = await harness.usage('shop.example.com', true);
    expect(
      history.map(i => [i.fingerprint, i.firstSeenAt, i.removedAt]),
    ).toEqual([
      [fingerprintOf('shop2025'), iso(NOW), iso(NOW + 1)],
      [fingerprintOf('shop2026'), iso(NOW + 1), iso(NOW + 2)],
      [fingerprintOf('shop2025'), iso(NOW + 3), null],
    ]);
    expect((await harness.certificate('shop.example.com')).goneAt).toBeNull();
    expect(await harness.usage('shop.example.com')).toHaveLength(1);
  });

  it('follows a change of use without a change of content', async () => {
    const harness = await setUp();
    await harness.apply(estate('lb-1'));
    const { virtualServers, ...rest } = estate('lb-1');

    const unbound = await harness.apply(
      snapshot('lb-1', {
        ...rest,
        virtualServers: virtualServers.map(server => ({
          ...server,
          clientProfiles: [],
        })),
        served: [],
      }),
    );
    expect(unbound).toMatchObject({ added: 0, changed: 2, removed: 0 });
    expect(await harness.certificate('shop.example.com')).toMatchObject({
      usage: 'profile-only',
      virtualServerCount: 0,
      // The chain was seen once; what is not served now is not claimed.
      currentVersion: { servedCount: 0, chainStatus: 'unknown' },
    });

    await harness.apply(
      snapshot('lb-1', { ...rest, profiles: [], served: [] }),
    );
    expect(await harness.certificate('shop.example.com')).toMatchObject({
      usage: 'unused',
      findings: ['expiring', 'no-owner', 'unused'],
    });
  });

  it('scopes by environment only where the estate wants it', async () => {
    const harness = await setUp();
    await harness.devices(
      descriptor('lb-1', { environment: 'prod' }),
      descriptor('lb-2', { environment: 'test' }),
    );
    for (const device of ['lb-1', 'lb-2']) {
      await harness.apply(estate(device));
    }
    expect(
      (await harness.list({ q: 'shop.example.com' })).map(c => c.environments),
    ).toEqual([['prod', 'test']]);

    for (const device of ['lb-1', 'lb-2']) {
      await harness.apply(estate(device), { identityScope: 'environment' });
    }
    expect(
      (await harness.list({ q: 'shop.example.com' }))
        .map(c => c.environments)
        .sort(),
    ).toEqual([['prod'], ['test']]);
  });

  it('leaves nothing behind when a write fails, and recovers', async () => {
    const harness = await setUp();
    await harness.apply(estate('lb-1'));
    const before = await dumpInventory(harness.knex);
    const broken = estate('lb-1');
    await expect(
      harness.apply({
        ...broken,
        certificates: [
          ...broken.certificates,
          installed('/Common/new.crt', 'legacy'),
        ],
        keys: [{ ...broken.keys[0], keyType: null as never }],
      }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/null/i) });
    expect(await dumpInventory(harness.knex)).toEqual(before);

    const result = await harness.apply(estate('lb-1'));
    expect(result).toMatchObject({ added: 0, changed: 0, removed: 0 });
  });

  it('refuses a snapshot of a device that is not known', async () => {
    const harness = await setUp();
    await expect(
      harness.inventory.store.applySnapshot(snapshot('nobody'), {
        device: descriptor('nobody'),
        scanId: 'scan',
        identityScope: 'none',
        now: NOW,
      }),
    ).rejects.toThrow('No device is called nobody');
  });
});

function iso(time: number): string {
  return new Date(time).toISOString();
}
