import { createHash } from 'node:crypto';
import { DeviceSnapshot } from '../inventory';
import { snapshotProblems } from './snapshotProblems';

const der = Buffer.from('a certificate');
const fingerprint = createHash('sha256').update(der).digest('hex');
const time = '2026-01-02T03:04:05.000Z';

const snapshot: DeviceSnapshot = {
  device: 'edge-1',
  takenAt: time,
  facts: {
    hostname: null,
    version: null,
    build: null,
    platform: null,
    serialNumber: null,
    machineId: null,
  },
  highAvailability: {
    cluster: null,
    members: [],
    failoverState: 'active',
    syncStatus: 'Standalone',
    syncColor: 'green',
    syncDetails: [],
    autoSync: null,
  },
  certificates: [
    {
      fullPath: '/Common/shop.crt',
      checksum: null,
      fingerprint,
      subject: null,
      issuer: null,
      serialNumber: 'a1',
      notAfter: Date.UTC(2030, 0),
      names: ['a.test', 'b.test'],
      keyType: 'rsa',
      keySize: 2048,
      curve: null,
      isBundle: false,
      issuerCertificate: null,
      managedBy: null,
      createdAt: time,
      updatedAt: null,
    },
  ],
  keys: [],
  profiles: [
    {
      fullPath: '/Common/parent',
      side: 'client',
      parent: null,
      serverName: null,
      sniDefault: false,
      entries: [
        {
          name: 'default',
          certificate: '/Common/shop.crt',
          key: null,
          chain: null,
          inheritedFrom: null,
        },
      ],
      trusts: [],
    },
    {
      fullPath: '/Common/child',
      side: 'client',
      parent: '/Common/parent',
      serverName: null,
      sniDefault: false,
      entries: [
        {
          name: 'default',
          certificate: '/Common/shop.crt',
          key: null,
          chain: null,
          inheritedFrom: '/Common/parent',
        },
      ],
      trusts: [],
    },
  ],
  virtualServers: [
    {
      fullPath: '/Common/vs',
      address: '192.0.2.1',
      port: 443,
      routeDomain: null,
      enabled: true,
      description: null,
      clientProfiles: ['/Common/child'],
      serverProfiles: [],
    },
  ],
  references: [],
  served: [
    {
      virtualServer: '/Common/vs',
      serverName: null,
      keyType: null,
      result: 'served',
      chain: [fingerprint],
      detail: null,
      checkedAt: time,
    },
  ],
  encodedCertificates: new Map([[fingerprint, der]]),
  warnings: [],
  calls: 1,
  handshakes: 1,
};

type Mutable = {
  -readonly [K in keyof DeviceSnapshot]: DeviceSnapshot[K] extends (infer T)[]
    ? T[]
    : DeviceSnapshot[K];
};

describe('snapshotProblems', () => {
  it('finds nothing wrong with a good snapshot', () => {
    expect(snapshotProblems(snapshot)).toEqual([]);
  });

  it.each<[string, (copy: Mutable) => void]>([
    ['occurs twice', s => s.certificates.push(s.certificates[0])],
    ['no full path', s => (s.virtualServers[0].fullPath = 'vs')],
    [
      'not lower-case hexadecimal',
      s => (s.certificates[0].fingerprint = fingerprint.toUpperCase()),
    ],
    ['serialNumber', s => (s.certificates[0].serialNumber = '00:A1')],
    ['names', s => (s.certificates[0].names = ['b.test', 'A.test'])],
    ['milliseconds', s => (s.certificates[0].notAfter = 1_900_000_000)],
    ['not ISO 8601', s => (s.certificates[0].createdAt = 'yesterday')],
    [
      'not in the snapshot',
      s => (s.profiles[0].entries[0].certificate = '/Common/gone.crt'),
    ],
    [
      'no such profile',
      s => (s.profiles[1].entries[0].inheritedFrom = '/Common/gone'),
    ],
    [
      'inherits from itself',
      s => (s.profiles[1].entries[0].inheritedFrom = '/Common/child'),
    ],
    [
      'no client-ssl profile',
      s => (s.virtualServers[0].clientProfiles = ['/Common/gone']),
    ],
    [
      'no server-ssl profile',
      s => (s.virtualServers[0].serverProfiles = ['/Common/child']),
    ],
    ['a chain is there', s => (s.served[0].chain = [])],
    ['a reason is there', s => (s.served[0].result = 'unreachable')],
    ['not encoded', s => (s.encodedCertificates = new Map())],
    [
      'not the digest',
      s => (s.encodedCertificates = new Map([[fingerprint, Buffer.from('x')]])),
    ],
    ['takenAt', s => (s.takenAt = 'now')],
  ])('finds that something %s', (problem, damage) => {
    const copy = structuredClone(snapshot) as Mutable;
    damage(copy);
    expect(snapshotProblems(copy).join('\n')).toContain(problem);
  });
});
