import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { CertificateFactory } from './CertificateFactory';
import {
  DirectoryMaterialCache,
  MaterialCache,
  MemoryMaterialCache,
} from './MaterialCache';
import { splitPem } from './pem';
import { CertificateSpec } from './types';

const ROOT: CertificateSpec = {
  id: 'root',
  subject: [
    ['C', 'NL'],
    ['O', 'Example Trust'],
    ['CN', 'Example Root'],
  ],
  names: [],
  keyKind: 'ec-p256',
  notBefore: new Date('2020-01-01T00:00:00Z'),
  notAfter: new Date('2055-01-01T00:00:00Z'),
  serialNumber: '1',
  digest: 'sha256',
  isCa: true,
  extendedKeyUsage: [],
};

const LEAF: CertificateSpec = {
  id: 'leaf',
  issuer: 'root',
  subject: [['CN', 'shop.example.com']],
  names: ['shop.example.com', '*.shop.example.com', '192.0.2.7', '2001:db8::7'],
  keyKind: 'ec-p256',
  notBefore: new Date('2026-01-01T10:00:00Z'),
  notAfter: new Date('2026-03-01T10:00:00Z'),
  serialNumber: 'ff00112233445566778899',
  digest: 'sha256',
  isCa: false,
  extendedKeyUsage: ['serverAuth', 'clientAuth'],
};

async function issueBoth(
  cache: MaterialCache = new MemoryMaterialCache(),
  leaf: Partial<CertificateSpec> = {},
  root: Partial<CertificateSpec> = {},
) {
  const factory = new CertificateFactory({ seed: 7, cache });
  const issuer = await factory.issue({ ...ROOT, ...root });
  return { issuer, leaf: await factory.issue({ ...LEAF, ...leaf }, issuer) };
}

