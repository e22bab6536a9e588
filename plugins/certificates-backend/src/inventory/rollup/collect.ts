import { Knex } from 'knex';
import { ChainStatus } from '@cmt/backstage-plugin-certificates-common';
import { BigIntColumn, fromJson, readInParts } from '../../database';
import {
  BindingRow,
  CertificateRow,
  InstallationRow,
  ReferenceRow,
  ServedRow,
  VersionRow,
} from '../rows';
import { OwnershipAssignment } from '../types';

/** A version of a certificate, over all its installations and their history. @internal */
export interface VersionHistory {
  version: VersionRow;
  firstSeenAt: number;
  /** When the last of its installations vanished; `null` while one is left. */
  removedAt: number | null;
  installationCount: number;
}

/** A binding of a current installation, with one virtual server that uses it. @internal */
export type UsedBinding = Pick<
  BindingRow,
  'device' | 'certificate_path' | 'side' | 'profile' | 'role' | 'entry'
> & {
  certificate_id: string;
  version_id: string;
  server_name: string | null;
  virtual_server: string | null;
};

/** Where a version was served. @internal */
export type ServedPlace = Pick<
  ServedRow,
  'device' | 'virtual_server' | 'chain' | 'public_root'
> & { fingerprint: string; chain_status: ChainStatus };

/** @internal */
export interface DevicePlace {
  environment: string | null;
  /** The cluster of the device, or the device. */
  unit: string;
}

/** Everything that the stored facts of some certificates follow from. @internal */
export interface RollupInputs {
  existing: Map<string, CertificateRow>;
  versions: Map<string, VersionHistory[]>;
  installations: Map<string, InstallationRow[]>;
  bindings: Map<string, UsedBinding[]>;
  references: Map<string, ReferenceRow[]>;
  /** By device, side, profile and entry: the configured chain and its end. */
  chains: Map<string, { fullPath: string; notAfter: number }>;
  /** By version id. */
  servedAs: Map<string, ServedPlace[]>;
  /** By device and virtual server: what was observed there. */
  servedAt: Map<string, ServedRow[]>;
  /** By fingerprint. */
  links: Map<string, { subject: string; notAfter: number }>;
  ownership: Map<string, OwnershipAssignment>;
  devices: Map<string, DevicePlace>;
}

/** @internal */
export function chainKey(
  row: Pick<BindingRow, 'device' | 'side' | 'profile' | 'entry'>,
): string {
  return JSON.stringify([row.device, row.side, row.profile, row.entry]);
}

/** @internal */
export function serverKey(device: string, virtualServer: string): string {
  return `${device}:${virtualServer}`;
}

/**
 * Reads all that the stored facts of some certificates follow from, in a fixed
 * number of statements per 900 certificates.
 *
 * @internal
 */
export async function collectRollupInputs(
  knex: Knex,
  ids: readonly string[],
): Promise<RollupInputs> {
  const existing = await readInParts(ids, part =>
    knex<CertificateRow>('certificates').whereIn('id', part).select('*'),
  );
  const installations = await readInParts(ids, part =>
    knex<InstallationRow>('installations')
      .whereIn('certificate_id', part)
      .whereNull('removed_at')
      .orderBy(['device', 'full_path'])
      .select('*'),
  );
  const bindings = await readInParts(ids, part => readBindings(knex, part));
  const references = await readInParts(ids, part => readReferences(knex, part));
  const versions = await readVersions(knex, ids);
  const servedAs = await readInParts(
    [...versions.values()].flat().map(({ version }) => version.id),
    part =>
      knex<ServedRow>('served_certificates')
        .whereIn('fingerprint', part)
        .orderBy(['device', 'virtual_server', 'server_name', 'key_type'])
        .select<ServedPlace[]>(
          'device',
          'virtual_server',
          'fingerprint',
          'chain',
          'chain_status',
          'public_root',
        ),
  );
  const ownership = await readInParts(ids, part =>
    knex('certificate_ownership')
      .whereIn('certificate_id', part)
      .select<{ certificate_id: string; assignment: string }[]>('*'),
  );

  return {
    existing: new Map(existing.map(row => [row.id, row])),
    versions,
    installations: groupBy(installations, row => row.certificate_id),
    bindings: groupBy(bindings, row => row.certificate_id),
    references: groupBy(references, row => row.certificate_id),
    chains: await readChains(knex, ids),
    servedAs: groupBy(servedAs, row => row.fingerprint),
    servedAt: groupBy(await readObservations(knex, ids), row =>
      serverKey(row.device, row.virtual_server),
    ),
    links: await readLinks(knex, servedAs),
    ownership: new Map(
      ownership.map(row => [
        row.certificate_id,
        fromJson<OwnershipAssignment>(row.assignment),
      ]),
    ),
    devices: await readPlaces(knex),
  };
}

/** Bindings of current installations, one row per virtual server. */
function readBindings(knex: Knex, ids: string[]): Promise<UsedBinding[]> {
  return currentBindings(knex, ids)
    .leftJoin('profiles as p', join =>
      join
        .on('p.device', 'b.device')
        .on('p.side', 'b.side')
        .on('p.full_path', 'b.profile'),
    )
    .leftJoin('virtual_server_profiles as v', join =>
      join
        .on('v.device', 'b.device')
        .on('v.side', 'b.side')
        .on('v.profile', 'b.profile'),
    )
    .orderBy(['b.device', 'b.profile', 'b.entry', 'v.virtual_server'])
    .select<UsedBinding[]>(
      'i.certificate_id',
      'i.version_id',
      'b.device',
      'b.certificate_path',
      'b.side',
      'b.profile',
      'b.role',
      'b.entry',
      'p.server_name',
      'v.virtual_server',
    );
}

