import {
  ANNOTATION_HOST_NAMES,
  ANNOTATION_VIRTUAL_SERVERS,
} from '@cmt/backstage-plugin-certificates-common';
import { DeviceError } from '@cmt/backstage-plugin-certificates-node';
import { createTestDatabases } from './__testUtils__/databases';
import {
  FakeCertificate,
  fakeDescriptor,
  FakeInventorySource,
  fakeSnapshot,
} from './__testUtils__/FakeInventorySource';
import { startCertificatesBackend } from './__testUtils__/startCertificatesBackend';
import { component, startInventory } from './__testUtils__/startInventory';
import { undocumented } from './__testUtils__/undocumented';

jest.setTimeout(120_000);

const databases = createTestDatabases();

describe.each(databases.eachSupportedId())('inventory on %s', databaseId => {
  const shop: FakeCertificate = {
    object: 'shop',
    names: ['shop.example.com', 'www.shop.example.com'],
    partition: 'Retail',
  };
  const wildcard: FakeCertificate = {
    object: 'wild',
    names: ['*.api.example.com'],
  };
  const orphan: FakeCertificate = { object: 'old', names: ['old.example.net'] };

  const setUp = async (
    options: Partial<Parameters<typeof startInventory>[0]> = {},
  ) =>
    startInventory({
      knex: await databases.init(databaseId),
      certificates: { alpha: [shop, wildcard, orphan] },
      ...options,
    });

  const byTitle = <T extends { title: string }>(items: T[]) =>
    Object.fromEntries(items.map(item => [item.title, item]));

  it('goes from a device to owned certificates, end to end', async () => {
    const t = await setUp({
      entities: [
        component('shop', {
          annotations: { [ANNOTATION_HOST_NAMES]: 'shop.example.com' },
        }),
        component('orders', {
          annotations: { [ANNOTATION_HOST_NAMES]: 'orders.api.example.com' },
        }),
        component('stock', {
          annotations: {
            [ANNOTATION_VIRTUAL_SERVERS]: 'alpha:/Common/wild-vs',
          },
        }),
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'System',
          metadata: { name: 'retail', namespace: 'default' },
          spec: { owner: 'group:default/retail', domain: 'commerce' },
        },
      ],
    });
    const [scan] = await t.scanAll();
    expect(scan).toMatchObject({
      device: 'alpha',
      status: 'succeeded',
      trigger: 'request',
      requestedBy: 'user:default/ann',
      changes: { added: 3 },
    });

    const { items, totalItems } = await t.client.listCertificates({});
    expect(totalItems).toBe(3);
    const all = byTitle(items);
    expect(all['shop.example.com']).toMatchObject({
      owner: {
        ref: 'group:default/team-shop',
        kind: 'annotation',
        confidence: 'high',
      },
      systemRef: 'system:default/retail',
      devices: ['alpha'],
      usage: 'in-use',
    });
    expect(all['*.api.example.com'].owner).toEqual({
      ref: 'group:default/team-stock',
      kind: 'annotation',
      confidence: 'high',
    });
    expect(all['old.example.net'].owner).toEqual({
      ref: 'group:default/platform',
      kind: 'triage',
      confidence: 'low',
    });

    const wild = await t.client.getCertificate(all['*.api.example.com'].id);
    expect(wild.protects.map(p => p.entityRef)).toEqual([
      'component:default/stock',
      'component:default/orders',
    ]);
    expect(wild.ownerEvidence.map(e => e.ownerRef)).toEqual([
      'group:default/team-stock',
      'group:default/team-orders',
      'group:default/platform',
    ]);

    for (const [entity, titles] of Object.entries({
      'component:default/orders': ['*.api.example.com'],
      'system:default/retail': ['*.api.example.com', 'shop.example.com'],
      'domain:default/commerce': ['*.api.example.com', 'shop.example.com'],
      'group:default/platform': ['old.example.net'],
      'component:default/unknown': [],
    })) {
      const page = await t.client.listCertificates({ entity, sort: 'name' });
      expect([entity, page.items.map(c => c.title)]).toEqual([entity, titles]);
    }
    await t.backend.stop();
  });

  it('follows the catalog, and keeps owners while it is down', async () => {
    const t = await setUp({ certificates: { alpha: [shop] } });
    await t.scanAll();
    const owner = async () =>
      (await t.client.listCertificates({})).items[0].owner?.ref;
    expect(await owner()).toBe('group:default/platform');

    t.catalog.entities = [
      component('shop', {
        annotations: { [ANNOTATION_HOST_NAMES]: '*.shop.example.com' },
      }),
    ];
    t.events.publish.mockClear();
    await t.run('certificates-owners-refresh');
    expect(await owner()).toBe('group:default/team-shop');

    t.catalog.down = true;
    await t.run('certificates-owners-refresh');
    await t.scanAll();
    expect(await owner()).toBe('group:default/team-shop');
    expect(t.logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('owners of certificates stay as they are'),
    );
    await t.backend.stop();
    expect(t.events.publish).toHaveBeenCalledWith(
      expect.objectContaining({ topic: 'certificates.inventory' }),
    );
  });

  it('says nothing when a rescan finds nothing new', async () => {
    const t = await setUp({});
    await t.scanAll();
    const { lastSequence } = await t.serviceClient.listCatalogFeed({
      after: 0,
    });
    await t.run('certificates-owners-refresh');
    await new Promise(resolve => setTimeout(resolve, 600));
    t.events.publish.mockClear();

    const [scan] = await t.scanAll();
    await new Promise(resolve => setTimeout(resolve, 600));
    expect(scan.changes).toEqual({ added: 0, changed: 0, removed: 0 });
    expect(t.events.publish).not.toHaveBeenCalled();
    expect(
      await t.serviceClient.listCatalogFeed({ after: lastSequence }),
    ).toEqual({ items: [], lastSequence });
    await t.backend.stop();
  });

  it('keeps everything when a scan fails, and says why', async () => {
    const t = await setUp({});
    await t.scanAll();
    t.source.behave = async ({ device }) => {
      throw new DeviceError({
        kind: 'auth',
        device,
        message: `${device} refused the credential`,
        remedy: 'Check certificates.f5.devices[0].credential',
      });
    };
    const [scan] = await t.scanAll();
    expect(scan).toMatchObject({ status: 'failed', problem: { kind: 'auth' } });
    expect((await t.client.listCertificates({})).totalItems).toBe(3);
    const device = await t.client.getDevice('alpha');
    expect(device).toMatchObject({
      status: 'paused',
      schedule: 'PT30M',
      activeScan: null,
      problem: {
        message: 'alpha refused the credential',
        remedy: 'Check certificates.f5.devices[0].credential',
      },
    });
    expect(device.recentScans.map(s => s.status)).toEqual([
      'failed',
      'succeeded',
    ]);
    expect((await t.client.getHealth()).status).toBe('degraded');
    await t.backend.stop();
  });

  it('records the outcome of scans that a shutdown stops', async () => {
    const knex = await databases.init(databaseId);
    const source = new FakeInventorySource(
      [fakeDescriptor('alpha')],
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')));
        }),
    );
    const t = await startCertificatesBackend({ knex, sources: [source] });
    const { id } = await t.client.scanDevice('alpha');
    await t.backend.stop();

    const restarted = await startCertificatesBackend({
      knex,
      sources: [source],
    });
    expect(await restarted.client.getScan(id)).toMatchObject({
      status: 'failed',
      problem: { kind: 'cancelled' },
    });
    expect((await restarted.client.getDevice('alpha')).status).toBe(
      'never-scanned',
    );
    await restarted.backend.stop();
  });

  it('describes everything that it answers', async () => {
    const t = await setUp({ validateResponses: true });
    await t.scanAll();
    const [{ id }] = (await t.client.listCertificates({})).items;
    const [scan] = (await t.client.getDevice('alpha')).recentScans;
    const answers: [schema: string, value: unknown][] = [
      ['CertificatePage', await t.client.listCertificates({ limit: 2 })],
      ['CertificateDetail', await t.client.getCertificate(id)],
      ['CertificateVersionList', { items: await t.client.listVersions(id) }],
      ['InstallationUsagePage', await t.client.listUsage(id)],
      ['CertificateFacets', await t.client.getFacets({})],
      ['InventorySummary', await t.client.getSummary({})],
      ['DeviceList', { items: await t.client.listDevices() }],
      ['DeviceDetail', await t.client.getDevice('alpha')],
      ['ScanRecord', await t.client.getScan(scan.id)],
      ['CatalogFeed', await t.serviceClient.listCatalogFeed({ after: 0 })],
      ['HealthReport', await t.client.getHealth()],
    ];
    for (const [schema, value] of answers) {
      expect([schema, undocumented(schema, value)]).toEqual([schema, []]);
    }
    await t.backend.stop();
  });

  it('filters, sorts and pages as the client asks', async () => {
    const many = Array.from({ length: 25 }, (_, i) => ({
      object: `c${i}`,
      names: [`host-${String(i).padStart(2, '0')}.example.com`],
      daysLeft: i,
      issuer: i % 2 ? 'Odd CA' : 'Even CA',
    }));
    const t = await setUp({
      certificates: { alpha: many.slice(0, 15), beta: many.slice(15) },
    });
    await t.scanAll();

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await t.client.listCertificates({
        sort: 'name',
        order: 'desc',
        limit: 10,
        cursor,
      });
      expect(page.totalItems).toBe(25);
      seen.push(...page.items.map(c => c.title));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(many.map(c => c.names[0]).reverse());

    const count = async (
      filter: Parameters<typeof t.client.listCertificates>[0],
    ) => (await t.client.listCertificates(filter)).totalItems;
    expect(await count({ device: ['beta'] })).toBe(10);
    expect(await count({ device: ['alpha', 'beta'] })).toBe(25);
    expect(await count({ issuer: ['Odd CA'] })).toBe(12);
    expect(await count({ q: 'host-07' })).toBe(1);
    expect(
      await count({ device: Array.from({ length: 40 }, (_, i) => `d${i}`) }),
    ).toBe(0);
    expect(await count({ issuer: ['Odd CA & "Sons", +1'] })).toBe(0);

    const page = await t.client.listCertificates({ sort: 'name', limit: 1 });
    await expect(
      t.client.listCertificates({ sort: 'expires', cursor: page.nextCursor }),
    ).rejects.toMatchObject({ statusCode: 400 });
    await t.backend.stop();
  });

  it('exports what matches as CSV and JSON', async () => {
    const t = await setUp({
      certificates: {
        alpha: [
          shop,
          { object: 'evil', names: ['=cmd|calc.example.com'], issuer: '@SUM' },
        ],
      },
    });
    await t.scanAll();
    const csv = await t.client.exportCertificates({}, 'csv');
    const lines = (await csv.text()).trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^id,name,names,state,expires_at,/);
    expect(lines.join('\n')).toContain(
      'shop.example.com | www.shop.example.com',
    );
    expect(lines.join('\n')).not.toMatch(/(^|,)"?[=@+-]/m);
    expect(lines.join('\n')).toContain("'=cmd|calc.example.com");

    const response = await t.get('/export?format=json&device=alpha');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="certificates-\d{4}-\d\d-\d\d\.json"$/,
    );
    const exported = await response.json();
    expect(exported).toHaveLength(2);
    expect(
      undocumented('CertificatePage', { items: exported, totalItems: 2 }),
    ).toEqual([]);
    const none = await t.client.exportCertificates({ q: 'nothing' }, 'json');
    expect(JSON.parse(await none.text())).toEqual([]);
    await t.backend.stop();
  });

  it('retires devices that are gone from the configuration', async () => {
    const knex = await databases.init(databaseId);
    let now = Date.now();
    const clock = () => now;
    const source = new FakeInventorySource(
      [fakeDescriptor('alpha')],
      async ({ device }) => fakeSnapshot(device, [shop], now),
    );
    const before = await startCertificatesBackend({
      knex,
      sources: [source],
      clock,
    });
    await before.run('certificates-scan-tick');
    while ((await before.client.listCertificates({})).totalItems === 0) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }

    const after = await startCertificatesBackend({ knex, clock });
    expect((await after.client.getDevice('alpha')).status).toBe('retired');
    await after.run('certificates-clean-up');
    expect((await after.client.listCertificates({})).totalItems).toBe(1);
    now += 25 * 3600_000;
    await after.run('certificates-clean-up');
    expect((await after.client.listCertificates({})).totalItems).toBe(0);
    expect(
      (await after.client.listCertificates({ includeGone: true })).totalItems,
    ).toBe(1);
    await expect(after.client.scanDevice('alpha')).rejects.toMatchObject({
      statusCode: 404,
    });
    await before.backend.stop();
    await after.backend.stop();
  });
});
