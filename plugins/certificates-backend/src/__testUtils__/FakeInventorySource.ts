import { createHash } from 'node:crypto';
import {
  DeviceDescriptor,
  DeviceSnapshot,
  InventorySource,
  ScanOptions,
  SnapshotCertificate,
} from '@cmt/backstage-plugin-certificates-node';

const DAY_MS = 24 * 3600_000;

/** A device as a module would describe it. */
export function fakeDescriptor(
  name: string,
  overrides: Partial<DeviceDescriptor> = {},
): DeviceDescriptor {
  return {
    name,
    kind: 'f5-bigip',
    host: `${name}.mgmt.example.com`,
    port: 443,
    site: 'berlin',
    environment: 'production',
    tags: [],
    ownerRef: 'group:default/network',
    tlsVerification: 'custom-ca',
    ...overrides,
  };
}

/** A certificate that is installed, bound by a profile and used by a virtual server. */
export interface FakeCertificate {
  /** Object name without partition and extension: `shop`. */
  object: string;
  names: string[];
  partition?: string;
  /** Days from `takenAt` to its end. */
  daysLeft?: number;
  issuer?: string;
}

/** A whole snapshot of a device that holds the given certificates. */
export function fakeSnapshot(
  device: string,
  certificates: FakeCertificate[],
  takenAt: number = Date.now(),
): DeviceSnapshot {
  const path = (c: FakeCertificate, suffix = '') =>
    `/${c.partition ?? 'Common'}/${c.object}${suffix}`;
  return {
    device,
    takenAt: new Date(takenAt).toISOString(),
    facts: {
      hostname: `${device}.example.com`,
      version: '16.1.3',
      build: '0.0.12',
      platform: 'Z100',
      serialNumber: 'fake',
      machineId: `machine-${device}`,
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
    certificates: certificates.map((c): SnapshotCertificate => {
      const fingerprint = fakeFingerprint(c);
      return {
        fullPath: path(c, '.crt'),
        checksum: `SHA1:1000:${fingerprint.slice(0, 40)}`,
        fingerprint,
        subject: `CN=${c.names[0]}`,
        issuer: `CN=${c.issuer ?? 'Example Issuing CA'}`,
        serialNumber: fingerprint.slice(0, 16),
        // Whole days from a fixed moment: equal input gives equal snapshots.
        notAfter: Date.parse('2027-01-01') + (c.daysLeft ?? 90) * DAY_MS,
        names: c.names,
        keyType: 'rsa',
        keySize: 2048,
        curve: null,
        isBundle: false,
        issuerCertificate: null,
        managedBy: null,
        createdAt: null,
        updatedAt: null,
      };
    }),
    keys: certificates.map(c => ({
      fullPath: path(c, '.key'),
      keyType: 'rsa',
      keySize: 2048,
      curve: null,
      securityType: 'normal',
    })),
    profiles: certificates.map(c => ({
      fullPath: path(c),
      side: 'client',
      parent: '/Common/clientssl',
      serverName: c.names[0],
      sniDefault: false,
      entries: [
        {
          name: 'default',
          certificate: path(c, '.crt'),
          key: path(c, '.key'),
          chain: null,
          inheritedFrom: null,
        },
      ],
      trusts: [],
    })),
    virtualServers: certificates.map((c, index) => ({
      fullPath: path(c, '-vs'),
      address: `192.0.2.${index + 1}`,
      port: 443,
      routeDomain: null,
      enabled: true,
      description: null,
      clientProfiles: [path(c)],
      serverProfiles: [],
    })),
    references: [],
    served: [],
    encodedCertificates: new Map(),
    warnings: [],
    calls: 12,
    handshakes: certificates.length,
  };
}

function fakeFingerprint(c: FakeCertificate): string {
  return createHash('sha256')
    .update(JSON.stringify([c.object, c.names, c.daysLeft, c.issuer]))
    .digest('hex');
}

/**
 * An inventory source whose devices do what the test says: `behave` is called for
 * every scan and answers the snapshot or throws.
 */
export class FakeInventorySource implements InventorySource {
  readonly id: string;
  readonly scans: string[] = [];
  /** Scans under way now and at most so far. */
  active = 0;
  maxActive = 0;
  behave: (options: ScanOptions) => Promise<DeviceSnapshot>;

  readonly #devices: DeviceDescriptor[];

  constructor(
    devices: DeviceDescriptor[],
    behave: (options: ScanOptions) => Promise<DeviceSnapshot> = async ({
      device,
    }) => fakeSnapshot(device, []),
    id: string = 'fake',
  ) {
    this.#devices = devices;
    this.behave = behave;
    this.id = id;
  }

  devices(): DeviceDescriptor[] {
    return this.#devices;
  }

  async scan(options: ScanOptions): Promise<DeviceSnapshot> {
    this.scans.push(options.device);
    this.active++;
    this.maxActive = Math.max(this.maxActive, this.active);
    try {
      return await this.behave(options);
    } finally {
      this.active--;
    }
  }
}
