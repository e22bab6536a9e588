import { Knex } from 'knex';
import { Page } from '@cmt/backstage-plugin-certificates-common';
import {
  diffRows,
  fromJson,
  insertRows,
  isEmptyDiff,
  lockInventory,
  raiseRevision,
  readInParts,
  Row,
  transact,
  writeDiff,
} from '../../database';
import { writeFeed } from '../feed';
import { updateRollups } from '../rollup';
import { LISTING } from '../rows';
import { OwnershipAssignment, OwnershipInput, OwnershipStore } from '../types';

const DEFAULT_PAGE = 500;

/**
 * {@link OwnershipStore} in the plugin's database.
 *
 * @internal
 */
export class DatabaseOwnershipStore implements OwnershipStore {
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  async readInputs(
    options: { ids?: readonly string[]; limit?: number; cursor?: string } = {},
  ): Promise<Page<OwnershipInput>> {
    const limit = options.limit ?? DEFAULT_PAGE;
    const ids = options.ids && [...options.ids].sort();
    const start = options.cursor ?? '';
    const query = this.#knex('certificates')
      .where('listing', LISTING.current)
      .where('id', '>', start)
      .orderBy('id')
      .limit(limit)
      .select<{ id: string; names: string; environments: string }[]>(
        'id',
        'names',
        'environments',
      );
    if (ids) {
      query.whereIn('id', ids.filter(id => id > start).slice(0, limit));
    }
    const certificates = await query;
    const items = await this.#inputs(certificates);
    const scanned = ids
      ? ids.filter(id => id > start).slice(0, limit)
      : certificates.map(row => row.id);
    const last = scanned[scanned.length - 1];
    return {
      items,
      ...(scanned.length === limit && last && { nextCursor: last }),
    };
  }

  async #inputs(
    certificates: { id: string; names: string; environments: string }[],
  ): Promise<OwnershipInput[]> {
    const inputs = new Map<string, OwnershipInput>(
      certificates.map(row => [
        row.id,
        {
          certificateId: row.id,
          names: fromJson<string[]>(row.names),
          environments: fromJson<string[]>(row.environments),
          installations: [],
          virtualServers: [],
          current: null,
        },
      ]),
    );
    const installations = await readInParts(inputs.keys(), part =>
      this.#knex('installations')
        .whereIn('certificate_id', part)
        .whereNull('removed_at')
        .orderBy(['device', 'full_path'])
        .select<
          { certificate_id: string; device: string; full_path: string }[]
        >('certificate_id', 'device', 'full_path'),
    );
    for (const row of installations) {
      inputs.get(row.certificate_id)?.installations.push({
        device: row.device,
        fullPath: row.full_path,
        partition: row.full_path.split('/')[1] ?? '',
      });
    }
    for (const row of await this.#virtualServers([...inputs.keys()])) {
      inputs.get(row.certificate_id)?.virtualServers.push({
        device: row.device,
        fullPath: row.virtual_server,
      });
    }
    const stored = await readInParts(inputs.keys(), part =>
      this.#knex('certificate_ownership')
        .whereIn('certificate_id', part)
        .select<{ certificate_id: string; assignment: string }[]>('*'),
    );
    for (const row of stored) {
      const input = inputs.get(row.certificate_id);
      if (input) {
        input.current = fromJson<OwnershipAssignment>(row.assignment);
      }
    }
    return [...inputs.values()];
  }

  #virtualServers(ids: string[]) {
    type Use = {
      certificate_id: string;
      device: string;
      virtual_server: string;
    };
    return readInParts<Use>(ids, part =>
      this.#knex('installations as i')
        .join('bindings as b', join =>
          join
            .on('b.device', 'i.device')
            .on('b.certificate_path', 'i.full_path'),
        )
        .join('virtual_server_profiles as v', join =>
          join
            .on('v.device', 'b.device')
            .on('v.side', 'b.side')
            .on('v.profile', 'b.profile'),
        )
        .whereIn('i.certificate_id', part)
        .whereNull('i.removed_at')
        .whereNot('b.role', 'ca')
        .orderBy(['v.device', 'v.virtual_server'])
        .distinct<Use[]>('i.certificate_id', 'v.device', 'v.virtual_server'),
    );
  }

  async replace(
    assignments: readonly OwnershipAssignment[],
    options: { now: number },
  ): Promise<{ changed: string[] }> {
    const planned = await planAssignments(this.#knex, assignments);
    if (planned.length === 0) {
      return { changed: [] };
    }
    return transact(this.#knex, async transaction => {
      await lockInventory(transaction);
      const changes = await planAssignments(transaction, assignments);
      const ids = changes.map(change => change.certificateId);
      await insertRows({
        knex: transaction,
        table: 'certificate_ownership',
        rows: changes.map(change => ({
          certificate_id: change.certificateId,
          assignment: assignmentJson(change),
        })),
        conflict: { columns: ['certificate_id'], action: 'merge' },
      });
      await writeEntities(transaction, changes);
      const feed = await updateRollups(transaction, {
        certificateIds: ids,
        identities: new Map(),
        devices: [],
        now: options.now,
      });
      await writeFeed(transaction, feed);
      if (ids.length > 0) {
        await raiseRevision(transaction);
      }
      return { changed: ids.sort() };
    });
  }
}

