import { issue, RestClient } from '../__testUtils__/RestClient';

const CERTS = '/tm/sys/file/ssl-cert';
const KEYS = '/tm/sys/file/ssl-key';
const DOWNLOADS = 'file:/var/config/rest/downloads';

let admin: RestClient;

beforeEach(async () => {
  admin = await RestClient.of();
});

describe('sys/file/ssl-cert', () => {
  it('is created from an upload, which stays', async () => {
    const { pem, fingerprint } = await issue('new.example');
    await admin.upload('x7f3.crt', pem);
    const before = admin.device.configuration.generation;
    const created = await admin.post(CERTS, {
      name: 'new.crt',
      partition: 'Common',
      sourcePath: `${DOWNLOADS}/x7f3.crt`,
    });
    expect(created.status).toBe(200);
    expect(created.body).toMatchObject({
      kind: 'tm:sys:file:ssl-cert:ssl-certstate',
      name: 'new.crt',
      partition: 'Common',
      fullPath: '/Common/new.crt',
      selfLink:
        'https://localhost/mgmt/tm/sys/file/ssl-cert/~Common~new.crt?ver=16.1.3.3',
      sourcePath: 'file:///var/config/rest/downloads/x7f3.crt',
      checksum: expect.stringMatching(
        new RegExp(`^SHA1:${pem.length}:[0-9a-f]{40}$`),
      ),
      createdBy: 'admin',
      revision: 1,
      subject: 'CN=new.example',
    });
    expect(
      created.body.fingerprint.replace(/SHA256\/|:/g, '').toLowerCase(),
    ).toBe(fingerprint);
    expect(admin.device.configuration.generation).toBeGreaterThan(before);
    expect(admin.device.files.leftovers()).toEqual([
      { name: 'x7f3.crt', size: pem.length },
    ]);
  });

  it('is refused twice, without upload, and with what is no certificate', async () => {
    const certificate = await issue('new.example');
    await admin.install('new', certificate);
    const body = { name: 'new.crt', sourcePath: `${DOWNLOADS}/new.crt` };
    expect(await admin.post(CERTS, body)).toMatchObject({
      status: 409,
      body: {
        code: 409,
        message:
          '01020066:3: The requested Certificate File (/Common/new.crt) already exists in partition Common.',
        errorStack: [],
        apiError: 3,
      },
    });
    const missing = { name: 'other.crt', sourcePath: `${DOWNLOADS}/gone.crt` };
    expect((await admin.post(CERTS, missing)).body).toEqual({
      code: 400,
      message: 'Failed! exit_code (37).\n',
      errorStack: [],
      apiError: 26214401,
    });
    // The key in the place of the certificate, as equal upload names make it.
    const key = { name: 'other.crt', sourcePath: `${DOWNLOADS}/new.key` };
    expect((await admin.post(CERTS, key)).body).toMatchObject({
      code: 400,
      message:
        '01070712:3: Certificate/Key has unknown format or security type (/Common/other.crt).',
    });
    expect(
      (await admin.post(CERTS, { ...key, name: '/Common/other.crt' })).body
        .message,
    ).toBe('Failed! exit_code (37).\n');
    expect(
      (await admin.post(CERTS, { ...body, partition: 'Nowhere' })).status,
    ).toBe(404);
    expect((await admin.get(`${CERTS}/~Common~other.crt`)).status).toBe(404);
  });

  it.each(['put', 'patch'] as const)(
    'takes new content by %s, under the same name',
    async method => {
      await admin.install('new', await issue('new.example'));
      const next = await issue('new.example', { id: 'next', keyName: 'x' });
      await admin.upload('next.crt', next.pem);
      const { status, body } = await admin.call(
        method,
        `${CERTS}/~Common~new.crt`,
        { sourcePath: `${DOWNLOADS}/next.crt` },
      );
      expect(status).toBe(200);
      expect(body.revision).toBe(2);
      expect(
        admin.device.configuration.certificateFiles.get('/Common/new.crt')!
          .content,
      ).toEqual(Buffer.from(next.pem));
    },
  );

  it('takes an issuer after it was created, not with it', async () => {
    await admin.install('new', await issue('new.example'));
    expect(
      (
        await admin.post(CERTS, {
          name: 'more.crt',
          sourcePath: `${DOWNLOADS}/new.crt`,
          issuerCert: '/Common/root.crt',
        })
      ).body.message,
    ).toContain('"issuer-cert" may not be specified in the context of the');
    const { body } = await admin.put(`${CERTS}/~Common~new.crt`, {
      issuerCert: '/Common/root.crt',
    });
    expect(body).toMatchObject({ issuerCert: '/Common/root.crt', revision: 1 });
  });

  it('is deleted with an empty answer unless somebody uses it', async () => {
    await admin.install('new', await issue('new.example'));
    expect(await admin.delete(`${CERTS}/~Common~new.crt`)).toMatchObject({
      status: 200,
      text: '',
    });
    expect(await admin.delete(`${CERTS}/~Common~new.crt`)).toMatchObject({
      status: 404,
      body: {
        message:
          '01020036:3: The requested Certificate File (/Common/new.crt) was not found.',
      },
    });
    for (const [path, name] of [
      [CERTS, '/Common/shop.crt'],
      [KEYS, '/Common/shop.key'],
      [CERTS, '/Common/root.crt'],
      [CERTS, '/Common/f5-ca-bundle.crt'],
    ])
      expect(
        await admin.delete(`${path}/${name.replaceAll('/', '~')}`),
      ).toMatchObject({
        status: 400,
        body: {
          message: `01071349:3: File object by name (${name}) is in use.`,
        },
      });
  });

  it('is not replaced by what does not fit the key of its profile', async () => {
    const other = await issue('other.example');
    await admin.upload('other.crt', other.pem);
    await admin.upload('other.key', other.keyPem);
    const before = await admin.get(`${CERTS}/~Common~shop.crt`);
    for (const [path, name] of [
      [CERTS, 'crt'],
      [KEYS, 'key'],
    ])
      expect(
        await admin.patch(`${path}/~Common~shop.${name}`, {
          sourcePath: `${DOWNLOADS}/other.${name}`,
        }),
      ).toMatchObject({
        status: 400,
        body: {
          message:
            "01070317:3: profile /Common/shop's key(/Common/shop.key) and certificate(/Common/shop.crt) do not match.",
        },
      });
    expect((await admin.get(`${CERTS}/~Common~shop.crt`)).body).toEqual(
      before.body,
    );
  });
});

