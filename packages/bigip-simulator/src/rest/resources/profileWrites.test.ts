import { issue, protectKey, RestClient } from '../__testUtils__/RestClient';

const CLIENT = '/tm/ltm/profile/client-ssl';
const SERVER = '/tm/ltm/profile/server-ssl';
const SHOP = `${CLIENT}/~Common~shop`;
const CHILD = `${CLIENT}/~Common~shop-child`;

const entry = (name: string, more: object = {}) => ({
  name,
  cert: `/Common/${name}.crt`,
  key: `/Common/${name}.key`,
  ...more,
});

const namesOf = (body: Record<string, any>) =>
  body.certKeyChain.map(({ name }: { name: string }) => name);

let admin: RestClient;

beforeEach(async () => {
  admin = await RestClient.of();
});

describe('certKeyChain', () => {
  it('is replaced as a whole, and mirrored', async () => {
    await admin.install('new', await issue('new.example'));
    const { status, body } = await admin.patch(SHOP, {
      certKeyChain: [entry('new', { chain: '/Common/root.crt' })],
    });
    expect(status).toBe(200);
    // The ECDSA entry was not in the list: it is gone.
    expect(namesOf(body)).toEqual(['new']);
    expect(body).toMatchObject({
      cert: '/Common/new.crt',
      certReference: {
        link: expect.stringContaining('/sys/file/ssl-cert/~Common~new.crt'),
      },
      key: '/Common/new.key',
      chain: '/Common/root.crt',
      serverName: 'shop.example.com',
    });
  });

  it('follows the parent until a write to the child breaks it', async () => {
    await admin.install('new', await issue('new.example'));
    await admin.patch(SHOP, { certKeyChain: [entry('new')] });
    expect((await admin.get(CHILD)).body).toMatchObject({
      inheritCertkeychain: 'true',
      cert: '/Common/new.crt',
    });
    // Other attributes leave the inheritance alone.
    await admin.patch(CHILD, { serverName: 'child.example' });
    expect((await admin.get(CHILD)).body.inheritCertkeychain).toBe('true');

    const own = await admin.patch(CHILD, { certKeyChain: [entry('shop')] });
    expect(own.body).toMatchObject({
      inheritCertkeychain: 'false',
      cert: '/Common/shop.crt',
    });
    await admin.patch(SHOP, { certKeyChain: [entry('ec'), entry('shop')] });
    expect(namesOf((await admin.get(CHILD)).body)).toEqual(['shop']);

    const back = await admin.patch(CHILD, { inheritCertkeychain: 'true' });
    expect(namesOf(back.body)).toEqual(['ec', 'shop']);
    const copied = await admin.patch(CHILD, { inheritCertkeychain: 'false' });
    expect(copied.body.inheritCertkeychain).toBe('false');
    expect(namesOf(copied.body)).toEqual(['ec', 'shop']);
  });

  it('takes one pair of a kind, that matches', async () => {
    await admin.install('new', await issue('new.example'));
    const refusals: [object[], RegExp][] = [
      [
        [entry('new'), entry('shop')],
        /^010717e1:3: .*more than one set of same/,
      ],
      [
        [{ name: 'x', cert: '/Common/new.crt', key: '/Common/shop.key' }],
        /^01070317:3: profile \/Common\/shop's key.* do not match/,
      ],
      [
        [{ name: 'x', cert: '/Common/gone.crt', key: '/Common/shop.key' }],
        /^0107134a:3: File object by name \(\/Common\/gone.crt\) is missing/,
      ],
      [
        [{ name: 'x', cert: '/Common/shop.crt', key: '/Common/gone.key' }],
        /^01070277:3: The requested key \(\/Common\/gone.key\) was not found/,
      ],
      [[{ name: 'x', cert: '/Common/shop.crt' }], /^01070315:3: .*requires a/],
      [[], /^01070315:3: profile \/Common\/shop requires a key/],
    ];
    const before = (await admin.get(SHOP)).body;
    for (const [certKeyChain, message] of refusals) {
      const answer = await admin.patch(SHOP, { certKeyChain });
      expect(answer.status).toBe(400);
      expect(answer.body.message).toMatch(message);
    }
    expect((await admin.get(SHOP)).body).toEqual(before);
  });

  it('needs the passphrase of a protected key when it is bound', async () => {
    const certificate = await issue('safe.example');
    await admin.upload('safe.crt', certificate.pem);
    await admin.upload('safe.key', await protectKey(certificate, 'open'));
    const source = 'file:/var/config/rest/downloads';
    await admin.post('/tm/sys/file/ssl-cert', {
      name: 'safe.crt',
      sourcePath: `${source}/safe.crt`,
    });
    const key = await admin.post('/tm/sys/file/ssl-key', {
      name: 'safe.key',
      sourcePath: `${source}/safe.key`,
      passphrase: 'open',
    });
    expect(key.body).toMatchObject({
      securityType: 'password',
      keyType: 'rsa-private',
      passphrase: expect.stringMatching(/^\$M\$/),
    });
    for (const passphrase of [undefined, 'wrong'])
      expect(
        (
          await admin.patch(SHOP, {
            certKeyChain: [entry('safe', { passphrase })],
          })
        ).body.message,
      ).toBe(
        '01070313:3: Error reading key PEM file /Common/safe.key for profile /Common/shop: error:0906A068:PEM routines:PEM_do_header:bad password read',
      );
    const bound = await admin.patch(SHOP, {
      certKeyChain: [entry('safe', { passphrase: 'open' })],
    });
    expect(bound.status).toBe(200);
    expect(JSON.stringify(bound.body)).not.toContain('"open"');
    // What was read may be written back.
    const [read] = bound.body.certKeyChain;
    expect(
      (await admin.patch(SHOP, { certKeyChain: [{ ...read, name: 'again' }] }))
        .status,
    ).toBe(200);
  });
});

