import {
  readTrafficMatchingCriteria,
  readVirtualServer,
  resolveVirtualServer,
} from './virtualServers';

const context = {
  clientProfiles: new Set(['/Common/shop', '/Common/twice']),
  serverProfiles: new Set(['/Common/backend', '/Common/twice']),
  virtualAddresses: new Map([['/Common/web', '10.1.1.1%2']]),
  criteria: new Map(
    [
      readTrafficMatchingCriteria({
        name: 'one',
        fullPath: '/Common/one',
        destinationAddressInline: '10.2.2.2%0',
        destinationPortInline: '443',
      }),
      readTrafficMatchingCriteria({
        name: 'many',
        fullPath: '/Common/many',
        destinationAddressInline: '::',
        destinationAddressList: '/Common/addresses',
        destinationPortInline: '0',
        destinationPortList: '/Common/ports',
      }),
    ].map(({ fullPath, destination }) => [fullPath, destination] as const),
  ),
};

const virtual = (attributes: object) =>
  resolveVirtualServer(
    readVirtualServer({ name: 'vs', fullPath: '/Common/vs', ...attributes }),
    context,
  );
const profiles = (...items: object[]) => ({
  profilesReference: { isSubcollection: true, items },
});

describe('virtual servers', () => {
  it('are told apart by the key that is there', () => {
    expect(virtual({ enabled: true }).enabled).toBe(true);
    expect(virtual({ disabled: true }).enabled).toBe(false);
  });

  it('have profiles of the kind that the link says', () => {
    expect(
      virtual(
        profiles(
          {
            name: 'shop',
            fullPath: '/Common/shop',
            context: 'clientside',
            nameReference: {
              link: 'https://localhost/mgmt/tm/ltm/profile/client-ssl/~Common~shop?ver=16.1.3',
            },
          },
          {
            name: 'backend',
            fullPath: '/Common/backend',
            context: 'serverside',
            nameReference: {
              link: 'https://localhost/mgmt/tm/ltm/profile/server-ssl/~Common~backend',
            },
          },
          {
            name: 'twice',
            fullPath: '/Common/twice',
            nameReference: {
              link: 'https://localhost/mgmt/tm/ltm/profile/http/~Common~twice',
            },
          },
        ),
      ),
    ).toMatchObject({
      clientProfiles: ['/Common/shop'],
      serverProfiles: ['/Common/backend'],
    });
  });

  it('have profiles of the kind whose collection holds them, where there is no link', () => {
    expect(
      virtual(
        profiles(
          { name: 'shop', fullPath: '/Common/shop', context: 'clientside' },
          { name: 'twice', fullPath: '/Common/twice', context: 'serverside' },
          { name: 'http', fullPath: '/Common/http', context: 'all' },
        ),
      ),
    ).toMatchObject({
      clientProfiles: ['/Common/shop'],
      serverProfiles: ['/Common/twice'],
    });
  });

  it('may have no profiles at all', () => {
    expect(virtual({ profilesReference: { link: 'x' } })).toMatchObject({
      clientProfiles: [],
      serverProfiles: [],
    });
  });

  it.each([
    [
      { destination: '/Common/web:443' },
      { address: '10.1.1.1', port: 443, routeDomain: 2 },
    ],
    [
      { destination: '/Common/unknown:443' },
      { address: null, port: 443, routeDomain: null },
    ],
    [
      { destination: '0.0.0.0:0', trafficMatchingCriteria: '/Common/one' },
      { address: '10.2.2.2', port: 443, routeDomain: 0 },
    ],
    [
      { destination: '0.0.0.0:0', trafficMatchingCriteria: '/Common/many' },
      { address: null, port: null },
    ],
  ])('listen where %j says', (attributes, expected) => {
    expect(virtual(attributes)).toMatchObject(expected);
  });
});
