import { Knex } from 'knex';
import {
  BigIntColumn,
  chunk,
  deleteRows,
  diffRows,
  fromJson,
  insertRows,
  readInParts,
  Row,
  RowDiff,
  sameValues,
  TableShape,
  writeDiff,
} from '../../database';
import { certificateFeedContent, FeedChange } from '../feed';
import { RuleFinding } from '../findings';
import { CertificateIdentity } from '../identity';
import { LISTING } from '../rows';
import { collectRollupInputs } from './collect';
import { CertificateRollup, computeRollup } from './computeRollup';

/**
 * Certificates and installations per round: bounds memory and the length of
 * lists in statements. One wildcard can be installed thousands of times.
 */
const BATCH_SIZE = 300;
const BATCH_INSTALLATIONS = 5_000;

/** Tables that follow from the inventory, by certificate. */
const DERIVED_TABLES: readonly TableShape[] = [
  { table: 'certificates', key: ['id'] },
  {
    table: 'certificate_versions',
    key: ['certificate_id', 'version_id'],
  },
  { table: 'certificate_search', key: ['certificate_id'] },
  { table: 'certificate_devices', key: ['certificate_id', 'device'] },
  {
    table: 'certificate_findings',
    key: ['certificate_id', 'code', 'device', 'object', 'server_name'],
  },
];

/**
 * Computes anew what is stored about some certificates and writes what differs.
 * Needs the inventory's lock.
 *
 * @returns what the catalog feed has to say about these certificates
 * @internal
 */
export async function updateRollups(
  transaction: Knex.Transaction,
  options: {
    certificateIds: Iterable<string>;
    /** Identities of certificates that may be new. */
    identities: ReadonlyMap<string, CertificateIdentity>;
    /** Devices whose counts may differ although no certificate's row does. */
    devices: readonly string[];
    now: number;
  },
): Promise<FeedChange[]> {
  const feed: FeedChange[] = [];
  const devices = new Set(options.devices);
  for await (const ids of batches(transaction, options.certificateIds)) {
    const inputs = await collectRollupInputs(transaction, ids);
    const rollups: CertificateRollup[] = [];
    const dropped: string[] = [];
    for (const id of ids) {
      const rollup = computeRollup(
        inputs,
        id,
        options.identities.get(id),
        options.now,
      );
      if (rollup) {
        rollups.push(rollup);
      } else {
        dropped.push(id);
      }
      feed.push({
        kind: 'certificate',
        id,
        content: rollup && isCatalogued(rollup) ? feedContent(rollup) : null,
      });
    }
    await writeShapes(transaction, rollups);
    for (const diff of await diffDerived(
      transaction,
      ids,
      rollups,
      options.now,
    )) {
      await writeDiff(transaction, diff);
      if (diff.shape.table === 'certificate_devices') {
        for (const row of [...diff.upserts, ...diff.deletes]) {
          devices.add(String(row.device));
        }
      }
    }
    await dropOwnership(transaction, dropped);
  }
  await countCertificates(transaction, devices);
  return feed;
}

async function* batches(
  transaction: Knex.Transaction,
  certificateIds: Iterable<string>,
): AsyncGenerator<string[]> {
  for (const ids of chunk([...certificateIds].sort(), BATCH_SIZE)) {
    const rows = await transaction('installations')
      .whereIn('certificate_id', ids)
      .groupBy('certificate_id')
      .select<{ certificate_id: string; count: BigIntColumn }[]>(
        'certificate_id',
        transaction.raw('count(*) as count'),
      );
    const counts = new Map(
      rows.map(row => [row.certificate_id, Number(row.count)]),
    );
    let batch: string[] = [];
    let installations = 0;
    for (const id of ids) {
      const count = counts.get(id) ?? 0;
      if (batch.length > 0 && installations + count > BATCH_INSTALLATIONS) {
        yield batch;
        batch = [];
        installations = 0;
      }
      batch.push(id);
      installations += count;
    }
    if (batch.length > 0) {
      yield batch;
    }
  }
}

/**
 * Whether a certificate is worth an entity: what lists show, except for what
 * ships with a device, which nobody can own.
 */
