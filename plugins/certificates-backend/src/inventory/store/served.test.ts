import { createTestDatabases } from '../../__testUtils__/databases';
import { InventoryHarness } from '../../__testUtils__/inventoryHarness';
import {
  fingerprintOf,
  installed,
  profile,
  served,
  snapshot,
  virtualServer,
} from '../../__testUtils__/snapshots';
import { responsibleProfiles } from './servedRows';

jest.setTimeout(60_000);

const databases = createTestDatabases();

describe('responsibleProfiles', () => {
  const shop = profile('/Common/shop', [], { serverName: 'shop.example.com' });
  const wild = profile('/Common/wild', [], { serverName: '*.example.com' });
  const unnamed = profile('/Common/unnamed', []);
  const fallback = profile('/Common/default', [], { sniDefault: true });

  it.each([
    [
      'the exact name before a wildcard',
      'SHOP.example.com',
      [wild, shop],
      [shop],
    ],
    [
      'a wildcard that covers the name',
      'api.example.com',
      [shop, wild],
      [wild],
    ],
    ['the default for no name', null, [shop, unnamed, fallback], [fallback]],
    [
      'the default or one without a name for an unknown one',
      'other.example.net',
      [shop, unnamed, fallback],
      [fallback, unnamed],
    ],
    ['the only one there is', null, [shop], [shop]],
    ['nothing without profiles', null, [], []],
  ])('picks %s', (_, serverName, profiles, expected) => {
    expect(responsibleProfiles(profiles, serverName)).toEqual(expected);
  });
});