describe('the deprecated attributes of a client-ssl profile', () => {
  it('set the RSA entry and keep the others', async () => {
    await admin.install('new', await issue('new.example'));
    const { body } = await admin.patch(SHOP, {
      cert: '/Common/new.crt',
      key: '/Common/new.key',
      chain: 'none',
    });
    expect(body.certKeyChain).toMatchObject([
      { name: 'shop_ec', cert: '/Common/ec.crt' },
      { name: 'shop', cert: '/Common/new.crt', chain: 'none' },
    ]);
  });

  it('are refused beside a chain, for other keys, and without an RSA entry', async () => {
    expect(
      (
        await admin.patch(SHOP, {
          certKeyChain: [entry('shop')],
          chain: 'none',
        })
      ).body.message,
    ).toMatch(
      /^01b4002a:3: Client SSL profile \(\/Common\/shop\): cert-key-chain and profile/,
    );
    expect(
      (
        await admin.patch(SHOP, {
          cert: '/Common/ec.crt',
          key: '/Common/ec.key',
        })
      ).body.message,
    ).toMatch(/^01b40029:3: .*\/Common\/ec.key is not RSA key/);
    await admin.patch(SHOP, { certKeyChain: [entry('ec')] });
    expect(
      (await admin.patch(SHOP, { chain: '/Common/root.crt' })).body.message,
    ).toMatch(/^01b4002b:3: .*has no RSA cert\/key pair that can be modified/);
  });
});

