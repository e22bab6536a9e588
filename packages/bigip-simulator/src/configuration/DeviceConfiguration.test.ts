import {
  ConfigurationChange,
  DeviceConfiguration,
  parentFolder,
  splitFullPath,
} from '.';
import { parseDestination } from './destination';

function configuration(hostname = 'bigip1.example.com') {
  return new DeviceConfiguration({
    hostname,
    managementIp: '192.0.2.1',
    version: '16.1.3.3',
    build: '0.0.1',
    edition: 'Final',
    marketingName: 'BIG-IP Virtual Edition',
    platformId: 'Z100',
    chassisSerialNumber: 'x',
    machineId: hostname,
    timeZone: 'UTC',
  });
}

const flags = { sniDefault: false, sniRequire: false };

describe('DeviceConfiguration', () => {
  it('raises the generation and announces every write at once', () => {
    const device = configuration();
    const changes: ConfigurationChange[] = [];
    const stop = device.onChange(change => changes.push(change));
    const before = device.generation;
    const profile = device.addClientSslProfile({
      ...flags,
      fullPath: '/Common/a',
      certKeyChain: [],
    });
    expect(profile.generation).toBe(device.generation);
    expect(device.generation).toBe(before + 1);
    device.clientSslProfiles.delete('/Common/a');
    expect(changes).toEqual([
      {
        table: 'clientSslProfiles',
        fullPath: '/Common/a',
        action: 'put',
        generation: before + 1,
      },
      {
        table: 'clientSslProfiles',
        fullPath: '/Common/a',
        action: 'delete',
        generation: before + 2,
      },
    ]);
    expect(device.clientSslProfiles.delete('/Common/a')).toBe(false);
    stop();
    device.addPartition({ name: 'Quiet' });
    expect(changes).toHaveLength(2);
  });

  it('makes partitions and folders for the objects in them', () => {
    const device = configuration();
    device.addCertificateFile({
      fullPath: '/Shop/web/api/a.crt',
      content: Buffer.from(''),
    });
    expect(device.partitions.list().map(({ name }) => name)).toEqual([
      'Common',
      'Shop',
    ]);
    expect(device.folders.list().map(({ fullPath }) => fullPath)).toEqual([
      '/',
      '/Common',
      '/Shop',
      '/Shop/web',
      '/Shop/web/api',
    ]);
  });

  it('follows the key chain to the profile that owns it', () => {
    const device = configuration();
    const chain = [{ name: 'a', cert: '/Common/a.crt', key: '/Common/a.key' }];
    device.addClientSslProfile({
      ...flags,
      fullPath: '/Common/top',
      certKeyChain: chain,
      ciphers: 'HIGH',
      attributes: { renegotiation: 'disabled' },
    });
    device.addClientSslProfile({
      ...flags,
      fullPath: '/Common/middle',
      defaultsFrom: '/Common/top',
      serverName: 'a.example.com',
    });
    const leaf = device.addClientSslProfile({
      ...flags,
      fullPath: '/Common/leaf',
      defaultsFrom: '/Common/middle',
    });
    expect(device.resolveClientSsl(leaf)).toMatchObject({
      certKeyChain: chain,
      certKeyChainOwner: '/Common/top',
      inheritsCertKeyChain: true,
      ciphers: 'HIGH',
      serverName: 'a.example.com',
      attributes: { renegotiation: 'disabled' },
    });
    expect(device.resolvedCertKeyChain('/Common/none')).toEqual([]);
  });

  it('ends at a missing parent and at a circle of parents', () => {
    const device = configuration();
    const one = device.addClientSslProfile({
      ...flags,
      fullPath: '/Common/one',
      defaultsFrom: '/Common/two',
    });
    expect(device.resolveClientSsl(one).certKeyChain).toEqual([]);
    device.addClientSslProfile({
      ...flags,
      fullPath: '/Common/two',
      defaultsFrom: '/Common/one',
    });
    expect(device.resolveClientSsl(one).certKeyChain).toEqual([]);
  });

  it('lets what a virtual server refers to come to exist with it', () => {
    const device = configuration();
    device.addVirtualServer({
      fullPath: '/Common/vs',
      destination: '/Common/10.1.1.1%2:443',
      enabled: true,
      ipProtocol: 'tcp',
      pool: '/Common/pool',
      rules: ['/Common/rule'],
      profiles: [],
    });
    expect(device.virtualAddresses.get('/Common/10.1.1.1%2')?.address).toBe(
      '10.1.1.1%2',
    );
    expect(device.opaqueObjects('ltm/pool').has('/Common/pool')).toBe(true);
    expect(device.opaqueObjects('ltm/rule').has('/Common/rule')).toBe(true);
  });

  it('keeps numbers of objects, and the time they were made', () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const device = new DeviceConfiguration(configuration().identity, () => now);
    const add = () =>
      device.addClientSslProfile({ ...flags, fullPath: '/Common/a' });
    add();
    const first = device.objectNumber('x', '/Common/a');
    expect(device.objectNumber('x', '/Common/b')).toBe(first + 1);
    expect(device.objectNumber('x', '/Common/a')).toBe(first);
    now = new Date('2026-02-01T00:00:00Z');
    expect(add()).toMatchObject({
      creationTime: new Date('2026-01-01T00:00:00Z'),
      lastModifiedTime: now,
    });
  });

  it('ships profiles with the version that has them', () => {
    const files = { defaultCertificate: 'x', defaultKey: 'y' };
    const modern = configuration();
    modern.addFactoryDefaults(files);
    const old = new DeviceConfiguration({
      ...configuration().identity,
      version: '12.1.2',
    });
    old.addFactoryDefaults(files);
    expect(modern.clientSslProfiles.has('/Common/clientssl-quic')).toBe(true);
    expect(old.clientSslProfiles.has('/Common/clientssl-quic')).toBe(false);
    expect(old.resolvedCertKeyChain('/Common/clientssl-secure')).toMatchObject([
      { cert: '/Common/default.crt', key: '/Common/default.key' },
    ]);
  });

  it('shares the groups of a trust domain', () => {
    const files = { defaultCertificate: 'x', defaultKey: 'y' };
    const pair = [
      configuration('b.example.com'),
      configuration('a.example.com'),
    ];
    pair.forEach(device => device.addFactoryDefaults(files));
    DeviceConfiguration.trust(pair);
    for (const device of pair) {
      expect(
        device.trustedDevices.map(({ identity }) => identity.hostname),
      ).toEqual(['a.example.com', 'b.example.com']);
      expect(device.deviceGroups.get('gtm')?.devices).toEqual([
        'a.example.com',
        'b.example.com',
      ]);
    }
  });
});

