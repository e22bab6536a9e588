import { ConfigReader } from '@backstage/config';
import { JsonValue } from '@backstage/types';
import { CertificateFactory, MemoryMaterialCache } from '@cmt/bigip-simulator';
import { readF5Config } from './readF5Config';

const DEVICE = {
  name: 'edge-1',
  host: 'edge-1.example.test',
  credential: { username: 'inventory', password: 'the-secret-password' },
};
const PIN = '3f'.repeat(32);

const read = (f5: JsonValue, readFile?: (path: string) => string) =>
  readF5Config(new ConfigReader({ certificates: { f5 } }), { readFile });

const failureOf = (f5: JsonValue, readFile?: (path: string) => string) => {
  try {
    read(f5, readFile);
  } catch (error) {
    return error as Error;
  }
  return new Error('It was accepted');
};

const problemsOf = (f5: JsonValue, readFile?: (path: string) => string) => {
  const { name, message } = failureOf(f5, readFile);
  expect(name).toBe('InputError');
  expect(message).not.toContain('the-secret-password');
  return message
    .split('\n')
    .filter(line => line.startsWith('- '))
    .map(line => line.slice(2));
};

describe('readF5Config', () => {
  it('needs no configuration at all', () => {
    expect(readF5Config(new ConfigReader({})).devices).toEqual([]);
  });

  it('fills in what is not said', () => {
    expect(read({ devices: [DEVICE] })).toEqual({
      devices: [
        {
          name: 'edge-1',
          host: 'edge-1.example.test',
          port: 443,
          username: 'inventory',
          password: 'the-secret-password',
          loginProvider: 'tmos',
          tls: { mode: 'system-ca' },
          tlsServerName: null,
          site: null,
          environment: null,
          tags: [],
          ownerRef: null,
          schedule: undefined,
        },
      ],
      handshakes: {
        enabled: true,
        concurrency: 16,
        timeoutMs: 4_000,
        budgetMs: 60_000,
      },
      deployments: {
        proofTimeoutMs: 10_000,
        syncTimeoutMs: 180_000,
        saveTimeoutMs: 120_000,
        idleTimeoutMs: 15_000,
      },
      limits: {
        pageSize: 500,
        connectTimeoutMs: 10_000,
        callTimeoutMs: 60_000,
        scanTimeoutMs: 900_000,
        maxAnswerBytes: 67_108_864,
      },
    });
  });

  it('reads everything that can be said', () => {
    const { devices, handshakes, limits } = read({
      devices: [
        {
          ...DEVICE,
          host: '[2001:db8::1]',
          port: 8443,
          loginProvider: 'corporate',
          tls: { fingerprint: PIN, serverName: 'bigip.example.test' },
          site: 'berlin',
          environment: 'production',
          tags: ['pci'],
          owner: 'Network',
          schedule: { cron: '0 3 * * *', timezone: 'Europe/Berlin' },
        },
        {
          ...DEVICE,
          name: 'edge-2',
          owner: 'user:people/jo',
          schedule: { every: '6h' },
        },
        { ...DEVICE, name: 'edge-3', enabled: false },
      ],
      handshakes: { timeout: { seconds: 1 }, budget: '2m', concurrency: 4 },
      limits: { pageSize: 100, callTimeout: 'PT10S' },
    });
    expect(devices).toHaveLength(2);
    expect(devices[0]).toMatchObject({
      host: '2001:db8::1',
      port: 8443,
      loginProvider: 'corporate',
      tls: { mode: 'pinned', fingerprints: [PIN] },
      tlsServerName: 'bigip.example.test',
      ownerRef: 'group:default/network',
      schedule: { cron: '0 3 * * *', timezone: 'Europe/Berlin' },
    });
    expect(devices[1]).toMatchObject({
      ownerRef: 'user:people/jo',
      schedule: { every: { hours: 6 } },
    });
    expect(handshakes).toMatchObject({ timeoutMs: 1_000, budgetMs: 120_000 });
    expect(limits).toMatchObject({ pageSize: 100, callTimeoutMs: 10_000 });
  });

  it.each([
    PIN.toUpperCase(),
    PIN.match(/../g)!.join(':'),
    `SHA256:${PIN}`,
    `sha256 Fingerprint=${PIN.match(/../g)!.join(':').toUpperCase()}`,
  ])('understands the fingerprint %s', fingerprint => {
    expect(
      read({ devices: [{ ...DEVICE, tls: { fingerprint } }] }).devices[0].tls,
    ).toEqual({ mode: 'pinned', fingerprints: [PIN] });
  });

  it('reads authorities from PEM and from a file', async () => {
    const { pem } = await new CertificateFactory({
      seed: 1,
      cache: new MemoryMaterialCache(),
    }).issue({
      id: 'ca',
      subject: [['CN', 'Management CA']],
      names: [],
      keyKind: 'ec-p256',
      notBefore: new Date('2026-01-01'),
      notAfter: new Date('2036-01-01'),
      serialNumber: '01',
      digest: 'sha256',
      isCa: true,
      extendedKeyUsage: [],
    });
    const bundle = `${pem}${pem}`;
    expect(
      read({ devices: [{ ...DEVICE, tls: { ca: bundle } }] }).devices[0].tls,
    ).toEqual({ mode: 'custom-ca', ca: bundle.trim() });
    expect(
      read({ devices: [{ ...DEVICE, tls: { caFile: 'ca.pem' } }] }, path =>
        path === 'ca.pem' ? pem : '',
      ).devices[0].tls,
    ).toEqual({ mode: 'custom-ca', ca: pem });
  });

  it('lists all problems at once, each with its key and its mend', () => {
    expect(
      problemsOf({
        devices: [
          { name: 'a b', host: 'https://edge/', credential: {} },
          {
            ...DEVICE,
            port: 70_000,
            tls: { fingerprint: 'ab'.repeat(20), insecureSkipVerify: true },
            fingerprnt: 'x',
            schedule: { cron: '* * * * *', every: '1h' },
          },
          { ...DEVICE, name: 'EDGE-1', owner: 'a b c', tags: 'pci' },
        ],
        handshakes: { concurrency: 0, timeout: 'soon' },
      }),
    ).toEqual([
      expect.stringMatching(
        /^certificates\.f5\.devices\[0\]\.name must be at most 63/,
      ),
      expect.stringMatching(
        /^certificates\.f5\.devices\[0\]\.host must be a host name or address alone/,
      ),
      expect.stringMatching(
        /^certificates\.f5\.devices\[0\]\.credential\.username is missing: it must be text: .*auditor or guest/,
      ),
      expect.stringMatching(
        /^certificates\.f5\.devices\[0\]\.credential\.password /,
      ),
      expect.stringMatching(
        /^certificates\.f5\.devices\[1\]\.port must be a whole number from 1 to 65535/,
      ),
      expect.stringMatching(
        /^certificates\.f5\.devices\[1\]\.tls\.fingerprint is a SHA-1 fingerprint/,
      ),
      expect.stringMatching(
        /^certificates\.f5\.devices\[1\]\.schedule must be either/,
      ),
      expect.stringMatching(
        /^certificates\.f5\.devices\[1\]\.fingerprnt is not known/,
      ),
      expect.stringMatching(
        /^certificates\.f5\.devices\[2\]\.tags must be a list/,
      ),
      expect.stringMatching(
        /^certificates\.f5\.devices\[2\]\.owner must be an entity reference/,
      ),
      expect.stringMatching(
        /^certificates\.f5\.handshakes\.concurrency must be a whole number/,
      ),
      expect.stringMatching(
        /^certificates\.f5\.handshakes\.timeout must be a positive duration/,
      ),
    ]);
  });

  it('refuses names that differ in case alone', () => {
    expect(
      problemsOf({ devices: [DEVICE, { ...DEVICE, name: 'EDGE-1' }] }),
    ).toEqual([
      'certificates.f5.devices[1].name is the name of devices[0] already; names must differ, also without regard to case',
    ]);
  });

  it('wants one way to trust a device', () => {
    expect(
      problemsOf({
        devices: [{ ...DEVICE, tls: { caFile: 'ca.pem', fingerprint: PIN } }],
      }),
    ).toEqual([
      expect.stringMatching(
        /^certificates\.f5\.devices\[0\]\.tls holds caFile and fingerprint; keep exactly one/,
      ),
    ]);
  });

  it('wants authorities that can be read', () => {
    expect(
      problemsOf(
        {
          devices: [
            { ...DEVICE, tls: { ca: 'no PEM' } },
            { ...DEVICE, name: 'b', tls: { caFile: 'missing.pem' } },
            { ...DEVICE, name: 'c', tls: { caFile: 'empty.pem' } },
          ],
        },
        path => {
          if (path === 'missing.pem') {
            throw new Error('ENOENT');
          }
          return '';
        },
      ),
    ).toEqual([
      expect.stringMatching(/devices\[0\]\.tls\.ca holds no readable PEM/),
      expect.stringMatching(/devices\[1\]\.tls\.caFile cannot be read/),
      expect.stringMatching(/devices\[2\]\.tls\.caFile names a file without/),
    ]);
  });

  it('never shows a password, not even one of the wrong kind', () => {
    expect(
      problemsOf({
        devices: [
          { ...DEVICE, credential: { username: 'x', password: 1234567 } },
        ],
      }).join(),
    ).not.toContain('1234567');
  });
});