describe('client-ssl profiles', () => {
  it('are created below a parent and deleted when nobody uses them', async () => {
    const created = await admin.post(CLIENT, {
      name: 'fresh',
      partition: 'Common',
      defaultsFrom: '/Common/shop',
      serverName: 'fresh.example',
      sniDefault: 'true',
      renegotiation: 'disabled',
    });
    expect(created.status).toBe(200);
    expect(created.body).toMatchObject({
      fullPath: '/Common/fresh',
      defaultsFrom: '/Common/shop',
      inheritCertkeychain: 'true',
      serverName: 'fresh.example',
      sniDefault: 'true',
      renegotiation: 'disabled',
    });
    expect(
      (await admin.post(CLIENT, { name: 'fresh', partition: 'Common' })).body,
    ).toMatchObject({
      code: 409,
      message:
        '01020066:3: The requested ClientSSL Profile (/Common/fresh) already exists in partition Common.',
    });
    expect((await admin.delete(SHOP)).body.message).toMatch(/^01070265:3:/);
    expect((await admin.delete(`${CLIENT}/~Common~fresh`)).status).toBe(200);
    expect((await admin.get(`${CLIENT}/~Common~fresh`)).status).toBe(404);
  });

  it('lose by PUT what the body leaves out', async () => {
    await admin.patch(SHOP, { renegotiation: 'disabled' });
    const { body } = await admin.put(SHOP, {
      certKeyChain: [entry('shop')],
      sniDefault: 'true',
    });
    expect(body).toMatchObject({
      serverName: 'none',
      renegotiation: 'enabled',
      cert: '/Common/shop.crt',
    });
  });

  it('refuse attributes that no version has', async () => {
    for (const path of [SHOP, `${SERVER}/~Common~to-backend`])
      expect((await admin.patch(path, { colour: 'red' })).body).toEqual({
        code: 400,
        message: '"colour" unknown property',
        errorStack: [],
        apiError: 26214401,
      });
    // The whole answer may be sent back.
    const { body } = await admin.get(`${SERVER}/~Common~to-backend`);
    expect((await admin.put(`${SERVER}/~Common~to-backend`, body)).status).toBe(
      200,
    );
  });

  it('need a parent that exists', async () => {
    expect(
      (await admin.post(CLIENT, { name: 'x', defaultsFrom: '/Common/gone' }))
        .body.message,
    ).toMatch(/ClientSSL Profile \(\/Common\/gone\) was not found/);
    expect(
      (await admin.patch(SHOP, { defaultsFrom: '/Common/shop-child' })).status,
    ).toBe(400);
  });
});

describe('server-ssl profiles', () => {
  it('are created, changed and deleted', async () => {
    const path = `${SERVER}/~Common~fresh`;
    const created = await admin.post(SERVER, {
      name: 'fresh',
      partition: 'Common',
      cert: '/Common/shop.crt',
      key: '/Common/shop.key',
      peerCertMode: 'require',
      caFile: '/Common/root.crt',
    });
    expect(created.body).toMatchObject({
      fullPath: '/Common/fresh',
      cert: '/Common/shop.crt',
      peerCertMode: 'require',
    });
    expect(
      (await admin.patch(path, { key: '/Common/ec.key' })).body.message,
    ).toMatch(/^01070317:3: profile \/Common\/fresh/);
    expect(
      (
        await admin.patch(path, {
          cert: '/Common/ec.crt',
          key: '/Common/ec.key',
        })
      ).body.cert,
    ).toBe('/Common/ec.crt');
    expect(
      (await admin.patch(path, { cert: 'none', key: 'none' })).body,
    ).toMatchObject({ cert: 'none', key: 'none' });
    expect((await admin.delete(path)).text).toBe('');
    expect(
      (await admin.delete(`${SERVER}/~Common~to-backend`)).body.message,
    ).toMatch(/cannot be deleted because it is in use by a Virtual Server/);
  });
});

describe('other objects', () => {
  it('are kept as they are sent, and deleted when nobody uses them', async () => {
    const created = await admin.post('/tm/ltm/pool', {
      name: 'fresh',
      partition: 'Common',
      loadBalancingMode: 'round-robin',
    });
    expect(created.body).toMatchObject({
      kind: 'tm:ltm:pool:poolstate',
      fullPath: '/Common/fresh',
      loadBalancingMode: 'round-robin',
    });
    expect((await admin.delete('/tm/ltm/pool/~Common~fresh')).status).toBe(200);
    expect(
      (await admin.delete('/tm/ltm/pool/~Common~shop_pool')).body.message,
    ).toBe(
      '01070265:3: The Pool (/Common/shop_pool) cannot be deleted because it is in use by a Virtual Server (/Common/shop_443).',
    );
    expect((await admin.post('/tm/sys/software/volume', {})).status).toBe(405);
  });
});

