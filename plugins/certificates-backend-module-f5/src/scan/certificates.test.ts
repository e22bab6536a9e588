import {
  readCertificate,
  readKey,
  readNames,
  readSerialNumber,
  toSnapshotCertificate,
} from './certificates';

const CERTIFICATE = {
  kind: 'tm:sys:file:ssl-cert:ssl-certstate',
  name: 'shop.crt',
  partition: 'Common',
  subPath: 'apps',
  fullPath: '/Common/apps/shop.crt',
  generation: 71,
  checksum: 'SHA1:1407:00ff',
  fingerprint: `SHA256/${'AB:'.repeat(31)}CD`,
  subject: 'CN=shop.example.test,O=Shops, Inc.',
  issuer: 'CN=Issuing CA',
  serialNumber: '4096',
  expirationDate: 4_102_444_800,
  subjectAlternativeName: 'DNS:Shop.example.test, IP Address:192.0.2.1',
  keyType: 'rsa-public',
  certificateKeySize: 2048,
  certificateKeyCurveName: 'none',
  isBundle: 'true',
  issuerCert: '/Common/issuing.crt',
  createTime: '2026-01-02T03:04:05Z',
  lastUpdateTime: '2026-01-02T03:04:05Z',
};

const snapshotOf = (item: object, as3 = new Set<string>()) =>
  toSnapshotCertificate(readCertificate(item), as3);

describe('readCertificate', () => {
  it('puts metadata into their one form', () => {
    expect(snapshotOf(CERTIFICATE)).toEqual({
      fullPath: '/Common/apps/shop.crt',
      checksum: 'SHA1:1407:00ff',
      fingerprint: `${'ab'.repeat(31)}cd`,
      subject: 'CN=shop.example.test,O=Shops, Inc.',
      issuer: 'CN=Issuing CA',
      serialNumber: '1000',
      notAfter: 4_102_444_800_000,
      names: ['192.0.2.1', 'shop.example.test'],
      keyType: 'rsa',
      keySize: 2048,
      curve: null,
      isBundle: true,
      issuerCertificate: '/Common/issuing.crt',
      managedBy: null,
      createdAt: '2026-01-02T03:04:05.000Z',
      updatedAt: '2026-01-02T03:04:05.000Z',
    });
  });

  it('takes "none", blank and missing for the same', () => {
    const { name, partition } = CERTIFICATE;
    const bare = snapshotOf({ name, partition });
    expect(bare.fullPath).toBe('/Common/shop.crt');
    expect(
      snapshotOf({
        name,
        partition,
        fingerprint: 'none',
        issuerCert: 'none',
        subjectAlternativeName: '',
        certificateKeySize: 0,
      }),
    ).toEqual(bare);
  });

  it.each([
    ['factory', { systemPath: '/config/ssl/ssl.crt/x.crt' }, null],
    ['factory', { fullPath: '/Common/ca-bundle.crt' }, null],
    ['iapp', { appService: '/Common/shop.app/shop' }, '/Common/shop.app/shop'],
    ['iapp', { fullPath: '/Common/shop.app/x.crt' }, '/Common/shop.app'],
    ['as3', { fullPath: '/Tenant/App/webcert.crt' }, 'Tenant/App'],
    ['as3', { fullPath: '/Common/Shared/webcert.crt' }, 'Common/Shared'],
    ['as3', { metadata: [{ name: 'as3', persist: 'true' }] }, 'Common/apps'],
    [
      'as3',
      {
        fullPath: '/Other/App/webcert.crt',
        sourcePath: 'file:/var/config/rest/downloads/_Other_App_webcert.crt',
      },
      'Other/App',
    ],
    [
      'other',
      { metadata: [{ name: 'f5-ansible.version', value: '2.14' }] },
      'Ansible (f5_modules)',
    ],
  ])('recognises that %s owns it', (kind, signs, detail) => {
    expect(
      snapshotOf({ ...CERTIFICATE, ...signs }, new Set(['Tenant'])).managedBy,
    ).toEqual({ kind, detail });
  });
});

describe('readKey', () => {
  it('keeps no passphrase', () => {
    const key = readKey({
      name: 'shop.key',
      fullPath: '/Common/shop.key',
      keyType: 'ec-private',
      keySize: 256,
      curveName: 'prime256v1',
      securityType: 'password',
      passphrase: '$M$xy$abc',
    });
    expect(key).toEqual({
      fullPath: '/Common/shop.key',
      keyType: 'ec',
      keySize: 256,
      curve: 'prime256v1',
      securityType: 'password',
    });
  });
});

describe('readSerialNumber', () => {
  it.each([
    ['1', '1'],
    ['1246989352', '4a538c28'],
    ['87:ae:02:f9:18:f9:4a:11', '87ae02f918f94a11'],
    ['00:AB:01', 'ab01'],
    [null, null],
    ['?', null],
  ])('reads %s', (text, expected) => {
    expect(readSerialNumber(text)).toBe(expected);
  });
});

describe('readNames', () => {
  it('takes hosts and addresses out of the printed text', () => {
    expect(
      readNames(
        'DNS:b.example.test, DNS:*.A.example.test, IP Address:2001:DB8::1, email:x@example.test, URI:https://example.test/a,b, DNS:c.example.test',
        'CN=other.example.test',
      ),
    ).toEqual([
      '*.a.example.test',
      '2001:db8::1',
      'b.example.test',
      'c.example.test',
    ]);
  });

  it.each([
    ['CN=shop.example.test,OU=IT', ['shop.example.test']],
    ['OU=IT,O=Shops, Inc.,CN=*.example.test', ['*.example.test']],
    ['CN=a.example.test,CN=b.example.test', []],
    ['CN=Some Root CA,O=Root', []],
    ['O=CN=evil.example.test', []],
    [null, []],
  ])('takes the CN of %s where it is certain', (subject, expected) => {
    expect(readNames(null, subject)).toEqual(expected);
  });
});
