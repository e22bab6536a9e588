import { InputError } from '@backstage/errors';
import {
  CertificateFilter,
  CertificateSort,
} from '@cmt/backstage-plugin-certificates-common';
import { createTestDatabases } from '../../__testUtils__/databases';
import { inDays, mixedEstate } from '../../__testUtils__/mixedEstate';
import { NOW } from '../../__testUtils__/snapshots';
import { searchTerms } from './search';

jest.setTimeout(120_000);

const databases = createTestDatabases();

describe('searchTerms', () => {
  it('splits words and understands colons', () => {
    expect(searchTerms('  Shop 0A:1B:2C  a:b ')).toEqual([
      'shop',
      'a1b2c',
      'a:b',
    ]);
  });
});

describe.each(databases.eachSupportedId())('queries on %p', id => {
  const setUp = async () => mixedEstate(await databases.migrated(id));

  it('filters by every facet, alternatives within one', async () => {
    const { titles } = await setUp();
    const cases: [CertificateFilter, string[]][] = [
      [{ state: ['expired'] }, ['expired']],
      [{ state: ['critical', 'warning'] }, ['critical', 'warning']],
      [{ state: ['healthy'] }, ['*', 'healthy']],
      [{ state: ['unknown'] }, ['unknown']],
      [{ issuer: ['Other CA'] }, ['warning']],
      [{ device: ['lb-2'] }, ['healthy']],
      [{ environment: ['test'] }, ['healthy']],
      [{ usage: ['unused'] }, ['healthy', 'unknown']],
      [{ keyType: ['rsa'] }, ['healthy']],
      [{ finding: ['weak-key'] }, ['healthy']],
      [{ finding: ['expired'] }, ['expired']],
      [{ finding: ['expiring'] }, ['critical', 'warning']],
      [{ finding: ['weak-key', 'expired'] }, ['expired', 'healthy']],
      [{ finding: ['not-served'] }, []],
      [{ expiresWithinDays: 10 }, ['critical', 'expired']],
      [{ expiresFrom: inDays(3), expiresBefore: inDays(20) }, ['critical']],
      [{ expiresFrom: inDays(100) }, ['*', 'healthy']],
      [{ expiresBefore: inDays(3) }, ['expired']],
      [{ state: ['healthy'], device: ['lb-2'] }, ['healthy']],
      [{ state: ['expired'], device: ['lb-2'] }, []],
      [{ owner: ['group:default/nobody'] }, []],
    ];
    for (const [filter, expected] of cases) {
      expect([filter, await titles(filter)]).toEqual([filter, expected]);
    }
    expect(await titles({ finding: ['no-owner'] })).toHaveLength(6);
  });

  it('finds by any part of names, paths, serials and fingerprints', async () => {
    const { titles } = await setUp();
    const hex = (text: string) => Buffer.from(text).toString('hex');
    const cases: [string, string[]][] = [
      ['heal', ['healthy']],
      ['THY.example', ['healthy']],
      ['critical.crt', ['critical']],
      ['vs_wild_b', ['*']],
      ['*.example.org', ['*']],
      [hex('warning').toUpperCase(), ['warning']],
      [hex('expired').replace(/(..)(?!$)/g, '$1:'), ['expired']],
      ['other ca', ['warning']],
      ['example.com common crit', ['critical']],
      ['example_com', []],
      ['100%', []],
      ["o'brien", []],
      ['\\', []],
    ];
    for (const [q, expected] of cases) {
      expect([q, await titles({ q })]).toEqual([q, expected]);
    }
  });

  it('pages through every order without a gap or a repetition', async () => {
    const { harness, queries } = await setUp();
    const sorts: CertificateSort[] = [
      'expires',
      'name',
      'owner',
      'issuer',
      'virtualServers',
    ];
    for (const sort of sorts) {
      for (const order of ['asc', 'desc'] as const) {
        const ids: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await queries.listCertificates({
            sort,
            order,
            limit: 2,
            cursor,
          });
          expect(page.totalItems).toBe(6);
          ids.push(...page.items.map(item => item.id));
          cursor = page.nextCursor;
        } while (cursor);
        expect(ids).toHaveLength(6);
        expect(new Set(ids).size).toBe(6);
        const whole = await queries.listCertificates({ sort, order });
        expect(whole.items.map(item => item.id)).toEqual(ids);
        expect(whole.nextCursor).toBeUndefined();
      }
    }
    const byEnd = await harness.list();
    expect(byEnd.map(item => item.state)).toEqual([
      'expired',
      'critical',
      'warning',
      'healthy',
      'healthy',
      'unknown',
    ]);
    expect((await harness.list({ sort: 'virtualServers' }))[0].title).toBe(
      '*.example.org',
    );

    const { nextCursor } = await queries.listCertificates({ limit: 1 });
    for (const request of [
      { cursor: 'nonsense' },
      { cursor: nextCursor, sort: 'name' as const },
      { cursor: nextCursor, order: 'desc' as const },
    ]) {
      await expect(queries.listCertificates(request)).rejects.toThrow(
        InputError,
      );
    }
  });

  it('counts facets, each without its own filter', async () => {
    const { queries } = await setUp();
    const facets = await queries.getFacets({});
    expect(facets).toEqual({
      state: [
        { value: 'expired', count: 1 },
        { value: 'critical', count: 1 },
        { value: 'warning', count: 1 },
        { value: 'healthy', count: 2 },
        { value: 'unknown', count: 1 },
      ],
      owner: [],
      issuer: [
        { value: 'Example Issuing CA', count: 5 },
        { value: 'Other CA', count: 1 },
      ],
      device: [
        { value: 'lb-1', count: 6 },
        { value: 'lb-2', count: 1 },
      ],
      environment: [
        { value: 'prod', count: 6 },
        { value: 'test', count: 1 },
      ],
      usage: [
        { value: 'in-use', count: 4 },
        { value: 'unused', count: 2 },
      ],
      keyType: [
        { value: 'ec', count: 5 },
        { value: 'rsa', count: 1 },
      ],
      finding: expect.arrayContaining([
        { value: 'no-owner', count: 6 },
        { value: 'facts-incomplete', count: 6 },
        { value: 'expiring', count: 2 },
        { value: 'unused', count: 2 },
        { value: 'expired', count: 1 },
        { value: 'weak-key', count: 1 },
      ]),
    });

    const filtered = await queries.getFacets({ device: ['lb-2'] });
    expect(filtered.device).toEqual(facets.device);
    expect(filtered.keyType).toEqual([{ value: 'rsa', count: 1 }]);
    expect(filtered.environment).toEqual([
      { value: 'prod', count: 1 },
      { value: 'test', count: 1 },
    ]);
  });

  it('summarises, whole and filtered', async () => {
    const { queries } = await setUp();
    const summary = await queries.getSummary({});
    expect(summary).toMatchObject({
      asOf: new Date(NOW).toISOString(),
      total: 6,
      byState: { expired: 1, critical: 1, warning: 1, healthy: 2, unknown: 1 },
      byUsage: { 'in-use': 4, 'profile-only': 0, referenced: 0, unused: 2 },
      withoutOwner: 6,
      byOwner: [],
      byIssuer: [
        {
          value: 'Example Issuing CA',
          total: 5,
          expired: 1,
          critical: 1,
          warning: 0,
        },
        { value: 'Other CA', total: 1, expired: 0, critical: 0, warning: 1 },
      ],
      byDevice: [
        { value: 'lb-1', total: 6, expired: 1, critical: 1, warning: 1 },
        { value: 'lb-2', total: 1, expired: 0, critical: 0, warning: 0 },
      ],
      byEnvironment: [
        { value: 'prod', total: 6, expired: 1, critical: 1, warning: 1 },
        { value: 'test', total: 1, expired: 0, critical: 0, warning: 0 },
      ],
      devices: { ok: 2, failing: 0, retired: 0 },
    });
    expect(summary.findings).toEqual(
      expect.arrayContaining([
        { code: 'weak-key', severity: 'error', count: 1 },
        { code: 'expired', severity: 'error', count: 1 },
      ]),
    );
    // The urgent ones by their end, then what is broken although it has time.
    expect(summary.attention.map(item => item.title.split('.')[0])).toEqual([
      'expired',
      'critical',
      'warning',
      'healthy',
    ]);

    expect(summary.expiries).toHaveLength(26);
    // Tuesday the 24th: the week began on Monday the 23rd.
    expect(summary.expiries[0]).toEqual({
      start: '2026-11-23T00:00:00.000Z',
      end: '2026-11-30T00:00:00.000Z',
      count: 2,
    });
    expect(
      summary.expiries.reduce((sum, bucket) => sum + bucket.count, 0),
    ).toBe(4);

    expect(await queries.getSummary({ device: ['lb-2'] })).toMatchObject({
      total: 1,
      byState: { healthy: 1, expired: 0 },
      byDevice: [
        { value: 'lb-1', total: 1 },
        { value: 'lb-2', total: 1 },
      ],
    });
    expect(
      await queries.getSummary({ owner: ['group:default/nobody'] }),
    ).toMatchObject({ total: 0, attention: [], byState: { expired: 0 } });
  });
});