describe('the profiles of a virtual server', () => {
  const VIRTUAL = '/tm/ltm/virtual/~Common~shop_443';

  async function second(name: string, sniDefault: boolean): Promise<void> {
    await admin.post(CLIENT, {
      name,
      partition: 'Common',
      serverName: `${name}.example`,
      sniDefault: String(sniDefault),
    });
  }

  it('are replaced with the list of a PATCH', async () => {
    const { status } = await admin.patch(VIRTUAL, {
      profiles: [
        '/Common/tcp',
        { name: 'http', partition: 'Common', context: 'all' },
        { name: '/Common/shop-child' },
      ],
    });
    expect(status).toBe(200);
    const { body } = await admin.get(`${VIRTUAL}/profiles`);
    expect(
      body.items.map((item: Record<string, unknown>) => [
        item.fullPath,
        item.context,
      ]),
    ).toEqual([
      ['/Common/http', 'all'],
      ['/Common/shop-child', 'clientside'],
      ['/Common/tcp', 'all'],
    ]);
    expect(
      (await admin.patch(VIRTUAL, { profiles: ['/Common/gone'] })).body.message,
    ).toMatch(/The requested profile \(\/Common\/gone\) was not found/);
  });

  it('come and go one by one', async () => {
    await second('second', false);
    const added = await admin.post(`${VIRTUAL}/profiles`, {
      name: 'second',
      partition: 'Common',
      context: 'clientside',
    });
    expect(added.body).toMatchObject({
      kind: 'tm:ltm:virtual:profiles:profilesstate',
      fullPath: '/Common/second',
      context: 'clientside',
    });
    expect(
      (await admin.post(`${VIRTUAL}/profiles`, { name: 'second' })).status,
    ).toBe(409);
    const path = `${VIRTUAL}/profiles/~Common~second`;
    expect((await admin.delete(path)).status).toBe(200);
    expect((await admin.get(path)).status).toBe(404);
  });

  it('have exactly one default for SNI', async () => {
    await second('also-default', true);
    await second('plain', false);
    expect(
      (await admin.post(`${VIRTUAL}/profiles`, { name: 'also-default' })).body
        .message,
    ).toBe(
      '01071809:3: Virtual Server /Common/shop_443 has more than one clientssl/serverssl profile that is default for SNI.',
    );
    await admin.post(`${VIRTUAL}/profiles`, { name: 'plain' });
    expect(
      (await admin.patch(SHOP, { sniDefault: 'false' })).body.message,
    ).toMatch(/^0107149c:3: .*none is default for SNI/);
    // Both in one transaction are fine.
    const { body } = await admin.post('/tm/transaction', {});
    const id = String(body.transId);
    await admin.patch(SHOP, { sniDefault: 'false' }, id);
    await admin.patch(`${CLIENT}/~Common~plain`, { sniDefault: 'true' }, id);
    expect(
      (await admin.patch(`/tm/transaction/${id}`, { state: 'VALIDATING' }))
        .status,
    ).toBe(200);
  });

  it('are not refused for what a farm began with', async () => {
    const { configuration } = admin.device;
    const virtual = configuration.virtualServers.get('/Common/shop_443')!;
    configuration.addClientSslProfile({
      ...configuration.clientSslProfiles.get('/Common/shop')!,
      sniDefault: false,
    });
    configuration.addVirtualServer({
      ...virtual,
      profiles: [
        ...virtual.profiles,
        {
          fullPath: '/Common/shop-child',
          kind: 'client-ssl',
          context: 'clientside',
        },
      ],
    });
    expect(
      (await admin.patch(SHOP, { certKeyChain: [entry('shop')] })).status,
    ).toBe(200);
  });

  it('belong to virtual servers that are made and deleted', async () => {
    const created = await admin.post('/tm/ltm/virtual', {
      name: 'fresh',
      partition: 'Common',
      destination: '/Common/192.0.2.99:443',
      ipProtocol: 'tcp',
      profiles: ['/Common/tcp', '/Common/shop'],
    });
    expect(created.body).toMatchObject({
      fullPath: '/Common/fresh',
      enabled: true,
      destination: '/Common/192.0.2.99:443',
    });
    const disabled = await admin.patch('/tm/ltm/virtual/~Common~fresh', {
      disabled: true,
    });
    expect(disabled.body).toMatchObject({ disabled: true });
    expect((await admin.delete('/tm/ltm/virtual/~Common~fresh')).status).toBe(
      200,
    );
  });
});
