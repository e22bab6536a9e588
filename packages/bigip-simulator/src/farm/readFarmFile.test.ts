import { parseFarm, readFarmFile } from './readFarmFile';

const GOOD = `name: Small
seed: 1
organization: Small Example
country: NL
authorities:
  root:
    commonName: Small Root
    from: 2020-01-01
    to: 2040-01-01
certificates:
  shop:
    names: [shop.example]
    issuer: root
    ends: 30
    lifetime: 90
configurations:
  one:
    files:
      - { path: /Common/shop, certificate: shop }
    clientSsl:
      - { path: /Common/shop-tls, entries: [{ file: /Common/shop }] }
    virtualServers:
      - { path: /Common/shop-https, port: 0, clientSsl: [/Common/shop-tls] }
devices:
  - name: one
    hostname: one.example
    configuration: one
    version: 16.1.3.3
    managementIp: 192.0.2.1
    users:
      - { name: admin, password: demo, role: admin }
`;

const edit = (from: string, to: string) => {
  expect(GOOD).toContain(from);
  return GOOD.replace(from, to);
};

describe('parseFarm', () => {
  it('fills in defaults', () => {
    const farm = parseFarm(GOOD, 'farm.yaml');
    expect(farm.certificates.shop).toMatchObject({
      key: 'ec-p256',
      serial: 'large',
      digest: 'sha256',
      usage: ['serverAuth'],
    });
    expect(farm.configurations.one.clientSsl[0].parent).toBe(
      '/Common/clientssl',
    );
    expect(farm.devices[0].failover).toBe('active');
  });

  it.each([
    [
      'a key too many',
      edit('    ends: 30', '    ends: 30\n    colour: red'),
      'farm.yaml:15:13 certificates.shop.colour: there is no such key',
    ],
    [
      'a wrong value',
      edit('version: 16.1.3.3', 'version: new'),
      'farm.yaml:28:14 devices[0].version: for example 16.1.3.3',
    ],
    [
      'no dates',
      edit('    lifetime: 90\n', ''),
      'certificates.shop: give either `ends` and `lifetime` (days) or `from` and `to` (dates)',
    ],
    [
      'an issuer that does not exist',
      edit('issuer: root', 'issuer: roots'),
      'farm.yaml:13:13 certificates.shop.issuer: no authority `roots`; write `self` for a self-signed certificate',
    ],
    [
      'a certificate that does not exist',
      edit('certificate: shop }', 'certificate: shops }'),
      'configurations.one.files[0]: no certificate `shops`',
    ],
    [
      'a file that does not exist',
      edit('file: /Common/shop }', 'file: /Common/ship }'),
      'configurations.one.clientSsl[0].entries[0].file: no file /Common/ship (written without .crt) in this configuration',
    ],
    [
      'a profile that does not exist',
      edit('clientSsl: [/Common/shop-tls]', 'clientSsl: [/Common/other]'),
      'configurations.one.virtualServers[0].clientSsl[0]: no client-ssl profile /Common/other',
    ],
    [
      'a partition that does not exist',
      edit('path: /Common/shop-https', 'path: /Retail/shop-https'),
      'configurations.one.virtualServers[0].path: no partition `Retail` in this configuration',
    ],
    [
      'a configuration that does not exist',
      edit('configuration: one', 'configuration: two'),
      'farm.yaml:27:20 devices[0].configuration: no configuration `two`',
    ],
    [
      'a configuration without an active device',
      edit('version: 16', 'failover: standby\n    version: 16'),
      'configurations.one: exactly one of its devices must be active',
    ],
    ['text that is no YAML', edit('seed: 1', 'seed: [1'), 'farm.yaml:3:1'],
  ])('names the place of %s', (_, text, message) => {
    expect(() => parseFarm(text, 'farm.yaml')).toThrow(message);
  });

  it('reports all problems at once', () => {
    const text = edit('seed: 1', 'seed: -1').replace('role: admin', 'role: x');
    expect(() => parseFarm(text, 'farm.yaml')).toThrow(
      /farm.yaml:2:7 seed:[\s\S]*farm.yaml:31:\d+ devices\[0\].users\[0\].role/,
    );
  });

  it('says which file cannot be read', async () => {
    await expect(readFarmFile('/nowhere/farm.yaml')).rejects.toThrow(
      /The farm file \/nowhere\/farm.yaml cannot be used:[\s\S]*ENOENT/,
    );
  });
});
