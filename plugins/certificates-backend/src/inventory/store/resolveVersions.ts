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
 * @param readFacts - reads the facts of certificates that handshakes showed
 * @internal
 */
export async function resolveVersions(
  knex: Knex,
  snapshot: DeviceSnapshot,
  stored: ReadonlyMap<string, InstallationRow>,
  readFacts: (
    fingerprints: string[],
  ) => Promise<ReadonlyMap<string, CertificateFacts>>,
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
  const unresolved: SnapshotCertificate[] = [];
  const resolve = (certificate: SnapshotCertificate, fingerprint: string) => {
    const metadata = metadataId(certificate);
    versionIds.set(certificate.fullPath, fingerprint);
    if (!byMetadata.has(metadata)) {
      aliases.set(metadata, fingerprint);
    }
  };
  for (const certificate of open) {
    const before = stored.get(certificate.fullPath);
    const fingerprint =
      (certificate.checksum && byChecksum.get(certificate.checksum)) ||
      (before && isSameFile(before, certificate) && known(before.version_id)) ||
      byMetadata.get(metadataId(certificate));
    if (fingerprint) {
      resolve(certificate, fingerprint);
    } else {
      unresolved.push(certificate);
    }
  }

  const shown = leavesByPath(snapshot, unresolved);
  const facts = await readFacts([...shown.values()].flat());
  for (const certificate of unresolved) {
    const leaf = matchingLeaf(
      certificate,
      (shown.get(certificate.fullPath) ?? []).flatMap(
        fingerprint => facts.get(fingerprint) ?? [],
      ),
    );
    if (leaf) {
      resolve(certificate, leaf);
    } else {
      versionIds.set(certificate.fullPath, metadataId(certificate));
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
  certificates: SnapshotCertificate[],
): Map<string, string[]> {
  const leaves = new Map<string, string[]>(
    certificates.map(certificate => [certificate.fullPath, []]),
  );
  if (leaves.size === 0) {
    return leaves;
  }
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
  for (const { virtualServer, chain } of snapshot.served) {
    for (const path of pathsOfServer.get(virtualServer) ?? []) {
      leaves.get(path)?.push(...chain.slice(0, 1));
    }
  }
  return leaves;
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
