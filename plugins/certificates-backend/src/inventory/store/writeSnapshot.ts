import { Knex } from 'knex';
import {
  chunk,
  insertRows,
  raiseRevision,
  readInParts,
  writeDiff,
} from '../../database';
import { deviceFeedContent, writeFeed } from '../feed';
import { updateRollups } from '../rollup';
import { ApplyContext } from '../types';
import { assignCluster, clusterFeedChanges } from './assignCluster';
import {
  mergeVersions,
  MovedCertificates,
  reassignInstallations,
} from './mergeVersions';
import { deviceFactColumns, SnapshotPlan } from './planSnapshot';

/**
 * Writes the difference between a snapshot and what is stored, and everything
 * that follows from it. Needs the inventory's lock.
 *
 * @returns ids of the certificates whose facts were computed anew, sorted
 * @internal
 */
export async function writeSnapshot(
  transaction: Knex.Transaction,
  plan: SnapshotPlan,
  context: ApplyContext,
): Promise<string[]> {
  if (plan.empty) {
    return [];
  }
  const { versions, installations, snapshot, state } = plan;

  await insertRows({
    knex: transaction,
    table: 'encoded_certificates',
    rows: versions.encoded,
    conflict: { columns: ['fingerprint'], action: 'ignore' },
  });
  await insertRows({
    knex: transaction,
    table: 'versions',
    rows: versions.upserts,
    conflict: { columns: ['id'], action: 'merge' },
  });
  await writeInstallations(transaction, plan, context.now);
  for (const diff of [...plan.diffs, plan.served.diff]) {
    await writeDiff(transaction, diff);
  }

  const merged = await mergeVersions(transaction, versions.aliases);
  const moved = await reassignInstallations(
    transaction,
    new Set([...merged, ...versions.renamed]),
    context.identityScope,
  );

  const clusterId = plan.moved
    ? await assignCluster(transaction, snapshot)
    : state.device.cluster_id;
  if (plan.moved) {
    await transaction('devices')
      .where('name', snapshot.device)
      .update({
        ...deviceFactColumns(snapshot),
        environment: context.device.environment,
        cluster_id: clusterId,
      });
  }

  const touched = await touchedCertificates(transaction, plan, moved);
  const feed = await updateRollups(transaction, {
    certificateIds: touched,
    identities: new Map([...installations.identities, ...moved.identities]),
    devices: [snapshot.device],
    now: context.now,
  });
  await writeFeed(transaction, [
    {
      kind: 'device',
      id: snapshot.device,
      content: deviceFeedContent(context.device, snapshot.facts.hostname),
    },
    ...(plan.moved
      ? await clusterFeedChanges(transaction, [
          state.device.cluster_id,
          clusterId,
        ])
      : []),
    ...feed,
  ]);
  await raiseRevision(transaction);
  return [...touched].sort();
}

async function writeInstallations(
  transaction: Knex.Transaction,
  { installations }: SnapshotPlan,
  now: number,
): Promise<void> {
  for (const part of chunk(installations.closes, 500)) {
    await transaction('installations')
      .whereIn(
        'id',
        part.map(row => row.id),
      )
      .update({ removed_at: now });
  }
  for (const { id, values } of installations.updates) {
    await transaction('installations').where('id', id).update(values);
  }
  await insertRows({
    knex: transaction,
    table: 'installations',
    rows: installations.inserts,
  });
}

/** Ids of all certificates that the difference may have changed. */
async function touchedCertificates(
  transaction: Knex.Transaction,
  plan: SnapshotPlan,
  moved: MovedCertificates,
): Promise<Set<string>> {
  const { installations, state, versions, served } = plan;
  const ids = new Set(moved.touched);
  const paths = plan.moved
    ? [...installations.certificateIds.keys(), ...state.installations.keys()]
    : plan.touched;
  for (const path of paths) {
    const before = state.installations.get(path)?.certificate_id;
    const after = installations.certificateIds.get(path);
    for (const id of [before, after]) {
      if (id) {
        ids.add(id);
      }
    }
  }

  // Versions whose facts are new, or that are served elsewhere than before.
  const versionIds = new Set(versions.upserts.map(row => String(row.id)));
  for (const row of [...served.diff.upserts, ...served.diff.deletes]) {
    if (row.fingerprint) {
      versionIds.add(String(row.fingerprint));
    }
  }
  const changedServers = new Set(
    served.diff.upserts.map(row => String(row.virtual_server)),
  );
  for (const row of served.before) {
    if (row.fingerprint && changedServers.has(row.virtual_server)) {
      versionIds.add(row.fingerprint);
    }
  }
  const rows = await readInParts(versionIds, part =>
    transaction('installations')
      .whereIn('version_id', part)
      .distinct()
      .pluck<string[]>('certificate_id'),
  );
  for (const id of rows) {
    ids.add(id);
  }
  return ids;
}