describe('paths', () => {
  it.each([
    ['/Common/x', { name: 'x', partition: 'Common' }],
    ['/A/b/c/x', { name: 'x', partition: 'A', subPath: 'b/c' }],
    ['ltm', { name: 'ltm' }],
    ['/Common', { name: 'Common' }],
  ])('splits %s', (path, parts) => {
    expect(splitFullPath(path)).toEqual(parts);
  });

  it('finds the folder above', () => {
    expect(parentFolder('/A/b/x')).toBe('/A/b');
    expect(parentFolder('/A')).toBe('/');
    expect(parentFolder('/')).toBe('/');
  });
});

describe('parseDestination', () => {
  it.each([
    [
      '/Common/10.10.10.10:443',
      { fullPath: '/Common/10.10.10.10', address: '10.10.10.10', port: 443 },
    ],
    [
      '/Common/1.1.1.1%2:80',
      {
        fullPath: '/Common/1.1.1.1%2',
        address: '1.1.1.1',
        routeDomain: 2,
        port: 80,
      },
    ],
    [
      '/Common/2700:bc00:1f10:101::6%2.80',
      {
        fullPath: '/Common/2700:bc00:1f10:101::6%2',
        address: '2700:bc00:1f10:101::6',
        routeDomain: 2,
        port: 80,
      },
    ],
    [
      '/Common/2700::6.any',
      { fullPath: '/Common/2700::6', address: '2700::6', port: 0 },
    ],
    [
      '/Common/any6.80',
      { fullPath: '/Common/any6', address: 'any6', port: 80 },
    ],
    ['/Common/any:80', { fullPath: '/Common/any', address: 'any', port: 80 }],
    [
      '/Shop/web/some-name:443',
      { fullPath: '/Shop/web/some-name', address: 'some-name', port: 443 },
    ],
    ['0.0.0.0:0', { address: '0.0.0.0', port: 0 }],
  ])('reads %s', (text, parsed) => {
    expect(parseDestination(text)).toEqual(parsed);
  });
});
