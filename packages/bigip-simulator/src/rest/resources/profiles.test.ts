import request from 'supertest';
import { createSampleDevice } from '../../device/testing/sampleDevice';
import type { SimulatedDevice } from '../../device/SimulatedDevice';

let device: SimulatedDevice;

beforeEach(async () => {
  device = await createSampleDevice();
});

async function profile(path: string, from = device) {
  const { body } = await request(from.app)
    .get(`/mgmt/tm/ltm/profile/${path}`)
    .auth('admin', 'admin secret')
    .expect(200);
  return body;
}

describe('client-ssl', () => {
  it('mirrors the RSA entry of its key chain', async () => {
    const shop = await profile('client-ssl/~Common~shop');
    expect(shop).toMatchObject({
      cert: '/Common/shop.crt',
      certReference: {
        link: 'https://localhost/mgmt/tm/sys/file/ssl-cert/~Common~shop.crt?ver=16.1.3.3',
      },
      key: '/Common/shop.key',
      chain: '/Common/root.crt',
      defaultsFrom: '/Common/clientssl',
      inheritCertkeychain: 'false',
      serverName: 'shop.example.com',
      sniDefault: 'true',
      sniRequire: 'false',
    });
    expect(
      shop.certKeyChain.map((entry: { name: string }) => entry.name),
    ).toEqual(['shop_ec', 'shop']);
    expect(shop.certKeyChain[0]).toMatchObject({
      appService: 'none',
      cert: '/Common/ec.crt',
      chain: '/Common/root.crt',
      usage: 'SERVER',
    });
  });

  it('shows none where only an ECDSA pair is', async () => {
    device.configuration.addClientSslProfile({
      fullPath: '/Common/ec-only',
      sniDefault: false,
      sniRequire: false,
      certKeyChain: [
        { name: 'ec', cert: '/Common/ec.crt', key: '/Common/ec.key' },
      ],
    });
    expect(await profile('client-ssl/~Common~ec-only')).toMatchObject({
      cert: 'none',
      key: 'none',
      chain: 'none',
    });
  });

  it('shows the parent’s chain, and follows a change of the parent', async () => {
    const before = await profile('client-ssl/~Common~shop-child');
    expect(before).toMatchObject({
      inheritCertkeychain: 'true',
      defaultsFrom: '/Common/shop',
      cert: '/Common/shop.crt',
    });
    expect(before.certKeyChain).toHaveLength(2);
    device.configuration.addClientSslProfile({
      fullPath: '/Common/shop',
      sniDefault: true,
      sniRequire: false,
      certKeyChain: [
        {
          name: 'default',
          cert: '/Common/default.crt',
          key: '/Common/default.key',
        },
      ],
    });
    const after = await profile('client-ssl/~Common~shop-child');
    expect(after.certKeyChain).toHaveLength(1);
    expect(after.cert).toBe('/Common/default.crt');
    expect(after.generation).toBe(before.generation);
  });

  it('shows passphrases sealed', async () => {
    const { certKeyChain } = await profile('client-ssl/~Shop~web~api');
    expect(certKeyChain[0].passphrase).toMatch(/^\$M\$/);
  });

  it.each([
    ['12.1.2', ['dont-insert-empty-fragments'], undefined, undefined],
    ['13.0.0', ['dont-insert-empty-fragments'], undefined, 'none'],
    [
      '14.1.2.1',
      '{ dont-insert-empty-fragments no-tlsv1.3 }',
      'SERVER',
      'none',
    ],
    [
      '17.1.0.1',
      '{ dont-insert-empty-fragments no-tlsv1.3 no-dtlsv1.2 }',
      'SERVER',
      'none',
    ],
  ])(
    'writes options, usage and unset values as %s does',
    async (version, options, usage, unset) => {
      const { certKeyChain, ...rest } = await profile(
        'client-ssl/~Common~clientssl',
        await createSampleDevice({ version }),
      );
      expect(rest.tmOptions).toEqual(options);
      expect(certKeyChain[0].usage).toBe(usage);
      expect(certKeyChain[0].chain).toBe(unset);
      expect(rest.caFile).toBe(unset);
    },
  );
});

describe('server-ssl', () => {
  it('has no key chain, and names what it uses', async () => {
    const answer = await profile('server-ssl/~Common~to-backend');
    expect(answer).not.toHaveProperty('certKeyChain');
    expect(answer).toMatchObject({
      defaultsFrom: '/Common/serverssl',
      caFile: '/Common/ca-bundle.crt',
      caFileReference: { link: expect.stringContaining('ca-bundle.crt') },
      cert: '/Common/shop.crt',
      key: '/Common/shop.key',
      chain: 'none',
      peerCertMode: 'require',
      serverName: 'backend.example.com',
    });
  });

  it('inherits what it does not set', async () => {
    device.configuration.addServerSslProfile({
      fullPath: '/Common/child',
      defaultsFrom: '/Common/to-backend',
      serverName: 'other.example.com',
    });
    expect(await profile('server-ssl/~Common~child')).toMatchObject({
      cert: '/Common/shop.crt',
      peerCertMode: 'require',
      serverName: 'other.example.com',
    });
  });
});
