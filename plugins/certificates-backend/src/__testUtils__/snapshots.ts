import {
  DeviceDescriptor,
  DeviceSnapshot,
  parseCertificate,
  ServedObservation,
  SnapshotCertificate,
  SnapshotProfile,
  SnapshotVirtualServer,
} from '@cmt/backstage-plugin-certificates-node';
import { PKI } from './pki';

/** The moment at which tests happen. */
export const NOW = Date.parse('2026-11-24T12:00:00Z');

export const DAY_MS = 24 * 60 * 60 * 1000;

export type PkiName = keyof typeof PKI;

export function der(name: PkiName): Uint8Array {
  return Buffer.from(PKI[name], 'base64');
}

export function facts(name: PkiName) {
  return parseCertificate(der(name));
}

export function fingerprintOf(name: PkiName): string {
  return facts(name).fingerprint;
}

export function descriptor(
  name: string,
  overrides: Partial<DeviceDescriptor> = {},
): DeviceDescriptor {
  return {
    name,
    kind: 'f5-bigip',
    host: `${name}.example.net`,
    port: 443,
    site: null,
    environment: 'prod',
    tags: [],
    ownerRef: null,
    tlsVerification: 'custom-ca',
    ...overrides,
  };
}

/** A file object that holds a certificate of the test PKI, as a device describes it. */
export function installed(
  fullPath: string,
  name: PkiName,
  overrides: Partial<SnapshotCertificate> = {},
): SnapshotCertificate {
  const known = facts(name);
  const text = (rfc4514: string) => rfc4514.replaceAll(', ', ',');
  return {
    fullPath,
    checksum: `SHA1:900:${known.fingerprint.slice(0, 40)}`,
    fingerprint: known.fingerprint,
    subject: text(known.subject),
    issuer: text(known.issuer),
    serialNumber: known.serialNumber,
    notAfter: known.notAfter,
    names: known.isCa ? [] : known.names,
    keyType: known.keyType,
    keySize: known.keySize,
    curve: known.curve,
    isBundle: false,
    issuerCertificate: null,
    managedBy: null,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    ...overrides,
  };
}

/** The same object as a device before TMOS 13.1 describes it. */
export function withoutFingerprint(
  certificate: SnapshotCertificate,
): SnapshotCertificate {
  return { ...certificate, fingerprint: null };
}

export function profile(
  fullPath: string,
  certificates: string[],
  overrides: Partial<SnapshotProfile> = {},
): SnapshotProfile {
  return {
    fullPath,
    side: 'client',
    parent: '/Common/clientssl',
    serverName: null,
    sniDefault: false,
    entries: certificates.map((certificate, index) => ({
      name: `entry_${index}`,
      certificate,
      key: certificate.replace(/\.crt$/, '.key'),
      chain: null,
      inheritedFrom: null,
    })),
    trusts: [],
    ...overrides,
  };
}

export function virtualServer(
  fullPath: string,
  clientProfiles: string[],
  overrides: Partial<SnapshotVirtualServer> = {},
): SnapshotVirtualServer {
  return {
    fullPath,
    address: '192.0.2.10',
    port: 443,
    routeDomain: null,
    enabled: true,
    description: null,
    clientProfiles,
    serverProfiles: [],
    ...overrides,
  };
}

export function served(
  virtualServerPath: string,
  chain: PkiName[],
  overrides: Partial<ServedObservation> = {},
): ServedObservation {
  return {
    virtualServer: virtualServerPath,
    serverName: null,
    keyType: null,
    result: 'served',
    chain: chain.map(fingerprintOf),
    detail: null,
    checkedAt: new Date(NOW).toISOString(),
    ...overrides,
  };
}

export function snapshot(
  device: string,
  parts: Partial<DeviceSnapshot> = {},
): DeviceSnapshot {
  const names = Object.keys(PKI) as PkiName[];
  const seen = new Set(parts.served?.flatMap(({ chain }) => chain));
  return {
    device,
    takenAt: new Date(NOW).toISOString(),
    facts: {
      hostname: `${device}.example.net`,
      version: '16.1.3',
      build: '0.0.12',
      platform: 'Z100',
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
    certificates: [],
    keys: [],
    profiles: [],
    virtualServers: [],
    references: [],
    served: [],
    encodedCertificates: new Map(
      names
        .filter(name => seen.has(fingerprintOf(name)))
        .map(name => [fingerprintOf(name), der(name)]),
    ),
    warnings: [],
    calls: 8,
    handshakes: 0,
    ...parts,
  };
}

/** The high-availability state of a unit of a pair. */
export function pair(...members: string[]) {
  return {
    cluster: '/Common/failover-group',
    members: members.map(member => `${member}.example.net`),
    failoverState: 'active',
    syncStatus: 'In Sync',
    syncColor: 'green',
    syncDetails: [],
    autoSync: false,
  };
}

/** A device with one certificate in use, one unused, and one of another name. */
export function estate(device: string) {
  return snapshot(device, {
    certificates: [
      installed('/Common/shop.crt', 'shop2025'),
      installed('/Common/api.crt', 'api'),
      installed('/Common/issuing.crt', 'intermediate'),
    ],
    keys: [
      {
        fullPath: '/Common/shop.key',
        keyType: 'ec',
        keySize: 256,
        curve: 'prime256v1',
        securityType: 'normal',
      },
    ],
    profiles: [
      profile('/Common/shop', ['/Common/shop.crt'], {
        serverName: 'shop.example.com',
        entries: [
          {
            name: 'shop',
            certificate: '/Common/shop.crt',
            key: '/Common/shop.key',
            chain: '/Common/issuing.crt',
            inheritedFrom: null,
          },
        ],
      }),
    ],
    virtualServers: [virtualServer('/Common/shop_vs', ['/Common/shop'])],
    references: [
      {
        kind: 'ltm/monitor/https',
        object: '/Common/mon',
        field: 'cert',
        certificate: '/Common/api.crt',
      },
    ],
    served: [
      served('/Common/shop_vs', ['shop2025', 'intermediate'], {
        serverName: 'shop.example.com',
      }),
    ],
  });
}