describe('CertificateFactory', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pki-'));
  });

  afterAll(async () => {
    await rm(directory, { recursive: true });
  });

  it('issues a leaf that OpenSSL reads and whose issuer signed it', async () => {
    const { issuer, leaf } = await issueBoth();
    const parsed = new X509Certificate(leaf.pem);

    expect(parsed.verify(new X509Certificate(issuer.pem).publicKey)).toBe(true);
    expect(parsed.checkIssued(new X509Certificate(issuer.pem))).toBe(true);
    expect(parsed.checkPrivateKey(leaf.privateKey)).toBe(true);
    expect(parsed.subject).toBe('CN=shop.example.com');
    expect(parsed.issuer).toBe('C=NL\nO=Example Trust\nCN=Example Root');
    expect(parsed.serialNumber).toBe('FF00112233445566778899');
    expect(parsed.subjectAltName).toBe(
      'DNS:shop.example.com, DNS:*.shop.example.com, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7',
    );
    expect(parsed.validFrom).toBe('Jan  1 10:00:00 2026 GMT');
    expect(parsed.validTo).toBe('Mar  1 10:00:00 2026 GMT');
    expect(parsed.ca).toBe(false);
    expect(parsed.fingerprint256.replace(/:/g, '').toLowerCase()).toBe(
      leaf.fingerprint,
    );
  });

  it('writes dates after 2049, CA flags and key usages as RFC 5280 asks', async () => {
    const { issuer, leaf } = await issueBoth();
    const root = new X509Certificate(issuer.pem);
    expect(root.validTo).toBe('Jan  1 00:00:00 2055 GMT');
    expect(root.ca).toBe(true);

    const parsed = new x509.X509Certificate(leaf.der);
    expect(parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages).toEqual(
      [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth],
    );
    expect(parsed.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId)
      // The link between issuer and subject is what path building looks at.
      .toBe(
        new x509.X509Certificate(issuer.der).getExtension(
          x509.SubjectKeyIdentifierExtension,
        )?.keyId,
      );
  });

  it.each([
    ['rsa-1024', 'rsa', { modulusLength: 1024 }],
    ['rsa-2048', 'rsa', { modulusLength: 2048 }],
    ['ec-p256', 'ec', { namedCurve: 'prime256v1' }],
    ['ec-p384', 'ec', { namedCurve: 'secp384r1' }],
  ] as const)('makes %s keys', async (keyKind, type, details) => {
    const { leaf } = await issueBoth(undefined, { keyKind });
    const { publicKey } = new X509Certificate(leaf.pem);
    expect(publicKey.asymmetricKeyType).toBe(type);
    expect(publicKey.asymmetricKeyDetails).toMatchObject(details);
  });

  it.each([
    ['0', '00'],
    ['1', '01'],
    ['7fffffff', '7FFFFFFF'],
    ['80000000', '80000000'],
  ])('writes the serial number %s', async (serialNumber, expected) => {
    const { leaf } = await issueBoth(undefined, { serialNumber });
    // OpenSSL prints zero without padding.
    expect(new X509Certificate(leaf.pem).serialNumber.padStart(2, '0')).toBe(
      expected,
    );
  });

  it('keeps odd subjects as they are', async () => {
    const { leaf } = await issueBoth(undefined, {
      subject: [
        ['O', 'Meridian Retail, Inc.'],
        ['OU', 'Stores'],
        ['OU', 'Point of Sale'],
        ['emailAddress', 'pki@meridian.example'],
        ['CN', 'pos.meridian.example'],
      ],
      names: [],
    });
    const parsed = new X509Certificate(leaf.pem);
    expect(parsed.subject.split('\n')).toEqual([
      'O=Meridian Retail\\, Inc.',
      'OU=Stores',
      'OU=Point of Sale',
      'emailAddress=pki@meridian.example',
      'CN=pos.meridian.example',
    ]);
    expect(parsed.subjectAltName).toBeUndefined();
  });

  it('signs with SHA-1 when told so, and by itself without an issuer', async () => {
    const { leaf } = await issueBoth(
      undefined,
      { digest: 'sha1' },
      { keyKind: 'rsa-2048' },
    );
    expect(new x509.X509Certificate(leaf.der).signatureAlgorithm).toMatchObject(
      { name: 'RSASSA-PKCS1-v1_5', hash: { name: 'SHA-1' } },
    );

    const factory = new CertificateFactory({
      seed: 7,
      cache: new MemoryMaterialCache(),
    });
    const self = new X509Certificate(
      (await factory.issue({ ...LEAF, issuer: undefined })).pem,
    );
    expect(self.verify(self.publicKey)).toBe(true);
    expect(self.issuer).toBe(self.subject);
  });

  it.each(['rsa-2048', 'ec-p256'] as const)(
    'issues the same bytes again from the same cache (issuer %s)',
    async keyKind => {
      const folder = join(directory, keyKind);
      const first = await issueBoth(
        new DirectoryMaterialCache(folder),
        {},
        { keyKind },
      );
      const second = await issueBoth(
        new DirectoryMaterialCache(folder),
        {},
        { keyKind },
      );
      expect(second.leaf.der.equals(first.leaf.der)).toBe(true);
      expect(second.leaf.keyPem).toBe(first.leaf.keyPem);

      const renewed = await issueBoth(
        new DirectoryMaterialCache(folder),
        { notAfter: new Date('2026-04-01T10:00:00Z') },
        { keyKind },
      );
      expect(renewed.leaf.fingerprint).not.toBe(first.leaf.fingerprint);
      expect(renewed.leaf.keyPem).toBe(first.leaf.keyPem);
    },
  );

  it('writes keys that only their owner can read and leaves no other files', async () => {
    const folder = join(directory, 'modes');
    await issueBoth(new DirectoryMaterialCache(folder));
    const keys = await readdir(join(folder, 'keys', '7'));
    expect(keys.sort()).toEqual(['leaf.ec-p256.pem', 'root.ec-p256.pem']);
    const { mode } = await stat(join(folder, 'keys', '7', keys[0]));
    expect(mode.toString(8)).toMatch(/600$/);
  });

  it('agrees on one key when two processes start at the same time', async () => {
    const folder = join(directory, 'race');
    const both = await Promise.all([
      issueBoth(new DirectoryMaterialCache(folder)),
      issueBoth(new DirectoryMaterialCache(folder)),
    ]);
    expect(both[0].leaf.keyPem).toBe(both[1].leaf.keyPem);
    expect(both[0].leaf.fingerprint).toBe(both[1].leaf.fingerprint);
  });
});

describe('splitPem', () => {
  it('finds every certificate of a bundle and nothing else', async () => {
    const { issuer, leaf } = await issueBoth();
    expect(
      splitPem(`subject=leaf\n${leaf.pem}\n# issuer\n${issuer.pem}`),
    ).toEqual([leaf.pem, issuer.pem]);
    expect(splitPem('nothing here')).toEqual([]);
  });
});
