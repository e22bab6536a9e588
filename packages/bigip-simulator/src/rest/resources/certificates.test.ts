import { createHash } from 'node:crypto';
import request from 'supertest';
import {
  createSampleDevice,
  issueSampleCertificates,
} from '../../device/testing/sampleDevice';
import type { SimulatedDevice } from '../../device/SimulatedDevice';

const devices = new Map<string, Promise<SimulatedDevice>>();

async function item(path: string, version = '16.1.3.3') {
  if (!devices.has(version))
    devices.set(version, createSampleDevice({ version }));
  const { app } = await devices.get(version)!;
  const { body } = await request(app)
    .get(`/mgmt/tm/${path}`)
    .auth('admin', 'admin secret')
    .expect(200);
  return body;
}

const certificate = (name: string, version?: string) =>
  item(`sys/file/ssl-cert/${name}`, version);

describe('sys/file/ssl-cert', () => {
  it('derives everything from the bytes of the file', async () => {
    const { shop } = await issueSampleCertificates();
    const content = `# shop\n${shop.pem}`;
    const hex = createHash('sha1').update(content).digest('hex');
    const fingerprint = shop.fingerprint
      .toLocaleUpperCase('en')
      .match(/../g)!
      .join(':');
    expect(await certificate('~Common~shop.crt')).toMatchObject({
      certificateKeyCurveName: 'none',
      certificateKeySize: 2048,
      checksum: `SHA1:${content.length}:${hex}`,
      createdBy: 'admin',
      expirationDate: Date.parse('2027-02-07T03:04:05Z') / 1000,
      expirationString: 'Feb  7 03:04:05 2027 GMT',
      fingerprint: `SHA256/${fingerprint}`,
      isBundle: 'false',
      issuer:
        'CN=Example Root,OU=second unit,OU=first unit,O=Example Trust, Inc.,C=US',
      issuerCert: '/Common/root.crt',
      keyType: 'rsa-public',
      mode: 33188,
      revision: 1,
      size: content.length,
      sourcePath: 'file:///var/config/rest/downloads/shop.crt',
      subject: 'CN=shop.example.com,O=Example, Ltd',
      subjectAlternativeName:
        'DNS:shop.example.com, DNS:www.shop.example.com, IP Address:192.0.2.10',
      updatedBy: 'admin',
      version: 3,
    });
  });

  it.each([
    ['~Common~shop.crt', '1'],
    ['~Common~root.crt', '1246989352'],
    ['~Common~ec.crt', '80:00:00:00'],
    ['~Shop~web~api.crt', '87:ae:02:f9:18:f9:4a:11'],
    ['~Common~zero.crt', undefined],
  ])('writes the serial number of %s as %s', async (name, serialNumber) => {
    expect((await certificate(name)).serialNumber).toBe(serialNumber);
  });

  it('describes the first certificate of a bundle', async () => {
    const bundle = await certificate('~Common~shop-bundle.crt');
    expect(bundle).toMatchObject({
      isBundle: 'true',
      subject: 'CN=shop.example.com,O=Example, Ltd',
    });
  });

  it('shows curves, e-mail addresses and dates beyond 2038', async () => {
    expect(await certificate('~Common~ec.crt')).toMatchObject({
      certificateKeyCurveName: 'prime256v1',
      certificateKeySize: 256,
      keyType: 'ec-public',
    });
    expect(await certificate('~Common~default.crt')).toMatchObject({
      email: 'root@localhost.localdomain',
      createdBy: 'root',
      systemPath: '/config/ssl/ssl.crt/default.crt',
    });
    expect((await certificate('~Shop~web~api.crt')).expirationDate).toBe(
      Date.parse('2045-12-31T00:00:00Z') / 1000,
    );
  });

  it.each([
    ['12.1.2', false, false],
    ['13.0.0', false, true],
    ['13.1.0.8', true, true],
  ])(
    'in %s has fingerprint: %s, issuerCert: %s',
    async (version, hasFingerprint, hasIssuer) => {
      const shop = await certificate('~Common~shop.crt', version);
      expect('fingerprint' in shop).toBe(hasFingerprint);
      expect('issuerCert' in shop).toBe(hasIssuer);
    },
  );

  it('survives a file that is no certificate', async () => {
    const { configuration } = await devices.get('16.1.3.3')!;
    configuration.addCertificateFile({
      fullPath: '/Common/broken.crt',
      content: Buffer.from(
        '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      ),
    });
    const broken = await certificate('~Common~broken.crt');
    expect(broken).toMatchObject({ size: 59, isBundle: 'false' });
    expect(broken).not.toHaveProperty('subject');
    configuration.certificateFiles.delete('/Common/broken.crt');
  });
});

describe('sys/file/ssl-key', () => {
  it('shows a passphrase sealed, and the same each time', async () => {
    const key = await item('sys/file/ssl-key/~Shop~web~api.key');
    expect(key).toMatchObject({
      keyType: 'rsa-private',
      keySize: 2048,
      curveName: 'none',
      securityType: 'password',
    });
    expect(key.passphrase).toMatch(/^\$M\$..\$[A-Za-z0-9+/]+=*$/);
    expect(JSON.stringify(key)).not.toContain('open sesame');
    expect(await item('sys/file/ssl-key/~Shop~web~api.key')).toEqual(key);
  });

  it('shows no key material anywhere', async () => {
    for (const path of ['sys/file/ssl-key', 'sys/crypto/key', 'cm/key'])
      expect(JSON.stringify(await item(path))).not.toMatch(/PRIVATE|BEGIN/);
  });
});

describe('sys/crypto/cert', () => {
  it('splits the subject and loses all units but one', async () => {
    expect(await item('sys/crypto/cert/~Common~root.crt')).toMatchObject({
      name: '/Common/root.crt',
      fullPath: '/Common/root.crt',
      apiRawValues: {
        certificateKeySize: '2048',
        expiration: 'Feb  7 03:04:05 2027 GMT',
        publicKeyType: 'RSA',
      },
      commonName: 'Example Root',
      organization: 'Example Trust, Inc.',
      ou: 'first unit',
      country: 'US',
    });
  });

  it('has short names and partitions in old versions', async () => {
    expect(
      await item('sys/crypto/cert/~Common~root.crt', '12.1.2'),
    ).toMatchObject({ name: 'root.crt', partition: 'Common' });
    expect(await item('sys/crypto/cert/~Common~root.crt')).not.toHaveProperty(
      'partition',
    );
  });
});

describe('adc/fileobject/ssl-cert', () => {
  it('knows the file on disk and links without a version', async () => {
    const file = await item('adc/fileobject/ssl-cert/~Common~shop.crt');
    expect(file).toMatchObject({
      cachePath: `/config/filestore/files_d/Common_d/certificate_d/:Common:shop.crt_${file.objectId}_1`,
      authPartition: '/Common',
      selfLink:
        'https://localhost/mgmt/tm/adc/fileobject/ssl-cert/~Common~shop.crt',
    });
  });
});

describe('cm/cert', () => {
  it('holds the certificates of device trust', async () => {
    const { items } = await item('cm/cert');
    expect(items.map(({ name }: { name: string }) => name)).toEqual([
      'dtca-bundle.crt',
      'dtca.crt',
      'dtdi.crt',
    ]);
    expect(items[2]).toMatchObject({ subject: 'CN=bigip1.example.com' });
    expect(items[2]).not.toHaveProperty('fingerprint');
  });
});