function isCatalogued({ row }: CertificateRollup): boolean {
  return row.listing === LISTING.current && row.category !== 'factory';
}

function feedContent({ row, devices, protects }: CertificateRollup) {
  return certificateFeedContent({
    id: row.id,
    entityName: row.entity_name,
    title: row.title,
    names: fromJson<string[]>(row.names),
    ownerRef: row.owner_ref || null,
    systemRef: row.system_ref,
    protects,
    devices,
    environments: fromJson<string[]>(row.environments),
  });
}

async function writeShapes(
  transaction: Knex.Transaction,
  rollups: readonly CertificateRollup[],
): Promise<void> {
  const shapes = new Map(
    rollups.map(({ row, shape }) => [row.shape, shape] as const),
  );
  const stored = await readInParts(shapes.keys(), part =>
    transaction('certificate_shapes').whereIn('id', part).pluck<string[]>('id'),
  );
  stored.forEach(id => shapes.delete(id));
  await insertRows({
    knex: transaction,
    table: 'certificate_shapes',
    rows: [...shapes.values()],
  });
}

async function diffDerived(
  transaction: Knex.Transaction,
  ids: readonly string[],
  rollups: readonly CertificateRollup[],
  now: number,
): Promise<RowDiff[]> {
  const diffs: RowDiff[] = [];
  for (const shape of DERIVED_TABLES) {
    const stored = await readInParts(ids, part =>
      transaction(shape.table).whereIn(shape.key[0], part).select<Row[]>('*'),
    );
    const wanted = rollups.flatMap(rollup =>
      derivedRows(shape.table, rollup, now),
    );
    const diff = diffRows(shape, stored, wanted);
    diffs.push(
      shape.table === 'certificate_findings' ? keepSince(diff, stored) : diff,
    );
  }
  return diffs;
}

function derivedRows(
  table: string,
  rollup: CertificateRollup,
  now: number,
): Row[] {
  const certificate_id = rollup.row.id;
  switch (table) {
    case 'certificates':
      return [rollup.row];
    case 'certificate_versions':
      return rollup.versions;
    case 'certificate_search':
      return [
        {
          certificate_id,
          listing: rollup.row.listing,
          content: rollup.search,
        },
      ];
    case 'certificate_devices':
      return rollup.devices.map(device => ({ certificate_id, device }));
    case 'certificate_findings':
      return rollup.findings.map(finding =>
        findingRow(certificate_id, finding, now),
      );
    default:
      throw new Error(`Nothing says what table ${table} holds`);
  }
}

function findingRow(
  certificate_id: string,
  finding: RuleFinding,
  now: number,
): Row {
  return {
    certificate_id,
    code: finding.code,
    device: finding.device ?? '',
    object: finding.object ?? '',
    server_name: finding.serverName ?? '',
    facts: JSON.stringify(finding.facts ?? {}),
    since: now,
  };
}

/** A finding that was there before keeps the moment when it was first seen. */
function keepSince(diff: RowDiff, stored: readonly Row[]): RowDiff {
  const since = new Map(
    stored.map(row => [JSON.stringify(diff.shape.key.map(k => row[k])), row]),
  );
  const upserts = diff.upserts.flatMap(row => {
    const before = since.get(JSON.stringify(diff.shape.key.map(k => row[k])));
    const kept = before ? { ...row, since: Number(before.since) } : row;
    return before && sameValues(before, kept) ? [] : [kept];
  });
  return { ...diff, upserts };
}

async function dropOwnership(
  transaction: Knex.Transaction,
  ids: readonly string[],
): Promise<void> {
  for (const table of ['certificate_ownership', 'certificate_entities']) {
    await deleteRows({
      knex: transaction,
      table,
      columns: ['certificate_id'],
      rows: ids.map(certificate_id => ({ certificate_id })),
    });
  }
}

async function countCertificates(
  transaction: Knex.Transaction,
  devices: ReadonlySet<string>,
): Promise<void> {
  await readInParts(devices, async part => {
    await transaction('devices')
      .whereIn('name', part)
      .update({
        certificate_count: transaction('certificate_devices')
          .count('*')
          .where('device', transaction.ref('devices.name')),
      });
    return [];
  });
}
