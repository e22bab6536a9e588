import { createTestDatabases } from '../../__testUtils__/databases';
import { InventoryHarness } from '../../__testUtils__/inventoryHarness';
import {
  DAY_MS,
  descriptor,
  installed,
  NOW,
  PkiName,
  profile,
  snapshot,
  virtualServer,
} from '../../__testUtils__/snapshots';
import { deviceEntityName, legalTags } from './feedItems';

jest.setTimeout(60_000);

const databases = createTestDatabases();

describe('legal names and tags', () => {
  it.each([
    ['lb-1.example.net', 'lb-1.example.net'],
    ['LB 1', expect.stringMatching(/^lb-1-[0-9a-f]{8}$/)],
    ['x'.repeat(80), expect.stringMatching(/^x{54}-[0-9a-f]{8}$/)],
  ])('turns the device %p into %p', (name, expected) => {
    expect(deviceEntityName(name)).toEqual(expected);
  });

  it('rewrites or leaves out what no tag can be', () => {
    expect(legalTags(['Prod', 'data centre 1', '--', null, 'prod'])).toEqual([
      'data-centre-1',
      'prod',
    ]);
  });
});

describe.each(databases.eachSupportedId())('catalog feed on %p', id => {
  async function setUp() {
    return new InventoryHarness(await databases.migrated(id));
  }

  const device = (name: string, holds: PkiName, path = '/Common/shop.crt') =>
    snapshot(name, {
      certificates: [installed(path, holds)],
      profiles: [profile('/Common/shop', [path])],
      virtualServers: [virtualServer('/Common/vs', ['/Common/shop'])],
    });

  it('says what the catalog shows', async () => {
    const harness = await setUp();
    await harness.devices(
      descriptor('lb-1', {
        site: 'Berlin',
        tags: ['Edge'],
        ownerRef: 'group:default/network',
      }),
    );
    await harness.apply(device('lb-1', 'shop2026'));
    const { items, lastSequence } = await harness.feed();
    expect(lastSequence).toBe(items[items.length - 1].sequence);
    const certificate = await harness.certificate('shop.example.com');
    expect(items.find(item => item.kind === 'certificate')).toEqual({
      kind: 'certificate',
      id: certificate.id,
      name: certificate.entityRef.split('/')[1],
      title: 'shop.example.com',
      description: 'TLS certificate for shop.example.com, www.shop.example.com',
      ownerRef: null,
      systemRef: null,
      dependencyOf: [],
      dependsOn: ['resource:default/lb-1'],
      tags: ['prod'],
      names: ['shop.example.com', 'www.shop.example.com'],
      deleted: false,
      sequence: expect.any(Number),
    });
    expect(certificate.entityRef).toMatch(
      /^resource:default\/shop\.example\.com-[0-9a-f]{8}$/,
    );
    expect(items.find(item => item.kind === 'device')).toMatchObject({
      id: 'lb-1',
      name: 'lb-1',
      ownerRef: 'group:default/network',
      tags: ['berlin', 'edge', 'prod'],
      names: ['lb-1.example.net'],
    });
  });

  it('is silent about renewals, usage and time', async () => {
    const harness = await setUp();
    await harness.apply(device('lb-1', 'shop2025'));
    const { lastSequence } = await harness.feed();

    harness.now = NOW + 30 * DAY_MS;
    await harness.apply(device('lb-1', 'shop2026'));
    await harness.apply(device('lb-1', 'shop2026', '/Common/shop-2026.crt'));
    await harness.apply(
      snapshot('lb-1', {
        certificates: [installed('/Common/shop-2026.crt', 'shop2026')],
      }),
    );
    expect((await harness.feed(lastSequence)).items).toEqual([]);
    expect(await harness.feed(lastSequence)).toEqual({
      items: [],
      lastSequence,
    });

    await harness.apply(device('lb-2', 'shop2026'));
    expect(
      (await harness.feed(lastSequence)).items.map(item => item.kind).sort(),
    ).toEqual(['certificate', 'device']);
  });

  it('says what is gone, and what came back, under the same name', async () => {
    const harness = await setUp();
    await harness.apply(device('lb-1', 'shop2026'));
    const first = (await harness.feed()).items.find(
      item => item.kind === 'certificate',
    );
    await harness.apply(snapshot('lb-1'));
    const gone = (await harness.feed()).items.find(
      item => item.kind === 'certificate',
    );
    expect(gone).toMatchObject({ name: first!.name, deleted: true });
    expect(gone!.sequence).toBeGreaterThan(first!.sequence);
    await harness.apply(device('lb-1', 'shop2025'));
    expect(
      (await harness.feed(gone!.sequence)).items.map(({ name, deleted }) => ({
        name,
        deleted,
      })),
    ).toEqual([{ name: first!.name, deleted: false }]);
  });

  it('never commits a lower sequence after a reader has gone past it', async () => {
    const harness = await setUp();
    const names = Array.from({ length: 8 }, (_, index) => `lb-${index}`);
    await harness.devices(...names);
    const seen = new Set<number>();
    let after = 0;
    let done = false;
    const read = async () => {
      const page = await harness.inventory.queries.listCatalogFeed({
        after,
        limit: 3,
      });
      page.items.forEach(item => seen.add(item.sequence));
      after = page.lastSequence;
      return page.items.length;
    };
    const reader = (async () => {
      while (!done) {
        await read();
      }
    })();
    // All share one certificate, and each has one of its own.
    await Promise.all(
      names.map(name =>
        harness.apply(
          snapshot(name, {
            certificates: [
              installed('/Common/shop.crt', 'shop2026'),
              installed('/Common/own.crt', 'api', {
                names: [`${name}.example.com`],
                fingerprint: Buffer.from(name.padEnd(32, '.')).toString('hex'),
              }),
            ],
          }),
        ),
      ),
    );
    done = true;
    await reader;
    while ((await read()) > 0);

    const current = await harness
      .knex('catalog_feed')
      .orderBy('sequence')
      .pluck('sequence');
    expect(current.map(Number).filter(sequence => !seen.has(sequence))).toEqual(
      [],
    );
    expect(await harness.certificate('shop.example.com')).toMatchObject({
      devices: names,
      installationCount: 8,
    });
  });
});
