import {
  readClientProfile,
  readServerProfile,
  resolveProfiles,
} from './profiles';

const client = (name: string, attributes: object = {}) =>
  readClientProfile({
    name,
    partition: 'Common',
    fullPath: `/Common/${name}`,
    ...attributes,
  });
const chain = (name: string) => [
  { name: 'default', cert: `/Common/${name}.crt`, key: `/Common/${name}.key` },
];

describe('client-ssl profiles', () => {
  it('keeps every entry of the chain, and no passphrase', () => {
    const [profile] = resolveProfiles([
      client('shop', {
        defaultsFrom: '/Common/clientssl',
        inheritCertkeychain: 'false',
        serverName: 'shop.example.test',
        sniDefault: 'true',
        cert: '/Common/rsa.crt',
        certKeyChain: [
          {
            name: 'rsa',
            cert: '/Common/rsa.crt',
            key: '/Common/rsa.key',
            chain: '/Common/chain.crt',
            passphrase: '$M$xy$abc',
            usage: 'SERVER',
          },
          {
            name: 'ec',
            cert: '/Common/ec.crt',
            key: '/Common/ec.key',
            chain: 'none',
          },
        ],
        caFile: '/Common/clients-ca.crt',
        clientCertCa: 'none',
      }),
    ]);
    expect(profile).toEqual({
      fullPath: '/Common/shop',
      side: 'client',
      parent: '/Common/clientssl',
      serverName: 'shop.example.test',
      sniDefault: true,
      entries: [
        {
          name: 'rsa',
          certificate: '/Common/rsa.crt',
          key: '/Common/rsa.key',
          chain: '/Common/chain.crt',
          inheritedFrom: null,
        },
        {
          name: 'ec',
          certificate: '/Common/ec.crt',
          key: '/Common/ec.key',
          chain: null,
          inheritedFrom: null,
        },
      ],
      trusts: [{ field: 'caFile', fullPath: '/Common/clients-ca.crt' }],
    });
  });

  it('finds the ancestor that owns the entries', () => {
    const resolved = resolveProfiles([
      client('clientssl', {
        inheritCertkeychain: 'false',
        certKeyChain: chain('default'),
      }),
      client('child', {
        defaultsFrom: '/Common/clientssl',
        inheritCertkeychain: 'true',
        certKeyChain: chain('default'),
      }),
      client('grandchild', {
        defaultsFrom: '/Common/child',
        inheritCertkeychain: 'true',
        certKeyChain: chain('default'),
      }),
      client('own', {
        defaultsFrom: '/Common/clientssl',
        inheritCertkeychain: 'false',
        certKeyChain: chain('default'),
      }),
    ]);
    expect(
      resolved.map(({ entries }) => entries.map(e => e.inheritedFrom)),
    ).toEqual([[null], ['/Common/clientssl'], ['/Common/clientssl'], [null]]);
  });

  it('takes equal entries for inherited where the version does not say', () => {
    const resolved = resolveProfiles([
      client('clientssl', { cert: '/Common/a.crt', key: '/Common/a.key' }),
      client('same', {
        defaultsFrom: '/Common/clientssl',
        cert: '/Common/a.crt',
        key: '/Common/a.key',
      }),
      client('different', {
        defaultsFrom: '/Common/clientssl',
        cert: '/Common/b.crt',
        key: '/Common/b.key',
      }),
    ]);
    expect(resolved[1].entries[0].inheritedFrom).toBe('/Common/clientssl');
    expect(resolved[2].entries[0]).toMatchObject({
      certificate: '/Common/b.crt',
      inheritedFrom: null,
    });
  });

  it('does not go round in circles', () => {
    const resolved = resolveProfiles([
      client('a', {
        defaultsFrom: '/Common/b',
        inheritCertkeychain: 'true',
        certKeyChain: chain('x'),
      }),
      client('b', {
        defaultsFrom: '/Common/a',
        inheritCertkeychain: 'true',
        certKeyChain: chain('x'),
      }),
    ]);
    expect(resolved.map(p => p.entries.length)).toEqual([1, 1]);
  });
});

describe('server-ssl profiles', () => {
  it('has at most one entry, and its own parents', () => {
    const server = (name: string, attributes: object) =>
      readServerProfile({ name, fullPath: `/Common/${name}`, ...attributes });
    const [, backend] = resolveProfiles([
      client('serverssl', { certKeyChain: chain('other') }),
      server('backend', {
        defaultsFrom: '/Common/serverssl',
        cert: '/Common/client.crt',
        key: '/Common/client.key',
        chain: 'none',
        caFile: '/Common/ca.crt',
      }),
      server('serverssl', { cert: 'none', key: 'none' }),
    ]);
    expect(backend).toMatchObject({
      side: 'server',
      entries: [
        { name: null, certificate: '/Common/client.crt', inheritedFrom: null },
      ],
      trusts: [{ field: 'caFile', fullPath: '/Common/ca.crt' }],
    });
  });
});
