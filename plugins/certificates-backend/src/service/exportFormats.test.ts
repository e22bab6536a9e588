import { CertificateSummary } from '@cmt/backstage-plugin-certificates-common';
import { EXPORT_FORMATS } from './exportFormats';

function certificate(
  overrides: Partial<CertificateSummary>,
): CertificateSummary {
  return {
    id: 'c1',
    entityRef: 'resource:default/shop',
    title: 'shop.example.com',
    names: ['shop.example.com'],
    state: 'healthy',
    expiresAt: '2027-01-01T00:00:00Z',
    notBefore: null,
    lifetimeDays: 90,
    automated: false,
    issuer: 'Example CA',
    keyType: 'rsa',
    keySize: 2048,
    usage: 'in-use',
    owner: null,
    systemRef: null,
    environments: ['production'],
    devices: ['alpha', 'beta'],
    installationCount: 2,
    virtualServerCount: 1,
    findings: [],
    highestSeverity: null,
    currentVersionId: null,
    observedAt: null,
    stale: false,
    goneAt: null,
    ...overrides,
  };
}

async function write(
  format: 'csv' | 'json',
  certificates: CertificateSummary[],
) {
  async function* all() {
    yield* certificates;
  }
  const pieces: string[] = [];
  for await (const piece of EXPORT_FORMATS[format].write(all())) {
    pieces.push(piece);
  }
  return pieces;
}

async function cells(overrides: Partial<CertificateSummary>) {
  const [header, rows] = await write('csv', [certificate(overrides)]);
  const values = rows.trimEnd().split(',');
  return Object.fromEntries(
    header
      .trimEnd()
      .split(',')
      .map((name, index) => [name, values[index]]),
  );
}

describe('CSV export', () => {
  it('has a header row, even without certificates', async () => {
    expect((await write('csv', [])).join('')).toMatch(/^id,name,.*entity\r\n$/);
  });

  it('writes lists, numbers, flags and nothing', async () => {
    expect(await cells({})).toMatchObject({
      devices: 'alpha | beta',
      lifetime_days: '90',
      stale: 'false',
      owner: '',
      findings: '',
    });
  });

  it.each([
    ['=1+1', `'=1+1`],
    ['+49', `'+49`],
    ['-1', `'-1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `'\t=1`],
    ['*.example.com', '*.example.com'],
  ])('never lets a spreadsheet calculate: %j', async (issuer, expected) => {
    expect((await cells({ issuer })).issuer).toBe(expected);
  });

  it('quotes what needs it, also after making it harmless', async () => {
    const [, row] = await write('csv', [
      certificate({ issuer: '=A "B", C\r\nD' }),
    ]);
    expect(row).toContain(`,"'=A ""B"", C\r\nD",`);
  });
});

describe('export of many', () => {
  it.each(['csv', 'json'] as const)(
    'is written in pieces: %s',
    async format => {
      const many = Array.from({ length: 1000 }, (_, i) =>
        certificate({ id: `c${i}` }),
      );
      const pieces = await write(format, many);
      expect(pieces.length).toBeGreaterThanOrEqual(5);
      const text = pieces.join('');
      const ids =
        format === 'json'
          ? JSON.parse(text).map((c: { id: string }) => c.id)
          : text
              .split('\r\n')
              .slice(1, -1)
              .map(row => row.split(',')[0]);
      expect(ids).toEqual(many.map(c => c.id));
    },
  );
});
