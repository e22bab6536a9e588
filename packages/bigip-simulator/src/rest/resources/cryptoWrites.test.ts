import { Pkcs10CertificateRequest } from '@peculiar/x509';
import { createPublicKey, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { issue, RestClient } from '../__testUtils__/RestClient';

const DOWNLOADS = '/var/config/rest/downloads';

let admin: RestClient;

beforeEach(async () => {
  admin = await RestClient.of();
});

describe('install', () => {
  it('creates, and overwrites what is there', async () => {
    const certificate = await issue('new.example');
    await admin.upload('u.crt', certificate.pem);
    const install = {
      command: 'install',
      name: 'new.crt',
      partition: 'Common',
      'from-local-file': `${DOWNLOADS}/u.crt`,
    };
    const first = await admin.post('/tm/sys/crypto/cert', install);
    expect(first.body).toEqual({
      kind: 'tm:sys:crypto:cert:installstate',
      ...install,
    });
    await admin.post('/tm/sys/crypto/cert', install);
    expect(
      (await admin.get('/tm/sys/file/ssl-cert/~Common~new.crt')).body.revision,
    ).toBe(2);
    await admin.upload('u.key', certificate.keyPem);
    expect(
      (
        await admin.post('/tm/sys/crypto/key', {
          ...install,
          name: 'shop.key',
          'from-local-file': `${DOWNLOADS}/u.key`,
        })
      ).body.message,
    ).toMatch(/^01070317:3:/);
  });

  it('takes a key and certificate out of a PKCS#12 file', async () => {
    const certificate = await issue('p12.example');
    const { pki, pkcs12, asn1 } = forge;
    const file = asn1
      .toDer(
        pkcs12.toPkcs12Asn1(
          pki.privateKeyFromPem(certificate.keyPem),
          [pki.certificateFromPem(certificate.pem)],
          'pass',
        ),
      )
      .getBytes();
    await admin.upload('u.p12', Buffer.from(file, 'binary'));
    const body = {
      command: 'install',
      name: 'p12',
      partition: 'Common',
      'from-local-file': `${DOWNLOADS}/u.p12`,
    };
    const path = '/tm/sys/crypto/pkcs12';
    expect(
      (await admin.post(path, { ...body, passphrase: 'wrong' })).status,
    ).toBe(400);
    const installed = await admin.post(path, { ...body, passphrase: 'pass' });
    expect(installed.body).toEqual({
      kind: 'tm:sys:crypto:pkcs12:installstate',
      ...body,
    });
    const { certificateFiles, keyFiles } = admin.device.configuration;
    expect(certificateFiles.get('/Common/p12')!.content.toString()).toBe(
      certificate.pem,
    );
    expect(
      createPublicKey(keyFiles.get('/Common/p12')!.content).export({
        type: 'spki',
        format: 'der',
      }),
    ).toEqual(
      createPublicKey(certificate.keyPem).export({
        type: 'spki',
        format: 'der',
      }),
    );
  });

  it('appends extensions up to 13.x', async () => {
    const old = await RestClient.of({ version: '13.1.1' });
    await old.upload('u', (await issue('new.example')).pem);
    const install = {
      command: 'install',
      name: 'plain',
      'from-local-file': `${DOWNLOADS}/u`,
    };
    await old.post('/tm/sys/crypto/cert', install);
    expect(
      old.device.configuration.certificateFiles.has('/Common/plain.crt'),
    ).toBe(true);
    await admin.upload('u', (await issue('new.example')).pem);
    await admin.post('/tm/sys/crypto/cert', install);
    expect(
      admin.device.configuration.certificateFiles.has('/Common/plain'),
    ).toBe(true);
  });
});

describe('keys born on the device', () => {
  it('stay there, while their requests can be fetched', async () => {
    const key = await admin.post('/tm/sys/crypto/key', {
      name: 'born.key',
      partition: 'Common',
      keyType: 'ec-private',
      curveName: 'prime256v1',
    });
    expect(key.status).toBe(200);
    expect(key.body).toMatchObject({
      kind: 'tm:sys:crypto:key:keystate',
      fullPath: '/Common/born.key',
      curveName: 'prime256v1',
      keyType: 'ec-private',
    });
    expect(JSON.stringify(key.body)).not.toContain('PRIVATE KEY');
    const created = await admin.post('/tm/sys/crypto/csr', {
      name: 'born',
      partition: 'Common',
      key: '/Common/born.key',
      commonName: 'born.example',
      country: 'NL',
      organization: 'Example, Ltd',
      subjectAlternativeName: 'DNS:born.example, IP:192.0.2.7',
    });
    expect(created.status).toBe(200);
    const { body } = await admin.get('/tm/sys/crypto/csr/born');
    expect(body).toEqual({
      kind: 'tm:sys:crypto:csr:csrstate',
      name: 'born',
      fullPath: 'born',
      generation: 1,
      selfLink: 'https://localhost/mgmt/tm/sys/crypto/csr/born?ver=16.1.3.3',
      commonName: 'born.example',
      country: 'NL',
      organization: 'Example, Ltd',
      subjectAlternativeName: 'DNS:born.example, IP Address:192.0.2.7',
      apiRawValues: { keySize: '256', publicKeyType: 'EC' },
    });
    await admin.post('/tm/util/unix-mv', {
      command: 'run',
      utilCmdArgs: '/config/ssl/ssl.csr/born /var/config/rest/bulk/born',
    });
    const pem = admin.device.files.read('/var/config/rest/bulk/born')!;
    const request = new Pkcs10CertificateRequest(pem.toString());
    expect(await request.verify()).toBe(true);
    const file = admin.device.configuration.keyFiles.get('/Common/born.key')!;
    expect(Buffer.from(request.publicKey.rawData)).toEqual(
      createPublicKey(file.content).export({ type: 'spki', format: 'der' }),
    );
    expect((await admin.get('/tm/sys/crypto/csr/born')).status).toBe(404);
  });

  it('come with a request where a subject is given', async () => {
    await admin.post('/tm/sys/crypto/key', {
      name: 'with',
      keySize: '2048',
      commonName: 'with.example',
    });
    expect((await admin.get('/tm/sys/crypto/csr/with')).body).toMatchObject({
      commonName: 'with.example',
      apiRawValues: { keySize: '2048', publicKeyType: 'RSA' },
    });
    expect((await admin.delete('/tm/sys/crypto/csr/with')).status).toBe(200);
    expect((await admin.delete('/tm/sys/crypto/csr/with')).status).toBe(404);
  });

  it('sign a certificate of their own', async () => {
    await admin.post('/tm/sys/crypto/key', { name: 'self.key' });
    const { status } = await admin.post('/tm/sys/crypto/cert', {
      name: 'self.crt',
      key: '/Common/self.key',
      commonName: 'self.example',
      lifetime: 30,
    });
    expect(status).toBe(200);
    const { content } =
      admin.device.configuration.certificateFiles.get('/Common/self.crt')!;
    const certificate = new X509Certificate(content);
    expect(certificate.subject).toBe('CN=self.example');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('are not requested for before 14.0', async () => {
    const old = await RestClient.of({ version: '13.1.1' });
    const answer = await old.post('/tm/sys/crypto/csr', {
      name: 'x',
      key: '/Common/shop.key',
      commonName: 'x',
    });
    expect(answer.status).toBe(400);
  });
});
