import {
  KeyType,
  PlannedChange,
  PlannedProof,
} from '@cmt/backstage-plugin-certificates-common';
import { SnapshotProfile } from '@cmt/backstage-plugin-certificates-node';
import { planHandshakes } from '../../handshake/plan';
import { Lookup } from './lookup';

const NO_HANDSHAKE_BEHIND =
  'A server-side certificate is shown only to the servers behind the device; the profile is read back instead.';
const NOT_USED = 'No virtual server uses the profile.';

/** Which handshakes prove the changes, or why none can. */
export function planProofs(
  changes: readonly PlannedChange[],
  lookup: Lookup,
  keyType: KeyType,
): PlannedProof[] {
  const client = changes.filter(({ side }) => side === 'client');
  const planned = planHandshakes({
    virtualServers: withNewProfiles(lookup, client),
    profiles: [...lookup.reading.resolved, ...newProfiles(client)],
    certificates: lookup.reading.certificates,
    sniRequired: lookup.reading.sniRequired,
  });
  const proofs = client.flatMap(change => {
    const profiles = new Set([change.profile, ...change.inheritedBy]);
    return planned
      .filter(
        ({ virtualServer, profile, keyType: only }) =>
          change.virtualServers.includes(virtualServer) &&
          (profile === null || profiles.has(profile)) &&
          (only === null || only === keyType),
      )
      .map(
        (handshake): PlannedProof => ({
          virtualServer: handshake.virtualServer,
          address: handshake.probe?.address ?? null,
          port: handshake.probe?.port ?? null,
          serverName: handshake.probe?.serverName ?? handshake.serverName,
          keyType: handshake.keyType,
          expected: change.after.fingerprint!,
          before: change.before?.fingerprint ?? null,
          unprovable: handshake.probe ? null : handshake.reason,
        }),
      );
  });
  const behind = changes
    .filter(({ side }) => side === 'server')
    .flatMap(change =>
      change.virtualServers.map(virtualServer =>
        unprovable(virtualServer, change, NO_HANDSHAKE_BEHIND),
      ),
    );
  return unique([...proofs, ...behind]);
}

/** Why there is nothing to prove for a change that no virtual server shows. */
export function unusedReason({ virtualServers }: PlannedChange): string | null {
  return virtualServers.length === 0 ? NOT_USED : null;
}

function unprovable(
  virtualServer: string,
  change: PlannedChange,
  reason: string,
): PlannedProof {
  return {
    virtualServer,
    address: null,
    port: null,
    serverName: null,
    keyType: null,
    expected: change.after.fingerprint!,
    before: change.before?.fingerprint ?? null,
    unprovable: reason,
  };
}

/** Virtual servers as they are after new profiles are put on them. */
function withNewProfiles(lookup: Lookup, changes: readonly PlannedChange[]) {
  const created = changes.filter(({ create }) => create !== null);
  return lookup.reading.virtualServers.map(virtual => ({
    ...virtual,
    clientProfiles: [
      ...virtual.clientProfiles,
      ...created
        .filter(({ virtualServers }) =>
          virtualServers.includes(virtual.fullPath),
        )
        .map(({ profile }) => profile),
    ],
  }));
}

function newProfiles(changes: readonly PlannedChange[]): SnapshotProfile[] {
  return changes.flatMap(({ create, profile, entry, after }) =>
    create
      ? [
          {
            fullPath: profile,
            side: 'client' as const,
            parent: create.parent,
            serverName: create.serverName,
            sniDefault: create.sniDefault,
            entries: [
              {
                name: entry,
                certificate: after.certificate,
                key: after.key,
                chain: after.chain,
                inheritedFrom: null,
              },
            ],
            trusts: [],
          },
        ]
      : [],
  );
}

/** One proof for each question, sorted. */
function unique(proofs: readonly PlannedProof[]): PlannedProof[] {
  const keyOf = ({ virtualServer, serverName, keyType }: PlannedProof) =>
    JSON.stringify([virtualServer, serverName ?? '', keyType ?? '']);
  return [...new Map(proofs.map(proof => [keyOf(proof), proof])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, proof]) => proof);
}