function currentBindings(knex: Knex, ids: string[]) {
  return knex('installations as i')
    .join('bindings as b', join =>
      join.on('b.device', 'i.device').on('b.certificate_path', 'i.full_path'),
    )
    .whereIn('i.certificate_id', ids)
    .whereNull('i.removed_at');
}

function readReferences(
  knex: Knex,
  ids: string[],
): Promise<(ReferenceRow & { certificate_id: string })[]> {
  return knex('installations as i')
    .join('certificate_references as r', join =>
      join.on('r.device', 'i.device').on('r.certificate_path', 'i.full_path'),
    )
    .whereIn('i.certificate_id', ids)
    .whereNull('i.removed_at')
    .select('i.certificate_id', 'r.*');
}

async function readVersions(
  knex: Knex,
  ids: readonly string[],
): Promise<Map<string, VersionHistory[]>> {
  type Totals = {
    certificate_id: string;
    version_id: string;
    first_seen_at: BigIntColumn;
    removed_at: BigIntColumn | null;
    total: BigIntColumn;
    removed: BigIntColumn;
  };
  const totals = await readInParts(ids, part =>
    knex('installations')
      .whereIn('certificate_id', part)
      .groupBy('certificate_id', 'version_id')
      .select<Totals[]>(
        'certificate_id',
        'version_id',
        knex.raw('min(first_seen_at) as first_seen_at'),
        knex.raw('max(removed_at) as removed_at'),
        knex.raw('count(*) as total'),
        knex.raw('count(removed_at) as removed'),
      ),
  );
  const rows = await readInParts(
    totals.map(row => row.version_id),
    part => knex<VersionRow>('versions').whereIn('id', part).select('*'),
  );
  const byId = new Map(rows.map(row => [row.id, row]));
  const result = new Map<string, VersionHistory[]>();
  for (const row of totals) {
    const version = byId.get(row.version_id);
    if (version) {
      const installationCount = Number(row.total) - Number(row.removed);
      const history = result.get(row.certificate_id) ?? [];
      history.push({
        version,
        firstSeenAt: Number(row.first_seen_at),
        removedAt: installationCount === 0 ? Number(row.removed_at) : null,
        installationCount,
      });
      result.set(row.certificate_id, history);
    }
  }
  return result;
}

async function readChains(
  knex: Knex,
  ids: readonly string[],
): Promise<RollupInputs['chains']> {
  type ChainRow = Pick<BindingRow, 'device' | 'side' | 'profile' | 'entry'> & {
    full_path: string;
    not_after: BigIntColumn | null;
  };
  const rows = await readInParts(ids, part =>
    currentBindings(knex, part)
      .where('b.role', 'certificate')
      .join('bindings as c', join =>
        join
          .on('c.device', 'b.device')
          .on('c.side', 'b.side')
          .on('c.profile', 'b.profile')
          .on('c.entry', 'b.entry'),
      )
      .where('c.role', 'chain')
      .join('installations as ci', join =>
        join
          .on('ci.device', 'c.device')
          .on('ci.full_path', 'c.certificate_path')
          .onNull('ci.removed_at'),
      )
      .join('versions as cv', 'cv.id', 'ci.version_id')
      .select<ChainRow[]>(
        'c.device',
        'c.side',
        'c.profile',
        'c.entry',
        'ci.full_path',
        'cv.not_after',
      ),
  );
  return new Map(
    rows.flatMap(row =>
      row.not_after === null
        ? []
        : [
            [
              chainKey(row),
              { fullPath: row.full_path, notAfter: Number(row.not_after) },
            ] as const,
          ],
    ),
  );
}

/** Observations at virtual servers that current installations are bound to. */
async function readObservations(
  knex: Knex,
  ids: readonly string[],
): Promise<ServedRow[]> {
  return readInParts(ids, part =>
    currentBindings(knex, part)
      .where({ 'b.role': 'certificate', 'b.side': 'client' })
      .join('virtual_server_profiles as v', join =>
        join
          .on('v.device', 'b.device')
          .on('v.side', 'b.side')
          .on('v.profile', 'b.profile'),
      )
      .join('served_certificates as s', join =>
        join
          .on('s.device', 'v.device')
          .on('s.virtual_server', 'v.virtual_server'),
      )
      .where('s.result', 'served')
      .distinct<ServedRow[]>('s.*'),
  );
}

async function readLinks(
  knex: Knex,
  served: ServedPlace[],
): Promise<RollupInputs['links']> {
  const fingerprints = new Set(
    [...new Set(served.map(row => row.chain))].flatMap(chain =>
      fromJson<string[]>(chain).slice(1),
    ),
  );
  const rows = await readInParts(fingerprints, part =>
    knex('encoded_certificates')
      .whereIn('fingerprint', part)
      .select<
        { fingerprint: string; subject: string; not_after: BigIntColumn }[]
      >('fingerprint', 'subject', 'not_after'),
  );
  return new Map(
    rows.map(row => [
      row.fingerprint,
      { subject: row.subject, notAfter: Number(row.not_after) },
    ]),
  );
}

async function readPlaces(knex: Knex): Promise<Map<string, DevicePlace>> {
  const rows = await knex('devices').select<
    { name: string; environment: string | null; cluster_id: string | null }[]
  >('name', 'environment', 'cluster_id');
  return new Map(
    rows.map(row => [
      row.name,
      {
        environment: row.environment,
        unit: row.cluster_id ? `cluster:${row.cluster_id}` : row.name,
      },
    ]),
  );
}

function groupBy<T>(
  rows: readonly T[],
  key: (row: T) => string,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) {
      group.push(row);
    } else {
      groups.set(key(row), [row]);
    }
  }
  return groups;
}
