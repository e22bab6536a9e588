import {
  DeviceFacts,
  DeviceHighAvailability,
  KeyType,
  ManagedBy,
} from '@cmt/backstage-plugin-certificates-common';

/**
 * Everything that one scan learned about one device: complete, immutable and
 * consistent as far as the device allows. A source either returns a whole
 * snapshot or throws; there is no partial snapshot.
 *
 * @public
 */
export interface DeviceSnapshot {
  /** Name of the device in the inventory. */
  device: string;
  /** ISO 8601: when reading began. */
  takenAt: string;
  facts: DeviceFacts;
  highAvailability: DeviceHighAvailability;
  certificates: SnapshotCertificate[];
  keys: SnapshotKey[];
  profiles: SnapshotProfile[];
  virtualServers: SnapshotVirtualServer[];
  references: SnapshotReference[];
  served: ServedObservation[];
  /**
   * DER of each certificate that was seen in a handshake, by SHA-256
   * fingerprint in lower-case hexadecimal.
   */
  encodedCertificates: ReadonlyMap<string, Uint8Array>;
  /** What could not be read although the snapshot as a whole is good, for people. */
  warnings: string[];
  /** Number of management calls and handshakes made, for the scan's record. */
  calls: number;
  handshakes: number;
}

/**
 * A certificate file object, as the device's metadata describe it.
 *
 * @public
 */
export interface SnapshotCertificate {
  /** `/Partition/folder/name`. */
  fullPath: string;
  /** Digest of the raw file, for example `SHA1:1407:0b30…`. Equal text means equal file. */
  checksum: string | null;
  /** SHA-256 over the DER of the leaf, lower-case hexadecimal; absent before TMOS 13.1. */
  fingerprint: string | null;
  /** The device's own text, most specific part first, not escaped: never parse it for facts. */
  subject: string | null;
  issuer: string | null;
  /** Lower-case hexadecimal without separators or leading zeros. */
  serialNumber: string | null;
  /** Milliseconds since the epoch. */
  notAfter: number | null;
  /** From the device's text for the alternative names; normalised. */
  names: string[];
  keyType: KeyType;
  keySize: number | null;
  curve: string | null;
  /** The file holds more than one certificate. */
  isBundle: boolean;
  /** Full path of the configured issuer certificate, if any. */
  issuerCertificate: string | null;
  managedBy: ManagedBy | null;
  /** ISO 8601, from the device. */
  createdAt: string | null;
  updatedAt: string | null;
}

/**
 * Metadata of a private key. Never its material, never its passphrase.
 *
 * @public
 */
export interface SnapshotKey {
  fullPath: string;
  keyType: KeyType;
  keySize: number | null;
  curve: string | null;
  /** `normal`, `password`, `fips` or `nethsm`. */
  securityType: string;
}

/**
 * An SSL profile with every value resolved: what the device would use, and which
 * ancestor it comes from.
 *
 * @public
 */
export interface SnapshotProfile {
  fullPath: string;
  side: 'client' | 'server';
  /** Full path of the parent profile. */
  parent: string | null;
  serverName: string | null;
  sniDefault: boolean;
  /** Certificate, key and chain entries; a server-side profile has at most one. */
  entries: SnapshotProfileEntry[];
  /** Full paths of certificates used to trust peers. */
  trusts: { field: string; fullPath: string }[];
}

/** @public */
export interface SnapshotProfileEntry {
  /** Name of the `certKeyChain` entry; `null` on server-side profiles. */
  name: string | null;
  certificate: string;
  key: string | null;
  chain: string | null;
  /** Full path of the ancestor that owns this entry; `null` when the profile itself does. */
  inheritedFrom: string | null;
}

/** @public */
export interface SnapshotVirtualServer {
  fullPath: string;
  /** IP address without route domain; `null` for a wildcard or internal virtual server. */
  address: string | null;
  /** `null` for a wildcard port. */
  port: number | null;
  routeDomain: number | null;
  enabled: boolean;
  description: string | null;
  /** Full paths of its client-ssl and server-ssl profiles. */
  clientProfiles: string[];
  serverProfiles: string[];
}

/**
 * Something other than an SSL profile or virtual server that names a
 * certificate.
 *
 * @public
 */
export interface SnapshotReference {
  /** Collection path of the object that refers: `ltm/monitor/https`. */
  kind: string;
  object: string;
  field: string;
  /** Full path of the certificate. */
  certificate: string;
}

/**
 * What a virtual server answered in a TLS handshake.
 *
 * @public
 */
export interface ServedObservation {
  virtualServer: string;
  /** The SNI name that was sent; `null` for none. */
  serverName: string | null;
  /** Restricts the handshake to one kind of certificate where a profile holds several. */
  keyType: KeyType | null;
  result: 'served' | 'unreachable' | 'not-checked';
  /** Fingerprints, leaf first, as sent by the server. */
  chain: string[];
  /** Why it was unreachable or not checked, for people. */
  detail: string | null;
  /** ISO 8601. */
  checkedAt: string;
}
