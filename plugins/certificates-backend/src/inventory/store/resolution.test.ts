import { createTestDatabases } from '../../__testUtils__/databases';
import {
  dumpInventory,
  InventoryHarness,
} from '../../__testUtils__/inventoryHarness';
import {
  descriptor,
  fingerprintOf,
  installed,
  PkiName,
  profile,
  served,
  snapshot,
  virtualServer,
  withoutFingerprint,
} from '../../__testUtils__/snapshots';

jest.setTimeout(60_000);

const databases = createTestDatabases();

/** An old device that reports no fingerprints. */
function oldDevice(
  name: string,
  options: {
    holds?: PkiName;
    serves?: PkiName[];
    checksum?: string | null;
    path?: string;
  } = {},
) {
  const path = options.path ?? '/Common/shop.crt';
  const certificate = withoutFingerprint(
    installed(path, options.holds ?? 'shop2025'),
  );
  return snapshot(name, {
    certificates: [
      {
        ...certificate,
        ...(options.checksum !== undefined && { checksum: options.checksum }),
      },
    ],
    profiles: [profile('/Common/shop', [path])],
    virtualServers: [virtualServer('/Common/shop_vs', ['/Common/shop'])],
    served: options.serves ? [served('/Common/shop_vs', options.serves)] : [],
  });
}