/** The assignments that differ from what is stored. */
async function planAssignments(
  knex: Knex,
  assignments: readonly OwnershipAssignment[],
): Promise<OwnershipAssignment[]> {
  const rows = await readInParts(
    assignments.map(assignment => assignment.certificateId),
    part =>
      knex('certificates as c')
        .leftJoin('certificate_ownership as o', 'o.certificate_id', 'c.id')
        .whereIn('c.id', part)
        .select<{ id: string; assignment: string | null }[]>(
          'c.id',
          'o.assignment',
        ),
  );
  const stored = new Map(rows.map(row => [row.id, row.assignment]));
  return assignments.filter(
    assignment =>
      stored.has(assignment.certificateId) &&
      stored.get(assignment.certificateId) !== assignmentJson(assignment),
  );
}

async function writeEntities(
  transaction: Knex.Transaction,
  assignments: readonly OwnershipAssignment[],
): Promise<void> {
  const stored = await readInParts(
    assignments.map(assignment => assignment.certificateId),
    part =>
      transaction('certificate_entities')
        .whereIn('certificate_id', part)
        .select<Row[]>('*'),
  );
  const diff = diffRows(
    {
      table: 'certificate_entities',
      key: ['certificate_id', 'relation', 'entity_ref'],
    },
    stored,
    assignments.flatMap(entityRows),
  );
  if (!isEmptyDiff(diff)) {
    await writeDiff(transaction, diff);
  }
}

function entityRows(assignment: OwnershipAssignment): Row[] {
  const { certificateId, systemRef, domainRef, protects } = assignment;
  const row = (relation: string, ref: string) => ({
    certificate_id: certificateId,
    relation,
    entity_ref: ref.toLowerCase(),
  });
  return [
    ...protects.map(entity => row('protects', entity.entityRef)),
    ...(systemRef ? [row('system', systemRef)] : []),
    ...(domainRef ? [row('domain', domainRef)] : []),
  ];
}

/** The same text for equal assignments, whatever the order of their keys. */
function assignmentJson(assignment: OwnershipAssignment): string {
  const { certificateId, owner, systemRef, domainRef } = assignment;
  return JSON.stringify({
    certificateId,
    owner: owner && {
      ref: owner.ref,
      kind: owner.kind,
      confidence: owner.confidence,
    },
    systemRef,
    domainRef,
    evidence: assignment.evidence.map(item => ({
      kind: item.kind,
      confidence: item.confidence,
      ownerRef: item.ownerRef,
      entityRef: item.entityRef,
      detail: item.detail,
    })),
    protects: assignment.protects.map(item => ({
      entityRef: item.entityRef,
      kind: item.kind,
      confidence: item.confidence,
      detail: item.detail,
    })),
  });
}