describe.each(databases.eachSupportedId())('served on %p', id => {
  async function setUp() {
    return new InventoryHarness(await databases.migrated(id));
  }

  it('records that another certificate is served than is bound', async () => {
    const harness = await setUp();
    await harness.apply(
      snapshot('lb-1', {
        certificates: [
          installed('/Common/shop.crt', 'shop2026'),
          installed('/Common/api.crt', 'api'),
        ],
        profiles: [profile('/Common/shop', ['/Common/shop.crt'])],
        virtualServers: [virtualServer('/Common/vs', ['/Common/shop'])],
        served: [served('/Common/vs', ['api', 'intermediate'])],
      }),
    );
    const shop = await harness.certificate('shop.example.com');
    const api = await harness.certificate('api.example.com');
    expect(shop.findingDetails).toContainEqual({
      code: 'not-served',
      severity: 'error',
      since: new Date(harness.now).toISOString(),
      device: 'lb-1',
      object: '/Common/vs',
      facts: {
        profile: '/Common/shop',
        servedFingerprint: fingerprintOf('api'),
      },
    });
    expect(shop.highestSeverity).toBe('error');
    const [usage] = await harness.usage('shop.example.com');
    expect(usage.bindings[0].virtualServers[0].served).toEqual([
      expect.objectContaining({
        result: 'mismatch',
        fingerprint: fingerprintOf('api'),
        certificateId: api.id,
        chainComplete: true,
      }),
    ]);
    expect(api.currentVersion).toMatchObject({ servedCount: 1 });
  });

  it('knows the ECDSA certificate beside the RSA one', async () => {
    const harness = await setUp();
    await harness.apply(
      snapshot('lb-1', {
        certificates: [
          installed('/Common/shop-rsa.crt', 'shopRsa'),
          installed('/Common/shop-ec.crt', 'shop2026'),
        ],
        profiles: [
          profile('/Common/shop', [
            '/Common/shop-rsa.crt',
            '/Common/shop-ec.crt',
          ]),
        ],
        virtualServers: [virtualServer('/Common/vs', ['/Common/shop'])],
        served: [
          served('/Common/vs', ['shop2026', 'intermediate'], {
            keyType: 'ec',
          }),
        ],
      }),
    );
    const shop = await harness.certificate('shop.example.com');
    // The issuing CA ends first; both certificates are served as they should.
    expect(shop.findings).toEqual(['no-owner', 'chain-expiring']);
    const usage = await harness.usage('shop.example.com');
    expect(
      usage.map(item => [
        item.fullPath,
        item.bindings[0].virtualServers[0].served.map(s => s.result),
      ]),
    ).toEqual([
      ['/Common/shop-ec.crt', ['match']],
      ['/Common/shop-rsa.crt', []],
    ]);
    expect(await harness.versions('shop.example.com')).toHaveLength(2);
  });

  it('records an incomplete chain, and that it was mended', async () => {
    const harness = await setUp();
    const device = (chain: ('api' | 'intermediate')[]) =>
      snapshot('lb-1', {
        certificates: [installed('/Common/api.crt', 'api')],
        profiles: [profile('/Common/api', ['/Common/api.crt'])],
        virtualServers: [virtualServer('/Common/vs', ['/Common/api'])],
        served: [served('/Common/vs', chain)],
      });
    await harness.apply(device(['api']));
    const since = new Date(harness.now).toISOString();
    harness.now += 1_000;
    await harness.apply(device(['api']));
    expect(await harness.certificate('api.example.com')).toMatchObject({
      findingDetails: [
        { code: 'no-owner', since: null },
        { code: 'missing-intermediate', since, object: '/Common/vs' },
      ],
      currentVersion: { chainStatus: 'incomplete', chain: [] },
    });

    await harness.apply(device(['api', 'intermediate']));
    expect(await harness.certificate('api.example.com')).toMatchObject({
      findings: ['no-owner'],
      currentVersion: { chainStatus: 'complete' },
    });
  });

  it('takes a root that is installed for known', async () => {
    const harness = await setUp();
    await harness.apply(
      snapshot('lb-1', {
        certificates: [
          installed('/Common/shop.crt', 'intermediate'),
          installed('/Common/root.crt', 'root'),
        ],
        profiles: [profile('/Common/shop', ['/Common/shop.crt'])],
        virtualServers: [virtualServer('/Common/vs', ['/Common/shop'])],
        // Issued by the root itself, which the server leaves out.
        served: [served('/Common/vs', ['intermediate'])],
      }),
    );
    expect(await harness.versions('example issuing ca')).toMatchObject([
      { chainStatus: 'complete' },
    ]);
  });

  it('says why a virtual server was not asked', async () => {
    const harness = await setUp();
    await harness.apply(
      snapshot('lb-1', {
        certificates: [installed('/Common/api.crt', 'api')],
        profiles: [profile('/Common/api', ['/Common/api.crt'])],
        virtualServers: [
          virtualServer('/Common/a', ['/Common/api']),
          virtualServer('/Common/b', ['/Common/api']),
        ],
        served: [
          served('/Common/a', [], { result: 'unreachable', detail: 'refused' }),
          served('/Common/b', [], {
            result: 'not-checked',
            detail: 'no address',
          }),
        ],
      }),
    );
    const [usage] = await harness.usage('api.example.com');
    expect(
      usage.bindings[0].virtualServers.map(server => server.served[0]),
    ).toEqual([
      expect.objectContaining({
        result: 'unreachable',
        detail: 'refused',
        chainComplete: null,
        checkedAt: new Date(harness.now).toISOString(),
      }),
      expect.objectContaining({
        result: 'not-checked',
        detail: 'no address',
        checkedAt: null,
      }),
    ]);
  });

  it('survives certificates that cannot be read', async () => {
    const harness = await setUp();
    const garbage = 'ff'.repeat(32);
    await harness.apply({
      ...snapshot('lb-1', {
        certificates: [installed('/Common/api.crt', 'api')],
        profiles: [profile('/Common/api', ['/Common/api.crt'])],
        virtualServers: [virtualServer('/Common/vs', ['/Common/api'])],
        served: [served('/Common/vs', [], { chain: [garbage] })],
      }),
      encodedCertificates: new Map([
        [garbage, Buffer.from('not a certificate')],
      ]),
    });
    const api = await harness.certificate('api.example.com');
    expect(api.findings).toContain('not-served');
    const [usage] = await harness.usage('api.example.com');
    expect(usage.bindings[0].virtualServers[0].served).toEqual([
      expect.objectContaining({
        result: 'mismatch',
        fingerprint: garbage,
        chainComplete: null,
      }),
    ]);
  });

  it('stores names of any length', async () => {
    const harness = await setUp();
    const subject = `O=${'long '.repeat(2_000)}`;
    await harness.apply(
      snapshot('lb-1', {
        certificates: [
          installed('/Common/long.crt', 'api', {
            names: [],
            subject,
            issuer: subject,
          }),
        ],
        references: [
          {
            kind: 'ltm/monitor/https',
            object: '/Common/mon',
            field: 'cert',
            certificate: '/Common/long.crt',
          },
        ],
      }),
    );
    const [item] = await harness.list();
    expect(item.title).toHaveLength(500);
    expect(await harness.inventory.queries.listVersions(item.id)).toMatchObject(
      [{ subject }],
    );
  });

  it('stores names with characters that a database refuses', async () => {
    const harness = await setUp();
    await harness.apply(
      snapshot('lb-1', {
        certificates: [
          installed('/Common/odd.crt', 'api', {
            names: ['evil\u0000.example.com'],
            subject: 'CN=evil\u0000',
          }),
        ],
      }),
    );
    expect((await harness.list()).map(item => item.names)).toEqual([
      ['evil\uFFFD.example.com'],
    ]);
  });
});
