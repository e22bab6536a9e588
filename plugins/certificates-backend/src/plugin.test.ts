import { X509Certificate } from 'node:crypto';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  fakeDescriptor,
  FakeInventorySource,
} from './__testUtils__/FakeInventorySource';
import {
  installed,
  profile,
  served,
  snapshot,
  virtualServer,
} from './__testUtils__/snapshots';
import { startCertificatesBackend } from './__testUtils__/startCertificatesBackend';

jest.setTimeout(120_000);

describe('without configuration', () => {
  it('starts, says so, and answers with an empty inventory', async () => {
    const { client, backend, logger } = await startCertificatesBackend({});
    expect(await client.listCertificates({})).toEqual({
      items: [],
      totalItems: 0,
    });
    expect(await client.listDevices()).toEqual([]);
    expect((await client.getSummary({})).total).toBe(0);
    expect((await client.getHealth()).status).toBe('ok');
    expect(logger.info).toHaveBeenCalledWith(
      expect.stringContaining('No devices are configured'),
    );
    await backend.stop();
  });

  it('refuses two devices of one name', async () => {
    await expect(
      startCertificatesBackend({
        sources: [
          new FakeInventorySource([fakeDescriptor('alpha')]),
          new FakeInventorySource(
            [fakeDescriptor('alpha')],
            undefined,
            'other',
          ),
        ],
      }),
    ).rejects.toThrow(
      "device 'alpha' is configured in source 'fake' and in source 'other'",
    );
  });

  it('refuses a configuration that it does not understand', async () => {
    await expect(
      startCertificatesBackend({
        config: { certificates: { scanning: { concurrency: 'lots' } } },
      }),
    ).rejects.toThrow(
      'certificates.scanning.concurrency: expected a whole number from 1 to 64',
    );
  });
});

it('hands out public certificates that it has seen', async () => {
  const path = '/Common/shop.crt';
  const source = new FakeInventorySource(
    [fakeDescriptor('alpha')],
    async ({ device }) =>
      snapshot(device, {
        certificates: [installed(path, 'shop2025')],
        profiles: [profile('/Common/shop', [path])],
        virtualServers: [virtualServer('/Common/shop-vs', ['/Common/shop'])],
        served: [served('/Common/shop-vs', ['shop2025', 'intermediate'])],
      }),
  );
  const t = await startCertificatesBackend({ sources: [source] });
  await t.client.scanDevice('alpha');
  while (!(await t.client.getDevice('alpha')).lastSuccessAt) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  const [{ id, currentVersionId }] = (await t.client.listCertificates({}))
    .items;
  const pem = await t.client.getVersionPem(id, currentVersionId!);
  const certificates = pem
    .split(/(?<=-----END CERTIFICATE-----\n)/)
    .map(text => new X509Certificate(text));
  expect(certificates.map(c => c.subject.split('\n').sort()[1])).toEqual([
    'CN=shop.example.com',
    'CN=Example Issuing CA',
  ]);
  await expect(
    t.client.getVersionPem(id, 'f'.repeat(64)),
  ).rejects.toMatchObject({ statusCode: 404 });
  await t.backend.stop();
});

describe('HTTP', () => {
  let t: Awaited<ReturnType<typeof startCertificatesBackend>>;
  beforeAll(async () => {
    t = await startCertificatesBackend({
      sources: [new FakeInventorySource([fakeDescriptor('alpha')])],
      validateResponses: true,
    });
  });
  afterAll(() => t.backend.stop());

  it('lets nobody in without a token', async () => {
    const none = mockCredentials.none.header();
    for (const path of [
      '/certificates',
      '/certificates/x',
      '/facets',
      '/summary',
      '/export?format=csv',
      '/devices',
      '/devices/alpha',
      '/scans/x',
      '/catalog-feed?after=0',
      '/health',
    ]) {
      expect([path, (await t.get(path, none)).status]).toEqual([path, 401]);
    }
  });

  it('keeps the catalog feed for services', async () => {
    expect((await t.get('/catalog-feed?after=0')).status).toBe(403);
    await expect(
      t.serviceClient.listCatalogFeed({ after: 0 }),
    ).resolves.toMatchObject({ items: expect.any(Array) });
  });

  it.each([
    ['/certificates?limit=0', 'request/query/limit must be >= 1'],
    ['/certificates?limit=201', 'request/query/limit must be <= 200'],
    ['/certificates?limit=ten', 'request/query/limit must be integer'],
    [
      '/certificates?state=rotten',
      'must be equal to one of the allowed values',
    ],
    ['/certificates?staet=expired', "Unknown query parameter 'staet'"],
    ['/certificates?device[x]=y', 'request/query/device/0 must be string'],
    ['/certificates?cursor=%7Bbad', 'cursor does not belong to this list'],
    ['/certificates?entity=shop', 'entity has to be an entity ref'],
    [
      `/certificates?q=${'x'.repeat(201)}`,
      'request/query/q must NOT have more',
    ],
    ['/export', "must have required property 'format'"],
    ['/export?format=xml', 'must be equal to one of the allowed values'],
    ['/catalog-feed', "must have required property 'after'"],
  ])('refuses %s and says why', async (path, message) => {
    const response = await t.get(path);
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['/certificates/unknown'],
    ['/certificates/unknown/versions'],
    ['/certificates/unknown/usage'],
    ['/certificates/unknown/versions/unknown/pem'],
    ['/devices/unknown'],
    ['/devices/unknown/scans'],
    ['/scans/unknown'],
  ])('does not find %s', async path => {
    const response = await t.get(path);
    expect(response.status).toBe(404);
    expect((await response.json()).error.name).toBe('NotFoundError');
  });

  it('takes one value or several for a filter, and readable entity refs', async () => {
    for (const path of [
      '/certificates?state=expired',
      '/certificates?state=expired&state=critical',
      '/certificates?entity=component:default/shop',
      '/certificates?owner=group:default/shop',
    ]) {
      expect([path, (await t.get(path)).status]).toEqual([path, 200]);
    }
  });

  it('answers a request for a scan with 202', async () => {
    const response = await fetch(`${t.baseUrl}/devices/alpha/scans`, {
      method: 'POST',
      headers: { authorization: mockCredentials.user.header() },
    });
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({
      device: 'alpha',
      trigger: 'request',
    });
  });

  it('serves its description', async () => {
    const document = await (await t.get('/openapi.json')).json();
    expect(document.openapi).toBe('3.0.3');
    const operations = Object.values(document.paths).flatMap(item =>
      Object.values(item as Record<string, { operationId: string }>),
    );
    expect(operations.map(o => o.operationId)).toEqual([
      ...new Set(operations.map(o => o.operationId)),
    ]);
    expect(operations).toHaveLength(58);
  });

  it('runs its tasks at any time', async () => {
    expect(t.taskIds()).toEqual([
      'certificates-scan-tick',
      'certificates-scan-worker',
      'certificates-owners-refresh',
      'certificates-clean-up',
      'certificates-deployment-sweep',
      'certificates-deployment-clean-up',
      'certificates-renewal-sweep',
      'certificates-renewal-tick',
    ]);
    await Promise.all([...t.taskIds(), ...t.taskIds()].map(id => t.run(id)));
  });
});
