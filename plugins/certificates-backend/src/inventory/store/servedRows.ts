import {
  nameCovers,
  normalizeName,
} from '@cmt/backstage-plugin-certificates-common';
import {
  DeviceSnapshot,
  SnapshotProfile,
} from '@cmt/backstage-plugin-certificates-node';
import { TableShape, toFlag } from '../../database';
import { ServedRow } from '../rows';
import { SnapshotCertificates } from './SnapshotCertificates';

/** @internal */
export const SERVED_TABLE: TableShape = {
  table: 'served_certificates',
  key: ['virtual_server', 'server_name', 'key_type'],
};

/**
 * The rows that say what the virtual servers of a snapshot served, and whether
 * that is what their profiles hold.
 *
 * @param stored - rows of the last scan: the judgement of an unchanged chain is
 *   taken from there
 * @param versionIds - version of each installed certificate by full path
 * @internal
 */
export function servedRows(
  snapshot: DeviceSnapshot,
  certificates: SnapshotCertificates,
  stored: readonly ServedRow[],
  versionIds: ReadonlyMap<string, string>,
): ServedRow[] {
  const judged = new Map(
    stored
      .filter(row => row.chain_status === 'complete')
      .map(row => [row.chain, row]),
  );
  const profiles = new Map(
    snapshot.profiles
      .filter(profile => profile.side === 'client')
      .map(profile => [profile.fullPath, profile]),
  );
  const profilesOfServer = new Map(
    snapshot.virtualServers.map(server => [
      server.fullPath,
      server.clientProfiles.flatMap(path => profiles.get(path) ?? []),
    ]),
  );

  return snapshot.served.map(observation => {
    const responsible = responsibleProfiles(
      profilesOfServer.get(observation.virtualServer) ?? [],
      observation.serverName,
    );
    const served = observation.result === 'served';
    const fingerprint = served ? observation.chain[0] ?? null : null;
    const chain = JSON.stringify(served ? observation.chain : []);
    const known = judged.get(chain);
    const assessment = known
      ? { status: known.chain_status, publicRoot: known.public_root === 1 }
      : certificates.assessChain(served ? observation.chain : []);
    return {
      device: snapshot.device,
      virtual_server: observation.virtualServer,
      server_name: observation.serverName ?? '',
      key_type: observation.keyType ?? '',
      result: observation.result,
      fingerprint,
      chain,
      chain_status: assessment.status,
      public_root: toFlag(assessment.publicRoot),
      profiles: JSON.stringify(responsible.map(p => p.fullPath).sort()),
      matched:
        fingerprint === null
          ? null
          : toFlag(
              responsible.some(profile =>
                profile.entries.some(
                  entry => versionIds.get(entry.certificate) === fingerprint,
                ),
              ),
            ),
      detail: observation.detail,
    };
  });
}

/**
 * The profiles of a virtual server that may answer for a server name: those that
 * carry the name, else those with a wildcard that covers it, else the default
 * one together with those that carry no name (newer versions match these by the
 * names in their certificates).
 *
 * @internal
 */
export function responsibleProfiles(
  profiles: readonly SnapshotProfile[],
  serverName: string | null,
): SnapshotProfile[] {
  if (serverName !== null) {
    const wanted = normalizeName(serverName);
    const named = profiles.filter(profile => profile.serverName !== null);
    const exact = named.filter(
      profile => normalizeName(profile.serverName ?? '') === wanted,
    );
    if (exact.length > 0) {
      return exact;
    }
    const covering = named.filter(profile =>
      nameCovers(profile.serverName ?? '', wanted),
    );
    if (covering.length > 0) {
      return covering;
    }
  }
  const fallback = profiles.filter(profile => profile.sniDefault);
  if (serverName === null && fallback.length > 0) {
    return fallback;
  }
  const unnamed = profiles.filter(profile => profile.serverName === null);
  const candidates = [...new Set([...fallback, ...unnamed])];
  return candidates.length > 0 ? candidates : profiles.slice(0, 1);
}