describe.each(databases.eachSupportedId())('identity on %p', id => {
  async function setUp() {
    return new InventoryHarness(await databases.migrated(id));
  }

  /** Every version and certificate that exists, to find duplicates. */
  async function everything({ knex }: InventoryHarness) {
    return {
      versions: await knex('versions').orderBy('id').pluck('id'),
      certificates: await knex('certificates').pluck('title'),
      links: await knex('certificate_versions').pluck('version_id'),
    };
  }

  it('is the digest of the metadata until more is known', async () => {
    const harness = await setUp();
    await harness.apply(oldDevice('old-1'));
    const shop = await harness.certificate('shop.example.com');
    expect(shop.currentVersion).toMatchObject({
      id: expect.stringMatching(/^m-[0-9a-f]{64}$/),
      fingerprint: null,
      factsSource: 'metadata',
      notBefore: null,
      notAfter: '2026-12-10T00:00:00.000Z',
    });
    expect(shop.findings).toContain('facts-incomplete');

    // Another old device describes the same certificate in the same words.
    await harness.apply(oldDevice('old-2'));
    expect((await everything(harness)).versions).toHaveLength(1);
    expect(
      (await harness.certificate('shop.example.com')).installationCount,
    ).toBe(2);
  });

  it('becomes the fingerprint when a handshake shows the leaf, everywhere', async () => {
    const harness = await setUp();
    await harness.apply(oldDevice('old-1', { checksum: 'SHA1:1:one' }));
    await harness.apply(oldDevice('old-2', { checksum: 'SHA1:2:crlf' }));
    const before = await harness.certificate('shop.example.com');

    await harness.apply(
      oldDevice('old-1', {
        checksum: 'SHA1:1:one',
        serves: ['shop2025', 'intermediate'],
      }),
    );
    expect(await everything(harness)).toEqual({
      versions: [fingerprintOf('shop2025')],
      certificates: ['shop.example.com'],
      links: [fingerprintOf('shop2025')],
    });
    const after = await harness.certificate('shop.example.com');
    expect(after).toMatchObject({
      id: before.id,
      entityRef: before.entityRef,
      installationCount: 2,
      currentVersion: { factsSource: 'der', installationCount: 2 },
    });
    expect(after.findings).not.toContain('facts-incomplete');
    // Nothing was replaced: the objects are the ones that were there before.
    expect(await harness.usage('shop.example.com', true)).toHaveLength(2);

    // No way back when the virtual server cannot be reached, nor on the device
    // that never served it, nor on one that is new.
    const stored = await dumpInventory(harness.knex);
    await harness.apply(oldDevice('old-2', { checksum: 'SHA1:2:crlf' }));
    expect(await dumpInventory(harness.knex)).toEqual(stored);
    await harness.apply(oldDevice('old-1', { checksum: 'SHA1:1:one' }));
    await harness.apply(oldDevice('old-3', { checksum: null }));
    expect((await everything(harness)).versions).toEqual([
      fingerprintOf('shop2025'),
    ]);
  });

  it('becomes the fingerprint that another device reports for the same file', async () => {
    const harness = await setUp();
    await harness.apply(oldDevice('old-1'));
    await harness.apply(
      snapshot('new-1', {
        certificates: [installed('/Common/other-name.crt', 'shop2025')],
      }),
    );
    await harness.apply(oldDevice('old-1'));
    expect(await everything(harness)).toMatchObject({
      versions: [fingerprintOf('shop2025')],
      certificates: ['shop.example.com'],
    });
    expect((await harness.certificate('shop.example.com')).devices).toEqual([
      'new-1',
      'old-1',
    ]);
  });

  it('becomes the fingerprint that an upgraded device reports', async () => {
    const harness = await setUp();
    await harness.apply(oldDevice('old-1'));
    const result = await harness.apply(
      snapshot('old-1', {
        certificates: [installed('/Common/shop.crt', 'shop2025')],
        profiles: oldDevice('old-1').profiles,
        virtualServers: oldDevice('old-1').virtualServers,
      }),
    );
    expect(result).toMatchObject({ added: 0, changed: 1, removed: 0 });
    expect((await everything(harness)).versions).toEqual([
      fingerprintOf('shop2025'),
    ]);
    expect(await harness.usage('shop.example.com', true)).toHaveLength(1);
  });

  it('is not that of a leaf that is another certificate', async () => {
    const harness = await setUp();
    await harness.apply(
      oldDevice('old-1', {
        holds: 'shop2026',
        serves: ['shop2025', 'intermediate'],
      }),
    );
    const shop = await harness.certificate('shop.example.com');
    expect(shop.currentVersion?.fingerprint).toBeNull();
    expect(shop.findings).toContain('not-served');
  });

  it('notices new content although only metadata are known', async () => {
    const harness = await setUp();
    await harness.apply(
      oldDevice('old-1', { serves: ['shop2025', 'intermediate'] }),
    );
    const result = await harness.apply(
      oldDevice('old-1', {
        holds: 'shop2026',
        serves: ['shop2026', 'intermediate'],
      }),
    );
    expect(result).toMatchObject({ added: 0, changed: 1, removed: 0 });
    expect(
      (await harness.usage('shop.example.com', true)).map(i => [
        i.fingerprint,
        i.removedAt !== null,
      ]),
    ).toEqual([
      [fingerprintOf('shop2025'), true],
      [fingerprintOf('shop2026'), false],
    ]);
  });

  it('moves to the certificate that the names in the DER say', async () => {
    const harness = await setUp();
    // The device cut the list of names off.
    const cut = { names: ['shop.example.com'] };
    const device = (name: string, serves: PkiName[]) =>
      snapshot(name, {
        certificates: [installed('/Common/shop.crt', 'shop2025', cut)],
        profiles: [profile('/Common/shop', ['/Common/shop.crt'])],
        virtualServers: [virtualServer('/Common/shop_vs', ['/Common/shop'])],
        served: serves.length > 0 ? [served('/Common/shop_vs', serves)] : [],
      });
    await harness.apply(device('lb-1', []));
    await harness.apply(device('lb-2', []));
    const assumed = await harness.certificate('shop.example.com');
    expect(assumed.names).toEqual(['shop.example.com']);

    await harness.apply(device('lb-1', ['shop2025', 'intermediate']));
    const known = await harness.certificate('shop.example.com');
    expect(known.names).toEqual(['shop.example.com', 'www.shop.example.com']);
    expect(known.devices).toEqual(['lb-1', 'lb-2']);
    expect(await everything(harness)).toMatchObject({
      certificates: ['shop.example.com'],
      links: [fingerprintOf('shop2025')],
    });
    const { items } = await harness.feed();
    const certificates = items.filter(item => item.kind === 'certificate');
    expect(certificates.map(item => [item.id, item.deleted]).sort()).toEqual(
      [
        [assumed.id, true],
        [known.id, false],
      ].sort(),
    );
    await harness.apply(device('lb-2', []));
    expect((await harness.list()).map(c => c.id)).toEqual([known.id]);
  });

  it('keeps factory defaults apart per device and out of lists', async () => {
    const harness = await setUp();
    const factory = { managedBy: { kind: 'factory' as const, detail: null } };
    const device = (name: string, used: boolean) =>
      snapshot(name, {
        certificates: [
          installed('/Common/default.crt', 'legacy', {
            ...factory,
            names: ['localhost.localdomain'],
          }),
          installed('/Common/ca-bundle.crt', 'root', {
            ...factory,
            isBundle: true,
          }),
          installed('/Common/f5-irule.crt', 'api', factory),
        ],
        profiles: [
          profile('/Common/clientssl', ['/Common/default.crt'], {
            trusts: [{ field: 'caFile', fullPath: '/Common/ca-bundle.crt' }],
          }),
        ],
        virtualServers: used
          ? [virtualServer('/Common/vs', ['/Common/clientssl'])]
          : [],
      });
    await harness.apply(device('lb-1', false));
    await harness.apply(device('lb-2', false));
    expect(await harness.list({ includeGone: true })).toEqual([]);
    const rows = await harness.knex('certificates').select('category', 'scope');
    expect(rows.map(row => `${row.category} ${row.scope}`).sort()).toEqual([
      'factory device:lb-1',
      'factory device:lb-1',
      'factory device:lb-2',
      'factory device:lb-2',
      'trust-store device:lb-1',
      'trust-store device:lb-2',
    ]);

    // Visitors meet it now: somebody has to see that.
    await harness.apply(device('lb-2', true));
    expect(await harness.list()).toEqual([
      expect.objectContaining({
        title: 'localhost.localdomain',
        usage: 'in-use',
        devices: ['lb-2'],
        findings: ['self-signed'],
      }),
    ]);
    // Nobody can own it: it is no entity.
    const { items } = await harness.feed();
    expect(items.filter(item => item.kind === 'certificate')).toEqual([]);
  });

  it('does not take a leaf with its chain in one file for a trust store', async () => {
    const harness = await setUp();
    await harness.devices(descriptor('lb-1'));
    await harness.apply(
      snapshot('lb-1', {
        certificates: [
          installed('/Common/fullchain.crt', 'shop2025', { isBundle: true }),
          installed('/Common/partners.crt', 'root', { isBundle: true }),
        ],
      }),
    );
    expect(await harness.list()).toEqual([
      expect.objectContaining({ title: 'shop.example.com', usage: 'unused' }),
    ]);
    expect(
      await harness
        .knex('certificates')
        .where('category', 'trust-store')
        .pluck('title'),
    ).toEqual(['example root ca']);
  });
});
