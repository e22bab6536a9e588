import {
  SnapshotCertificate,
  SnapshotProfile,
  SnapshotVirtualServer,
} from '@cmt/backstage-plugin-certificates-node';
import { planHandshakes } from './plan';

const certificate = (
  fullPath: string,
  keyType: 'rsa' | 'ec' = 'rsa',
  names: string[] = [],
): SnapshotCertificate => ({
  fullPath,
  checksum: null,
  fingerprint: null,
  subject: null,
  issuer: null,
  serialNumber: null,
  notAfter: null,
  names,
  keyType,
  keySize: null,
  curve: null,
  isBundle: false,
  issuerCertificate: null,
  managedBy: null,
  createdAt: null,
  updatedAt: null,
});
const profile = (
  fullPath: string,
  serverName: string | null,
  ...certificates: string[]
): SnapshotProfile => ({
  fullPath,
  side: 'client',
  parent: null,
  serverName,
  sniDefault: false,
  entries: certificates.map((path, index) => ({
    name: `e${index}`,
    certificate: path,
    key: null,
    chain: null,
    inheritedFrom: null,
  })),
  trusts: [],
});
const virtual = (
  fullPath: string,
  clientProfiles: string[],
  attributes: Partial<SnapshotVirtualServer> = {},
): SnapshotVirtualServer => ({
  fullPath,
  address: '192.0.2.1',
  port: 443,
  routeDomain: null,
  enabled: true,
  description: null,
  clientProfiles,
  serverProfiles: [],
  ...attributes,
});

const plan = (
  virtualServers: SnapshotVirtualServer[],
  sniRequired: string[] = [],
) =>
  planHandshakes({
    virtualServers,
    profiles: [
      profile('/Common/plain', null, '/Common/rsa.crt'),
      {
        ...profile('/Common/default', null, '/Common/rsa.crt'),
        sniDefault: true,
      },
      profile('/Common/shop', 'shop.example.test', '/Common/rsa.crt'),
      profile('/Common/wild', '*.example.test', '/Common/rsa.crt'),
      profile('/Common/pair', 'p.test', '/Common/rsa.crt', '/Common/ec.crt'),
      profile('/Common/empty', null),
    ],
    certificates: [
      certificate('/Common/rsa.crt', 'rsa', ['*.a.test', 'b.test']),
      certificate('/Common/ec.crt', 'ec'),
    ],
    sniRequired: new Set(sniRequired),
  });

describe('planHandshakes', () => {
  it('asks nothing where nothing is served', () => {
    expect(plan([virtual('/Common/http', [])])).toEqual([]);
  });

  it('asks once for each name, and once without', () => {
    const planned = plan([
      virtual('/Common/vs', ['/Common/plain', '/Common/shop', '/Common/wild']),
    ]);
    expect(planned.map(p => [p.serverName, p.probe?.serverName])).toEqual([
      [null, null],
      ['shop.example.test', 'shop.example.test'],
      ['*.example.test', 'certificate-inventory.example.test'],
    ]);
    expect(planned[0].probe).toMatchObject({ address: '192.0.2.1', port: 443 });
  });

  it('asks for both certificates of a pair', () => {
    expect(
      plan([virtual('/Common/vs', ['/Common/pair'])]).map(p => p.keyType),
    ).toEqual(['rsa', 'ec']);
  });

  it('does not ask the same twice, and says which profile answers', () => {
    const [only, ...others] = plan([
      virtual('/Common/vs', ['/Common/default', '/Common/plain']),
    ]);
    expect(only.profile).toBe('/Common/default');
    expect(others).toEqual([]);
    expect(
      plan([virtual('/Common/vs', ['/Common/plain', '/Common/default'])]).map(
        planned => planned.profile,
      ),
    ).toEqual(['/Common/default']);
  });

  it('sends a name of the certificate where a name is required', () => {
    expect(
      plan([virtual('/Common/vs', ['/Common/plain'])], ['/Common/plain'])[0]
        .serverName,
    ).toBe('b.test');
  });

  it.each([
    [{ enabled: false }, /disabled/],
    [{ address: null }, /more than one address/],
    [{ port: null }, /more than one address or port/],
    [{ clientProfiles: ['/Common/empty'] }, /no certificate/],
    [{ clientProfiles: ['/Common/gone'] }, /no certificate/],
  ])('says why it does not ask: %j', (attributes, reason) => {
    expect(
      plan([virtual('/Common/vs', ['/Common/plain'], attributes)]),
    ).toEqual([
      {
        virtualServer: '/Common/vs',
        profile: null,
        serverName: null,
        keyType: null,
        probe: null,
        reason: expect.stringMatching(reason),
      },
    ]);
  });

  it('does not guess between route domains', () => {
    const planned = plan([
      virtual('/Common/a', ['/Common/plain'], { routeDomain: 1 }),
      virtual('/Common/b', ['/Common/plain'], { routeDomain: 2 }),
      virtual('/Common/c', ['/Common/plain'], { routeDomain: 2, port: 8443 }),
    ]);
    expect(planned.map(p => p.probe !== null)).toEqual([false, false, true]);
    expect(planned[0].reason).toMatch(/route domains/);
  });
});
