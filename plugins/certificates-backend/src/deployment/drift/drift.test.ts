import { createTestDatabases } from '../../__testUtils__/databases';
import { FakeMaterials } from '../../__testUtils__/FakeMaterials';
import { InventoryHarness } from '../../__testUtils__/inventoryHarness';
import {
  fingerprintOf,
  installed,
  pair,
  PkiName,
  profile,
  served,
  snapshot,
  virtualServer,
} from '../../__testUtils__/snapshots';
import { listDrift } from './listDrift';

jest.setTimeout(60_000);

const databases = createTestDatabases();

/** A device whose virtual server is bound to one version and serves another one. */
function unit(device: string, serves: PkiName, syncStatus = 'In Sync') {
  return snapshot(device, {
    highAvailability: {
      ...pair(device, 'other'),
      syncStatus,
      syncColor: syncStatus === 'In Sync' ? 'green' : 'yellow',
    },
    certificates: [
      installed('/Common/new.crt', 'shop2026'),
      installed('/Common/old.crt', 'shop2025'),
    ],
    profiles: [
      profile('/Common/shop', ['/Common/new.crt'], {
        serverName: 'shop.example.com',
      }),
    ],
    virtualServers: [virtualServer('/Common/vs', ['/Common/shop'])],
    served: [
      served('/Common/vs', [serves, 'intermediate'], {
        serverName: 'shop.example.com',
      }),
    ],
  });
}

describe.each(databases.eachSupportedId())('drift on %p', id => {
  async function driftOf(...units: ReturnType<typeof unit>[]) {
    const harness = new InventoryHarness(await databases.migrated(id));
    for (const each of units) {
      await harness.apply(each);
    }
    const { knex, now } = harness;
    const { items } = await listDrift(
      { knex, materials: new FakeMaterials() },
      {},
    );
    return { items, now };
  }

  it('is none where what is bound is served', async () => {
    expect((await driftOf(unit('lb-1', 'shop2026'))).items).toEqual([]);
  });

  it('tells that an old version is served although the new one is bound', async () => {
    const { items, now } = await driftOf(unit('lb-1', 'shop2025'));
    expect(items).toEqual([
      {
        certificateId: expect.any(String),
        certificateTitle: 'shop.example.com',
        ownerRef: null,
        device: 'lb-1',
        profile: '/Common/shop',
        virtualServer: '/Common/vs',
        serverName: 'shop.example.com',
        kind: 'not-served',
        issued: fingerprintOf('shop2026'),
        installed: fingerprintOf('shop2026'),
        served: fingerprintOf('shop2025'),
        since: new Date(now).toISOString(),
        likelyCause: expect.stringContaining(
          'Another version of the same certificate is served',
        ),
      },
    ]);
  });

  it('tells that another certificate is served', async () => {
    const { items } = await driftOf(unit('lb-1', 'api'));
    expect(items).toMatchObject([
      {
        kind: 'not-served',
        served: fingerprintOf('api'),
        likelyCause: expect.stringContaining('Another certificate is served'),
      },
    ]);
  });

  it('suspects the cluster where it is not in sync', async () => {
    const { items } = await driftOf(
      unit('lb-1', 'shop2026'),
      unit('lb-2', 'shop2025', 'Changes Pending'),
    );
    expect(items).toMatchObject([
      {
        device: 'lb-2',
        kind: 'not-served',
        likelyCause: expect.stringContaining('not in sync (Changes Pending)'),
      },
    ]);
  });
});
