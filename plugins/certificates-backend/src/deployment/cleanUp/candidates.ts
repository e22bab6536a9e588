import { Knex } from 'knex';
import { BigIntColumn, fromJson, toIso, toNumber } from '../../database';
import { applyVisibility } from '../../inventory/queries/visibility';
import { ReadOptions } from '../../inventory/types';

/** A file object that nothing known refers to. @internal */
export interface Unused {
  /** Of the installation. */
  id: string;
  device: string;
  fullPath: string;
  certificateId: string;
  certificateTitle: string;
  fingerprint: string | null;
  /** Milliseconds since the epoch. */
  notAfter: number | null;
  ownerRef: string | null;
  /** Why it is believed unused, for people. */
  reason: string;
}

type UnusedRow = {
  id: BigIntColumn;
  device: string;
  full_path: string;
  version_id: string;
  certificate_id: string;
  title: string;
  owner_ref: string;
  not_after: BigIntColumn | null;
  first_seen_at: BigIntColumn;
  newer: number | string;
};

/**
 * File objects that no SSL profile, no other object and no chain of the unit
 * refers to, and that belong to nobody else. On a cluster the object of one member
 * stands for all.
 *
 * @internal
 */
export async function readUnused(
  knex: Knex,
  options: ReadOptions & {
    now: number;
    /** After this id, unless one is wanted. */
    after?: number;
    limit?: number;
    /** Only this one, whether somebody wants it gone or not. */
    id?: string;
  },
): Promise<Unused[]> {
  const query = knex('installations as i')
    .join('certificates as c', 'c.id', 'i.certificate_id')
    .join('devices as d', 'd.name', 'i.device')
    .join('versions as v', 'v.id', 'i.version_id')
    .whereNull('i.removed_at')
    .whereNull('i.managed_by')
    .where('i.is_bundle', 0)
    .where('c.category', 'certificate')
    .whereNull('d.retired_at')
    .whereNotExists(
      onUnit(knex, 'bindings as b', 'b.device').whereRaw(
        'b.certificate_path = i.full_path',
      ),
    )
    .whereNotExists(
      onUnit(knex, 'certificate_references as r', 'r.device').whereRaw(
        'r.certificate_path = i.full_path',
      ),
    )
    .whereNotExists(
      onUnit(knex, 'installations as child', 'child.device')
        .whereNull('child.removed_at')
        .whereRaw('child.issuer_certificate = i.full_path'),
    )
    .whereNotExists(
      knex('installations as twin')
        .join('devices as td', 'td.name', 'twin.device')
        .whereNull('twin.removed_at')
        .whereRaw('twin.full_path = i.full_path')
        .whereRaw('td.cluster_id = d.cluster_id')
        .whereRaw('td.name < d.name')
        .select(knex.raw('1')),
    )
    .orderBy('i.id');
  if (options.id !== undefined) {
    query.whereRaw('cast(i.id as text) = ?', [options.id]);
  } else {
    query.whereNotExists(
      knex('clean_ups as k')
        .whereRaw('k.id = cast(i.id as text)')
        .select(knex.raw('1')),
    );
  }
  if (options.after !== undefined) {
    query.where('i.id', '>', options.after);
  }
  if (options.limit !== undefined) {
    query.limit(options.limit);
  }
  if (options.visibility) {
    const visible = knex('certificates as c').select('c.id');
    applyVisibility(knex, visible, options.visibility);
    query.whereIn('i.certificate_id', visible);
  }
  const rows = await query.select<UnusedRow[]>(
    'i.id',
    'i.device',
    'i.full_path',
    'i.version_id',
    'i.certificate_id',
    'i.first_seen_at',
    'c.title',
    'c.owner_ref',
    'v.not_after',
    knex('certificate_versions as cv')
      .join('versions as nv', 'nv.id', 'cv.version_id')
      .whereRaw('cv.certificate_id = i.certificate_id')
      .whereRaw('nv.not_after > v.not_after')
      .where('cv.installation_count', '>', 0)
      .count('*')
      .as('newer'),
  );
  return rows.map(row => toUnused(row, options.now));
}

/** Rows of a table on the device of `i`, or on another member of its cluster. */
function onUnit(knex: Knex, table: string, column: string) {
  return knex(table)
    .join('devices as od', 'od.name', column)
    .where(any =>
      any
        .whereRaw('od.name = i.device')
        .orWhereRaw('od.cluster_id = d.cluster_id'),
    )
    .select(knex.raw('1'));
}

function toUnused(row: UnusedRow, now: number): Unused {
  const notAfter = toNumber(row.not_after);
  const since = toIso(Number(row.first_seen_at))?.slice(0, 10);
  const causes = [
    ...(notAfter !== null && notAfter < now
      ? [`It expired on ${toIso(notAfter)?.slice(0, 10)}`]
      : []),
    ...(Number(row.newer) > 0
      ? ['A newer version of the certificate is installed']
      : []),
    `No SSL profile and no other known object refers to it (known since ${since})`,
  ];
  return {
    id: String(row.id),
    device: row.device,
    fullPath: row.full_path,
    certificateId: row.certificate_id,
    certificateTitle: row.title,
    fingerprint: row.version_id.startsWith('m-') ? null : row.version_id,
    notAfter,
    ownerRef: row.owner_ref || null,
    reason: causes.join('. '),
  };
}

/**
 * The key that belongs to an unused certificate by its name, if no profile of the
 * unit uses it.
 *
 * @internal
 */
export async function findUnusedKey(
  knex: Knex,
  devices: readonly string[],
  certificatePath: string,
): Promise<string | null> {
  const names = [certificatePath.replace(/\.crt$/, '.key'), certificatePath];
  const keys = await knex('private_keys')
    .whereIn('device', [...devices])
    .whereIn('full_path', names)
    .orderBy('full_path')
    .pluck<string[]>('full_path');
  for (const key of new Set(keys)) {
    const used = await knex('bindings')
      .whereIn('device', [...devices])
      .where('key_path', key)
      .first('device');
    if (!used) {
      return key;
    }
  }
  return null;
}

/** @internal */
export type CleanUpRow = {
  id: string;
  unit: string;
  devices: string;
  environment: string | null;
  device: string;
  full_path: string;
  key_path: string | null;
  certificate_id: string;
  certificate_title: string;
  fingerprint: string | null;
  not_after: BigIntColumn | null;
  owner_ref: string | null;
  reason: string;
  state: 'quarantined' | 'deleted' | 'refused';
  requested_by: string;
  requested_at: BigIntColumn;
  delete_after: BigIntColumn | null;
  problem: string | null;
};

/** @internal */
export function devicesOf(row: CleanUpRow): string[] {
  return fromJson<string[]>(row.devices);
}
