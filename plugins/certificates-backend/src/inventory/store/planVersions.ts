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
import { readNewCertificates, readStoredFacts } from './readEncoded';
import { resolveVersions } from './resolveVersions';
import { SnapshotCertificates } from './SnapshotCertificates';
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
  certificates: SnapshotCertificates,
  state: DeviceState,
  now: number,
): Promise<VersionPlan> {
  const encoded = await readNewCertificates(knex, snapshot, certificates);
  const facts = new Map(encoded.facts);
  const read = async (fingerprints: string[]) => {
    const missing = fingerprints.filter(
      id => !isMetadataId(id) && !facts.has(id),
    );
    for (const [id, known] of await readStoredFacts(
      knex,
      missing,
      certificates,
    )) {
      facts.set(id, known);
    }
    return facts;
  };
  const { versionIds, aliases } = await resolveVersions(
    knex,
    snapshot,
    state.installations,
    read,
  );

  // Certificates that were served earlier and are installed now, or were served
  // by another device, are known too.
  const stored = await readVersions(knex, versionIds.values());
  await read(
    [...new Set(versionIds.values())].filter(
      id => stored.get(id)?.facts_source !== 'der',
    ),
  );
  // New encoded certificates may also complete versions of other devices.
  for (const [id, row] of await readVersions(knex, encoded.facts.keys())) {
    stored.set(id, row);
  }

  const files = new Map<string, SnapshotCertificate>();
  for (const certificate of snapshot.certificates) {
    files.set(versionIds.get(certificate.fullPath) ?? '', certificate);
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
    const row = newRow(id, before, facts.get(id), files.get(id), now);
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

/** What has to be stored for a version that is new or was known by metadata. */
function newRow(
  id: string,
  before: VersionRow | undefined,
  facts: CertificateFacts | undefined,
  certificate: SnapshotCertificate | undefined,
  now: number,
): Row | undefined {
  if (facts) {
    return versionRowFromFacts(facts, Number(before?.first_seen_at ?? now));
  }
  return !before && certificate
    ? versionRowFromMetadata(id, certificate, now)
    : undefined;
}
