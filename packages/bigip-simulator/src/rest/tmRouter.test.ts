import request from 'supertest';
import { createSampleDevice } from '../device/testing/sampleDevice';
import type { SimulatedDevice } from '../device/SimulatedDevice';

const devices = new Map<string, Promise<SimulatedDevice>>();

async function get(path: string, version = '16.1.3.3', status = 200) {
  if (!devices.has(version))
    devices.set(version, createSampleDevice({ version }));
  const { app } = await devices.get(version)!;
  const response = await request(app).get(path).auth('admin', 'admin secret');
  expect(`${response.status} ${response.body.message ?? ''}`).toMatch(
    new RegExp(`^${status} `),
  );
  return response.body;
}

const names = (answer: { items: { fullPath: string }[] }) =>
  answer.items.map(({ fullPath }) => fullPath);

describe('collections', () => {
  it('list all partitions and folders, ordered by full path', async () => {
    const answer = await get('/mgmt/tm/ltm/virtual');
    expect(answer).toMatchObject({
      kind: 'tm:ltm:virtual:virtualcollectionstate',
      selfLink: 'https://localhost/mgmt/tm/ltm/virtual?ver=16.1.3.3',
    });
    expect(names(answer)).toEqual([
      '/Common/shop_443',
      '/Common/shop_v6',
      '/Shop/web/api_443',
    ]);
    expect(answer.items[2]).toMatchObject({
      name: 'api_443',
      partition: 'Shop',
      subPath: 'web',
      fullPath: '/Shop/web/api_443',
      selfLink:
        'https://localhost/mgmt/tm/ltm/virtual/~Shop~web~api_443?ver=16.1.3.3',
    });
    expect(answer).not.toHaveProperty('totalItems');
  });

  it('keep the request’s query in selfLink, not in the items’', async () => {
    const answer = await get(
      '/mgmt/tm/ltm/virtual?expandSubcollections=true&ver=16.1.3.3',
    );
    expect(answer.selfLink).toBe(
      'https://localhost/mgmt/tm/ltm/virtual?expandSubcollections=true&ver=16.1.3.3',
    );
    expect(answer.items[0].selfLink).toBe(
      'https://localhost/mgmt/tm/ltm/virtual/~Common~shop_443?ver=16.1.3.3',
    );
  });

  it('accept a trailing slash', async () => {
    expect(await get('/mgmt/tm/ltm/virtual/')).toEqual(
      await get('/mgmt/tm/ltm/virtual'),
    );
  });

  it('filter by partition, however it is encoded', async () => {
    for (const filter of [
      '$filter=partition+eq+Shop',
      '%24filter=partition%20eq%20Shop',
      "$filter=partition eq 'Shop'",
    ])
      expect(
        names(
          await get(
            encodeURI(`/mgmt/tm/ltm/virtual?${filter}`).replace(/%25/g, '%'),
          ),
        ),
      ).toEqual(['/Shop/web/api_443']);
    expect(
      names(await get('/mgmt/tm/ltm/virtual?partition=Shop')),
    ).toHaveLength(3);
  });

  it('select attributes', async () => {
    const answer = await get(
      '/mgmt/tm/ltm/virtual?$select=fullPath,destination',
    );
    expect(answer.items[0]).toEqual({
      fullPath: '/Common/shop_443',
      destination: '/Common/192.0.2.10:443',
    });
    expect(
      await get(
        '/mgmt/tm/cm/device/~Common~bigip1.example.com?$select=name,failoverState',
      ),
    ).toEqual({ name: 'bigip1.example.com', failoverState: 'active' });
  });

  it('page with $top and $skip, linked to the end', async () => {
    const first = await get(
      '/mgmt/tm/ltm/virtual?expandSubcollections=true&$top=2',
    );
    expect(first).toMatchObject({
      currentItemCount: 2,
      itemsPerPage: 2,
      pageIndex: 1,
      startIndex: 1,
      totalItems: 3,
      totalPages: 2,
      nextLink:
        'https://localhost/mgmt/tm/ltm/virtual?expandSubcollections=true&%24top=2&%24skip=2&ver=16.1.3.3',
    });
    const second = await get(first.nextLink.replace('https://localhost', ''));
    expect(second).toMatchObject({ currentItemCount: 1, pageIndex: 2 });
    expect(second).not.toHaveProperty('nextLink');
    expect([...names(first), ...names(second)]).toEqual(
      names(await get('/mgmt/tm/ltm/virtual')),
    );
    expect(names(await get('/mgmt/tm/ltm/virtual?$skip=2'))).toHaveLength(1);
    await get('/mgmt/tm/ltm/virtual?$top=many', '16.1.3.3', 400);
  });

  it.each(['11.6.3', '12.1.2', '16.1.3.3'])(
    'end with an empty page in %s',
    async version => {
      expect(
        await get('/mgmt/tm/ltm/virtual?$top=2&$skip=4', version),
      ).toMatchObject({ items: [], currentItemCount: 0 });
    },
  );

  it('without members have an empty list, or none in old versions', async () => {
    expect(await get('/mgmt/tm/ltm/snatpool', '14.1.2.1')).toMatchObject({
      items: [],
    });
    expect(await get('/mgmt/tm/ltm/snatpool', '12.1.2')).not.toHaveProperty(
      'items',
    );
  });
});

