import { X509Certificate, createHash } from 'node:crypto';
import { ENCODED } from './__fixtures__/encoded';
import {
  CertificateParseError,
  normalizeSerialNumber,
  parseCertificate,
} from './parseCertificate';

const der = (name: keyof typeof ENCODED) =>
  Uint8Array.from(Buffer.from(ENCODED[name], 'base64'));

describe('parseCertificate', () => {
  it.each([
    ['md5', 'rsa', 1024, null, 'RSASSA-PKCS1-v1_5 with MD5'],
    ['sha1', 'rsa', 1024, null, 'RSASSA-PKCS1-v1_5 with SHA-1'],
    ['p224', 'ec', 224, 'secp224r1', 'ECDSA with SHA-256'],
    ['brainpool', 'ec', 256, 'brainpoolP256r1', 'ECDSA with SHA-256'],
    ['alternatives', 'ec', 384, 'secp384r1', 'ECDSA with SHA-256'],
    ['dsa', 'dsa', 1024, null, 'DSA with SHA-256'],
    ['ed25519', 'ed25519', 256, null, 'Ed25519'],
    ['pss', 'rsa', 2048, null, 'RSA-PSS with SHA-384'],
  ] as const)(
    'tells the key and the signature of %s',
    (name, keyType, keySize, curve, signatureAlgorithm) => {
      expect(parseCertificate(der(name))).toMatchObject({
        keyType,
        keySize,
        curve,
        signatureAlgorithm,
        selfSigned: true,
      });
    },
  );

  it('identifies a certificate by the digest of its encoding', () => {
    const { fingerprint } = parseCertificate(der('names'));
    expect(fingerprint).toBe(
      createHash('sha256').update(der('names')).digest('hex'),
    );
  });

  it('writes names most specific part first, escaped, with parts of equal rank joined', () => {
    const facts = parseCertificate(der('names'));
    expect(facts.subject.split(',').slice(0, 2)).toEqual([
      'CN=Second.Example.test',
      'CN=first.example.test',
    ]);
    expect(facts.subject).toContain('O=Müller\\, Söhne \\+ Co,C=DE');
    expect(facts.subject).toMatch(
      /OU=one\+(UID|0\.9\.2342\.19200300\.100\.1\.1)=/,
    );
    expect(facts.issuerLabel).toBe('Second.Example.test');
  });

  it('takes the most specific CN for the name where there are no alternative names', () => {
    expect(parseCertificate(der('names')).names).toEqual([
      'second.example.test',
    ]);
  });

  it('takes alternative names of hosts and addresses, without duplicates', () => {
    expect(parseCertificate(der('alternatives'))).toMatchObject({
      subject: '',
      names: [
        '*.example.test',
        '192.0.2.1',
        '2001:db8::1',
        'shop.example.test',
      ],
      extendedKeyUsage: ['serverAuth', 'clientAuth', '1.2.3.4'],
      isCa: false,
    });
  });

  it('writes serial numbers without leading zeros, and zero as zero', () => {
    expect(parseCertificate(der('md5')).serialNumber).toBe('a1b2');
    expect(parseCertificate(der('names')).serialNumber).toBe('0');
    expect(parseCertificate(der('alternatives')).serialNumber).toBe(
      `7${'f'.repeat(39)}`,
    );
  });

  it('reads dates beyond 2049', () => {
    const { notAfter } = parseCertificate(der('md5'));
    expect(notAfter).toBe(Date.parse(new X509Certificate(der('md5')).validTo));
    expect(new Date(notAfter).getUTCFullYear()).toBeGreaterThan(2100);
  });

  it('keeps the other facts of a certificate whose key nobody knows', () => {
    const unknownCurve = Buffer.from(der('p224'));
    // 1.3.132.0.33 (secp224r1) becomes 1.3.132.0.127.
    const at = unknownCurve.indexOf(Buffer.from('06052b81040021', 'hex'));
    unknownCurve[at + 6] = 0x7f;
    expect(parseCertificate(unknownCurve)).toMatchObject({
      names: ['p224.example.test'],
      keyType: 'unknown',
      keySize: null,
      selfSigned: false,
    });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('hello')],
    ['PEM', Buffer.from(`-----BEGIN CERTIFICATE-----\n${ENCODED.md5}`)],
    ['a certificate that is cut off', der('md5').subarray(0, 200)],
    ['a certificate with a tail', Buffer.concat([der('md5'), Buffer.of(0)])],
    ['another sequence', Buffer.from('3003020101', 'hex')],
    ['a certificate that is damaged inside', damaged(der('md5'))],
  ])('refuses %s', (_, bytes) => {
    expect(() => parseCertificate(bytes)).toThrow(CertificateParseError);
  });
});

function damaged(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.fill(0, 20, 120);
  return copy;
}

describe('normalizeSerialNumber', () => {
  it.each([
    ['00:A1:b2', 'a1b2'],
    ['0', '0'],
    ['', '0'],
    ['0x1F', '1f'],
  ])('writes %s as %s', (given, expected) => {
    expect(normalizeSerialNumber(given)).toBe(expected);
  });
});