describe('roles', () => {
  it('without write access get the 401 of a missing permission', async () => {
    for (const user of ['auditor', 'guest'])
      for (const answer of [
        await admin.as(user).upload('a.key', 'x'),
        await admin.as(user).post(CERTS, {}),
        await admin.as(user).post('/tm/transaction', {}),
        await admin.as(user).delete(`${CERTS}/~Common~shop.crt`),
      ])
        expect(answer).toMatchObject({
          status: 401,
          body: {
            code: 401,
            kind: ':resterrorresponse',
            message: expect.stringMatching(
              `^Authorization failed: user=https://localhost/mgmt/shared/authz/users/${user} resource=/mgmt/`,
            ),
          },
        });
    expect(admin.device.files.leftovers()).toEqual([]);
  });

  it('of a resource administrator writes, but does not upload', async () => {
    admin.device.configuration.users.put({
      name: 'resources',
      password: 'resources secret',
      role: 'resource-admin',
    });
    const resources = admin.as('resources');
    expect(
      (await resources.patch(`${CERTS}/~Common~shop.crt`, { description: 'x' }))
        .status,
    ).toBe(200);
    for (const refused of [
      await resources.upload('a.key', 'x'),
      await resources.post('/tm/util/unix-ls', { command: 'run' }),
    ])
      expect(refused.status).toBe(401);
  });
});

describe('objects that AS3 has made', () => {
  it('look like it, and can be written by hand all the same', async () => {
    const { configuration } = admin.device;
    const file = configuration.certificateFiles.get('/Common/zero.crt')!;
    configuration.addPartition({
      name: 'Tenant',
      description: 'Updated by AS3',
    });
    configuration.addCertificateFile({
      fullPath: '/Tenant/App/cert.crt',
      content: file.content,
      sourcePath: 'file:/var/config/rest/downloads/_Tenant_App_cert.crt',
    });
    const path = `${CERTS}/~Tenant~App~cert.crt`;
    await admin.upload('new.crt', (await issue('new.example')).pem);
    const { status, body } = await admin.put(path, {
      sourcePath: `${DOWNLOADS}/new.crt`,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ subPath: 'App', subject: 'CN=new.example' });
  });
});