describe('expandSubcollections', () => {
  it('puts members into their references, and leaves empty ones out', async () => {
    const { items } = await get(
      '/mgmt/tm/ltm/virtual?expandSubcollections=true',
    );
    expect(items[0].policiesReference).toEqual({
      link: 'https://localhost/mgmt/tm/ltm/virtual/~Common~shop_443/policies?ver=16.1.3.3',
      isSubcollection: true,
      items: [
        {
          kind: 'tm:ltm:virtual:policies:policiesstate',
          name: 'redirects',
          partition: 'Common',
          fullPath: '/Common/redirects',
          generation: items[0].generation,
          selfLink:
            'https://localhost/mgmt/tm/ltm/virtual/~Common~shop_443/policies/~Common~redirects?ver=16.1.3.3',
          nameReference: {
            link: 'https://localhost/mgmt/tm/ltm/policy/~Common~redirects?ver=16.1.3.3',
          },
        },
      ],
    });
    expect(items[1].policiesReference).not.toHaveProperty('items');
    const { profilesReference } = items[0];
    expect(
      profilesReference.items.map(
        (profile: { name: string; context: string }) =>
          `${profile.name} ${profile.context}`,
      ),
    ).toEqual([
      'http all',
      'shop clientside',
      'tcp all',
      'to-backend serverside',
    ]);
    expect(profilesReference.items[1].nameReference.link).toContain(
      '/ltm/profile/client-ssl/~Common~shop?',
    );
  });

  it('is off unless asked for', async () => {
    const answer = await get('/mgmt/tm/ltm/virtual/~Common~shop_443');
    expect(answer.profilesReference).toEqual({
      link: 'https://localhost/mgmt/tm/ltm/virtual/~Common~shop_443/profiles?ver=16.1.3.3',
      isSubcollection: true,
    });
  });

  it('gives no kinds of profiles in 11.6', async () => {
    const answer = await get(
      '/mgmt/tm/ltm/virtual/~Common~shop_443?expandSubcollections=true',
      '11.6.3',
    );
    for (const profile of answer.profilesReference.items)
      expect(profile).not.toHaveProperty('nameReference');
  });
});

describe('sub-collections', () => {
  it('answer as collections and single members', async () => {
    const profiles = '/mgmt/tm/ltm/virtual/~Common~shop_443/profiles';
    const list = await get(profiles);
    expect(list.kind).toBe('tm:ltm:virtual:profiles:profilescollectionstate');
    expect(list.selfLink).toBe(`https://localhost${profiles}?ver=16.1.3.3`);
    const one = await get(`${profiles}/~Common~shop`);
    expect(one).toMatchObject({
      kind: 'tm:ltm:virtual:profiles:profilesstate',
      context: 'clientside',
    });
    await get(`${profiles}/~Common~missing`, '16.1.3.3', 404);
    expect(
      names(
        await get(
          '/mgmt/tm/cm/device-group/~Common~device_trust_group/devices',
        ),
      ),
    ).toEqual(['/Common/bigip1.example.com']);
  });

  it('hold the members of a bundle, and nothing for a single certificate', async () => {
    const members = (name: string) =>
      get(`/mgmt/tm/sys/file/ssl-cert/~Common~${name}/bundle-certificates`);
    const bundle = await members('shop-bundle.crt');
    expect(
      bundle.items.map((item: { subject: string }) => item.subject),
    ).toEqual([
      'CN=shop.example.com,O=Example, Ltd',
      'CN=Example Root,OU=second unit,OU=first unit,O=Example Trust, Inc.,C=US',
    ]);
    expect(bundle.items[0]).not.toHaveProperty('fingerprint');
    expect(await members('shop.crt')).toMatchObject({ items: [] });
    expect(
      await get('/mgmt/tm/sys/file/ssl-cert/~Common~shop.crt/cert-validators'),
    ).toMatchObject({ items: [] });
  });
});

