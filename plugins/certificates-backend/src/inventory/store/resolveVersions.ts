import { Knex } from 'knex';
import {
  CertificateFacts,
  DeviceSnapshot,
  SnapshotCertificate,
} from '@cmt/backstage-plugin-certificates-node';
import { readInParts } from '../../database';
import { isMetadataId, metadataId, metadataNames } from '../identity';
import { InstallationRow } from '../rows';

/** Which version each file object of a snapshot holds. @internal */
export interface ResolvedVersions {
  /** Version id by full path. */
  versionIds: Map<string, string>;
  /** Versions by metadata that turned out to be versions by fingerprint. */
  aliases: Map<string, string>;
}

/**
 * Finds the version that each file object holds. A device that reports
 * fingerprints says so itself. For others, in this order:
 *
 * 1. another file with the same checksum whose fingerprint is known, here or on
 *    any device
 * 2. what is stored for this very file, when it has not changed
 * 3. metadata that were resolved before
 * 4. a leaf that was seen in a handshake with a virtual server that the file is
 *    bound to, with the same serial number, end, key and names
 *
 * else the digest of its metadata.
 *
 * @param leaves - facts of the leaves that the snapshot's handshakes showed
 * @internal
 */
export async function resolveVersions(
  knex: Knex,
  snapshot: DeviceSnapshot,
  stored: ReadonlyMap<string, InstallationRow>,
  leaves: ReadonlyMap<string, CertificateFacts>,
): Promise<ResolvedVersions> {
  const versionIds = new Map<string, string>();
  const aliases = new Map<string, string>();
  const open: SnapshotCertificate[] = [];
  for (const certificate of snapshot.certificates) {
    if (certificate.fingerprint) {
      versionIds.set(certificate.fullPath, certificate.fingerprint);
    } else {
      open.push(certificate);
    }
  }

  const byChecksum = await fingerprintsByChecksum(knex, snapshot, open);
  const byMetadata = await knownAliases(knex, open.map(metadataId));
  const byPath = open.length > 0 ? leavesByPath(snapshot, leaves) : new Map();
  for (const certificate of open) {
    const metadata = metadataId(certificate);
    const before = stored.get(certificate.fullPath);
    const fingerprint =
      (certificate.checksum && byChecksum.get(certificate.checksum)) ||
      (before && isSameFile(before, certificate) && known(before.version_id)) ||
      byMetadata.get(metadata) ||
      matchingLeaf(certificate, byPath.get(certificate.fullPath) ?? []);
    versionIds.set(certificate.fullPath, fingerprint || metadata);
    if (fingerprint && !byMetadata.has(metadata)) {
      aliases.set(metadata, fingerprint);
    }
  }

  // A device that was upgraded reports the fingerprint of a file that was known
  // by its metadata until now.
  for (const certificate of snapshot.certificates) {
    const before = stored.get(certificate.fullPath);
    if (
      certificate.fingerprint &&
      before &&
      isMetadataId(before.version_id) &&
      isSameFile(before, certificate)
    ) {
      aliases.set(before.version_id, certificate.fingerprint);
    }
  }
  return { versionIds, aliases };
}

function known(versionId: string): string | undefined {
  return isMetadataId(versionId) ? undefined : versionId;
}

/** Whether a file object still holds what it held. */
function isSameFile(
  before: InstallationRow,
  certificate: SnapshotCertificate,
): boolean {
  if (before.checksum !== null && certificate.checksum !== null) {
    return before.checksum === certificate.checksum;
  }
  return before.metadata_id === metadataId(certificate);
}

async function fingerprintsByChecksum(
  knex: Knex,
  snapshot: DeviceSnapshot,
  open: SnapshotCertificate[],
): Promise<Map<string, string>> {
  const wanted = open.flatMap(certificate => certificate.checksum ?? []);
  const rows = await readInParts(wanted, part =>
    knex('installations')
      .whereIn('checksum', part)
      .whereNot('version_id', 'like', 'm-%')
      .distinct<{ checksum: string; version_id: string }[]>(
        'checksum',
        'version_id',
      ),
  );
  const fingerprints = new Map(rows.map(r => [r.checksum, r.version_id]));
  for (const { checksum, fingerprint } of snapshot.certificates) {
    if (checksum && fingerprint) {
      fingerprints.set(checksum, fingerprint);
    }
  }
  return fingerprints;
}

async function knownAliases(
  knex: Knex,
  metadataIds: string[],
): Promise<Map<string, string>> {
  const rows = await readInParts(metadataIds, part =>
    knex('version_aliases')
      .whereIn('metadata_id', part)
      .select<{ metadata_id: string; version_id: string }[]>(
        'metadata_id',
        'version_id',
      ),
  );
  return new Map(rows.map(row => [row.metadata_id, row.version_id]));
}

/** Leaves that were served by virtual servers which a file object is bound to. */
function leavesByPath(
  snapshot: DeviceSnapshot,
  leaves: ReadonlyMap<string, CertificateFacts>,
): Map<string, CertificateFacts[]> {
  const pathsOfProfile = new Map(
    snapshot.profiles.map(profile => [
      profile.fullPath,
      profile.entries.map(entry => entry.certificate),
    ]),
  );
  const pathsOfServer = new Map(
    snapshot.virtualServers.map(server => [
      server.fullPath,
      server.clientProfiles.flatMap(path => pathsOfProfile.get(path) ?? []),
    ]),
  );
  const result = new Map<string, CertificateFacts[]>();
  for (const { virtualServer, chain } of snapshot.served) {
    const leaf = leaves.get(chain[0]);
    for (const path of leaf ? pathsOfServer.get(virtualServer) ?? [] : []) {
      result.set(path, [...(result.get(path) ?? []), leaf!]);
    }
  }
  return result;
}

function matchingLeaf(
  certificate: SnapshotCertificate,
  leaves: CertificateFacts[],
): string | undefined {
  const names = metadataNames(certificate);
  return leaves.find(
    leaf =>
      // Devices leave out the serial number 0.
      (certificate.serialNumber ?? '0') === leaf.serialNumber &&
      certificate.notAfter === leaf.notAfter &&
      (certificate.keyType === 'unknown' ||
        certificate.keyType === leaf.keyType) &&
      (certificate.keySize === null ||
        leaf.keySize === null ||
        certificate.keySize === leaf.keySize) &&
      // A long list of names may be cut off: none may contradict.
      names.every(name => leaf.names.includes(name)),
  )?.fingerprint;
}
