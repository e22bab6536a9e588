import { InputError } from '@backstage/errors';
import { createTestDatabases } from '../../__testUtils__/databases';
import { made, mixedEstate } from '../../__testUtils__/mixedEstate';
import { snapshot } from '../../__testUtils__/snapshots';
import { CertificateVisibility } from '../types';

jest.setTimeout(120_000);

const databases = createTestDatabases();

describe.each(databases.eachSupportedId())('details on %p', id => {
  const setUp = async () => mixedEstate(await databases.migrated(id));

  it('shows only what a caller may see', async () => {
    const { harness, queries } = await setUp();
    const list = async (visibility: CertificateVisibility) =>
      (await queries.listCertificates({}, { visibility })).items.map(
        item => item.title.split('.')[0],
      );
    const device = (...values: string[]) => ({
      field: 'device' as const,
      values,
    });
    const rsa: CertificateVisibility = device('lb-2');
    expect(await list(rsa)).toEqual(['healthy']);
    expect(await list({ not: rsa })).toHaveLength(5);
    expect(await list({ anyOf: [] })).toEqual([]);
    expect(await list({ allOf: [] })).toHaveLength(6);
    expect(
      await list({
        allOf: [
          { anyOf: [rsa, { field: 'issuer', values: ['Other CA'] }] },
          { not: { field: 'environment', values: ['test'] } },
        ],
      }),
    ).toEqual(['warning']);
    for (const field of ['owner', 'system', 'protects', 'id'] as const) {
      expect(await list({ field, values: ['x'] })).toEqual([]);
    }

    const hidden = await harness.certificate('expired.example.com');
    const options = { visibility: rsa };
    expect(await queries.getCertificate(hidden.id, options)).toBeUndefined();
    expect(await queries.listVersions(hidden.id, options)).toBeUndefined();
    expect(await queries.listUsage(hidden.id, {}, options)).toBeUndefined();
    expect((await queries.getFacets({}, options)).device).toEqual([
      { value: 'lb-1', count: 1 },
      { value: 'lb-2', count: 1 },
    ]);
    expect((await queries.getSummary({}, options)).total).toBe(1);
    expect(
      (await queries.listDevices(options)).map(d => [
        d.name,
        d.counts.certificates,
        d.byState.expired,
      ]),
    ).toEqual([
      ['lb-1', 1, 0],
      ['lb-2', 1, 0],
    ]);
    expect(await queries.getCertificate('unknown')).toBeUndefined();
  });

  it('exports what matches, by name', async () => {
    const { queries } = await setUp();
    const titles: string[] = [];
    for await (const item of queries.exportCertificates({
      state: ['healthy', 'unknown'],
    })) {
      titles.push(item.title);
    }
    expect(titles).toHaveLength(3);
    expect(titles).toEqual(
      expect.arrayContaining(['*.example.org', 'healthy.example.com']),
    );
  });

  it('pages through the places of a certificate', async () => {
    const { harness, queries } = await setUp();
    await harness.apply(
      snapshot('lb-2', {
        certificates: ['a', 'b', 'c'].map(name =>
          made('healthy', 200, { fullPath: `/Common/${name}.crt` }),
        ),
      }),
    );
    const { id: healthy } = await harness.certificate('healthy.example.com');
    const places: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await queries.listUsage(healthy, {
        limit: 2,
        cursor,
        includeRemoved: true,
      });
      places.push(
        ...page!.items.map(
          item =>
            `${item.device}${item.fullPath}${item.removedAt ? ' gone' : ''}`,
        ),
      );
      cursor = page!.nextCursor;
    } while (cursor);
    expect(places).toEqual([
      'lb-1/Common/healthy.crt',
      'lb-2/Common/a.crt',
      'lb-2/Common/b.crt',
      'lb-2/Common/c.crt',
      'lb-2/Common/healthy.crt gone',
    ]);
    await expect(
      queries.listUsage(healthy, { cursor: 'nonsense' }),
    ).rejects.toThrow(InputError);
  });

  it('describes devices', async () => {
    const { queries } = await setUp();
    expect(await queries.getDevice('lb-1')).toMatchObject({
      name: 'lb-1',
      status: 'ok',
      environment: 'prod',
      warnings: [],
      counts: {
        certificates: 6,
        installations: 6,
        profiles: 4,
        virtualServers: 5,
      },
      byState: { expired: 1, critical: 1, warning: 1, healthy: 2, unknown: 1 },
    });
    expect(await queries.getDevice('nobody')).toBeUndefined();
  });
});
