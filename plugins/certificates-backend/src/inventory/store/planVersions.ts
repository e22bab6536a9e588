import { Knex } from 'knex';
import {
  CertificateFacts,
  DeviceSnapshot,
  SnapshotCertificate,
} from '@cmt/backstage-plugin-certificates-node';
import { readInParts, Row } from '../../database';
import { isMetadataId } from '../identity';
import { VersionRow } from '../rows';
import { DeviceState } from './deviceState';
import { readEncoded } from './readEncoded';
import { resolveVersions } from './resolveVersions';
import { versionRowFromFacts, versionRowFromMetadata } from './versionRows';

/** Versions of a snapshot and what has to be written for them. @internal */
export interface VersionPlan {
  /** Version id by full path. */
  versionIds: Map<string, string>;
  /** Facts by version id, as they will be stored. */
  versions: Map<string, Pick<VersionRow, 'names' | 'subject'>>;
  encoded: Row[];
  /** New versions, and versions whose encoded certificate became known. */
  upserts: Row[];
  /** Versions that exist and whose names change with their facts. */
  renamed: Set<string>;
  /** Versions by metadata and the versions that they turned out to be. */
  aliases: Map<string, string>;
}

/** @internal */
export async function planVersions(
  knex: Knex,
  snapshot: DeviceSnapshot,
  state: DeviceState,
  now: number,
): Promise<VersionPlan> {
  const leaves = snapshot.certificates.some(c => !c.fingerprint)
    ? new Set(snapshot.served.flatMap(({ chain }) => chain.slice(0, 1)))
    : new Set<string>();
  const encoded = await readEncoded(knex, snapshot.encodedCertificates, leaves);
  const { versionIds, aliases } = await resolveVersions(
    knex,
    snapshot,
    state.installations,
    encoded.facts,
  );

  // Certificates that were served earlier and are installed now, or were served
  // by another device, are known too.
  const stored = await readVersions(knex, versionIds.values());
  const facts = await factsOf(
    knex,
    [...new Set(versionIds.values())].filter(
      id => stored.get(id)?.facts_source !== 'der',
    ),
    encoded.facts,
  );
  // New encoded certificates may also complete versions of other devices.
  for (const [id, row] of await readVersions(knex, encoded.facts.keys())) {
    stored.set(id, row);
  }

  const certificates = new Map<string, SnapshotCertificate>();
  for (const certificate of snapshot.certificates) {
    certificates.set(versionIds.get(certificate.fullPath) ?? '', certificate);
  }

  const plan: VersionPlan = {
    versionIds,
    versions: new Map(),
    encoded: encoded.inserts,
    upserts: [],
    renamed: new Set(),
    aliases,
  };
  for (const id of new Set([...versionIds.values(), ...stored.keys()])) {
    const before = stored.get(id);
    if (before?.facts_source === 'der') {
      plan.versions.set(id, before);
      continue;
    }
    const firstSeenAt = Number(before?.first_seen_at ?? now);
    const known = facts.get(id);
    const certificate = certificates.get(id);
    const row = known
      ? versionRowFromFacts(known, firstSeenAt)
      : !before && certificate
      ? versionRowFromMetadata(id, certificate, firstSeenAt)
      : undefined;
    if (row) {
      plan.upserts.push(row);
      plan.versions.set(id, row as VersionRow);
      if (before && before.names !== row.names) {
        plan.renamed.add(id);
      }
    } else if (before) {
      plan.versions.set(id, before);
    }
  }
  return plan;
}

async function readVersions(
  knex: Knex,
  ids: Iterable<string>,
): Promise<Map<string, VersionRow>> {
  const rows = await readInParts(ids, part =>
    knex<VersionRow>('versions').whereIn('id', part).select('*'),
  );
  return new Map(rows.map(row => [row.id, row]));
}

async function factsOf(
  knex: Knex,
  versionIds: string[],
  known: ReadonlyMap<string, CertificateFacts>,
): Promise<Map<string, CertificateFacts>> {
  const missing = versionIds.filter(id => !isMetadataId(id) && !known.has(id));
  const read = await readEncoded(knex, new Map(), new Set(missing));
  return new Map([...known, ...read.facts]);
}