describe('names in URLs', () => {
  it('without a partition mean /Common and are answered bare', async () => {
    expect(await get('/mgmt/tm/ltm/virtual/shop_443')).toMatchObject({
      name: 'shop_443',
      fullPath: 'shop_443',
      selfLink: 'https://localhost/mgmt/tm/ltm/virtual/shop_443?ver=16.1.3.3',
    });
    expect(await get('/mgmt/tm/ltm/virtual/shop_443')).not.toHaveProperty(
      'partition',
    );
  });

  it('escape route domains', async () => {
    const list = await get('/mgmt/tm/ltm/virtual-address');
    const link = 'ltm/virtual-address/~Shop~192.0.2.11%252';
    expect(list.items[2].selfLink).toContain(`${link}?`);
    expect(await get(`/mgmt/tm/${link}`)).toMatchObject({
      fullPath: '/Shop/192.0.2.11%2',
      address: '192.0.2.11%2',
    });
  });

  it('may hold blanks and other odd characters', async () => {
    const { configuration } = await devices.get('16.1.3.3')!;
    configuration.addCertificateFile({
      fullPath: '/Common/a b*(ü).crt',
      content: Buffer.from(''),
    });
    const { items } = await get('/mgmt/tm/sys/file/ssl-cert');
    const { selfLink } = items.find(
      (item: { name: string }) => item.name === 'a b*(ü).crt',
    );
    expect(await get(selfLink.replace('https://localhost', ''))).toMatchObject({
      fullPath: '/Common/a b*(ü).crt',
    });
    configuration.certificateFiles.delete('/Common/a b*(ü).crt');
  });
});

describe('versions', () => {
  it('can be pinned to an older schema', async () => {
    const pinned = await get(
      '/mgmt/tm/sys/file/ssl-cert/~Common~shop.crt?ver=13.0.0',
    );
    expect(pinned).not.toHaveProperty('fingerprint');
    expect(pinned.selfLink).toMatch(/\?ver=13\.0\.0$/);
    await get('/mgmt/tm/ltm/virtual?ver=17.1.0', '16.1.3.3', 400);
  });

  it('are listed with the current one last', async () => {
    const { entries } = await get('/mgmt/tm/cli/version', '12.1.2');
    const [entry] = Object.values(entries) as {
      nestedStats: { entries: { supported: { description: string } } };
    }[];
    expect(entry.nestedStats.entries.supported.description).toMatch(
      /^\{ 11\.5\.0 .* 12\.1\.1 12\.1\.2 \}$/,
    );
  });
});

describe('directories', () => {
  it('refer to what lies below them', async () => {
    const answer = await get('/mgmt/tm/sys/', '12.1.2');
    expect(answer.selfLink).toBe('https://localhost/mgmt/tm/sys?ver=12.1.2');
    expect(answer.items).toContainEqual({
      reference: { link: 'https://localhost/mgmt/tm/sys/file?ver=12.1.2' },
    });
    const profiles = await get('/mgmt/tm/ltm/profile');
    expect(profiles.items).toContainEqual({
      reference: {
        link: 'https://localhost/mgmt/tm/ltm/profile/client-ssl?ver=16.1.3.3',
      },
    });
  });
});

describe('errors', () => {
  it.each([
    ['sys/file/ssl-cert', 'Certificate File'],
    ['sys/file/ssl-key', 'Certificate Key File'],
    ['ltm/profile/client-ssl', 'ClientSSL Profile'],
    ['ltm/profile/server-ssl', 'ServerSSL Profile'],
    ['ltm/virtual', 'Virtual Server'],
    ['ltm/pool', 'Pool'],
  ])('%s calls what is missing %s', async (path, label) => {
    expect(await get(`/mgmt/tm/${path}/~Common~x`, '16.1.3.3', 404)).toEqual({
      code: 404,
      message: `01020036:3: The requested ${label} (/Common/x) was not found.`,
      errorStack: [],
      apiError: 3,
    });
  });

  it('have no apiError in 11.6', async () => {
    expect(
      await get('/mgmt/tm/ltm/virtual/~Common~x', '11.6.3', 404),
    ).not.toHaveProperty('apiError');
  });

  it.each([
    '/tm/ltm/nothing',
    '/tm/nothing',
    '/shared/appsvcs/info',
    '/tm/ltm/virtual/~Common~shop_443/nothing',
    '/tm/sys/version/nothing',
  ])('say that %s is not registered', async path => {
    expect(await get(`/mgmt${path}?x=1`, '16.1.3.3', 404)).toEqual({
      code: 404,
      message: `Public URI path not registered: ${path}`,
      referer: expect.any(String),
      restOperationId: expect.any(Number),
      kind: ':resterrorresponse',
    });
  });

  it('say so of what a version has not got yet', async () => {
    const old = await get('/mgmt/tm/sys/ready', '13.1.0.8', 404);
    expect(old.kind).toBe(':resterrorresponse');
    const ready = await get('/mgmt/tm/sys/ready', '14.1.0');
    expect(ready.kind).toBe('tm:sys:ready:readystats');
  });

  it('refuse methods and bodies that make no sense', async () => {
    const { app } = await devices.get('16.1.3.3')!;
    const put = await request(app)
      .put('/mgmt/tm/sys/version')
      .auth('admin', 'admin secret')
      .send({})
      .expect(405);
    expect(put.body).toMatchObject({ code: 405, kind: ':resterrorresponse' });
    await request(app)
      .post('/mgmt/shared/authn/login')
      .set('Content-Type', 'application/json')
      .send('{"username":')
      .expect(400);
  });
});
