import { Knex } from 'knex';
import {
  DeploymentProblem,
  DeploymentTargetState,
  DeviceHighAvailability,
  KeyType,
} from '@cmt/backstage-plugin-certificates-common';
import { BigIntColumn, fromJson, readInParts, toNumber } from '../../database';
import { FindingRow } from '../../inventory/rows';

/** A version that a profile uses. @internal */
export interface BoundVersion {
  certificateId: string;
  device: string;
  profile: string;
  versionId: string;
  keyType: KeyType;
  notAfter: number | null;
}

/** A version that is known, with where it is installed. @internal */
export interface KnownVersion {
  certificateId: string;
  versionId: string;
  keyType: KeyType;
  notAfter: number | null;
  firstSeenAt: number;
  installations: { device: string; fullPath: string }[];
}

/** How the last deployment to a device went. @internal */
export interface LastDeployment {
  certificateId: string;
  fingerprint: string;
  devices: string[];
  state: DeploymentTargetState;
  confirmed: boolean;
  waitsFor: string | null;
  problem: DeploymentProblem | null;
}

/** @internal */
export interface DriftFacts {
  bound: BoundVersion[];
  known: KnownVersion[];
  notServed: FindingRow[];
  /** Newest first. */
  deployments: LastDeployment[];
  /** Devices whose cluster is not in sync, with what they say. */
  unsynced: ReadonlyMap<string, string>;
}

/** Reads what {@link DriftFacts} need for certificates. @internal */
export async function readDriftFacts(
  knex: Knex,
  ids: readonly string[],
): Promise<DriftFacts> {
  const bound = await readInParts(ids, part =>
    knex('installations as i')
      .join('bindings as b', join =>
        join
          .on('b.device', 'i.device')
          .on('b.certificate_path', 'i.full_path')
          .onVal('b.role', 'certificate'),
      )
      .join('versions as v', 'v.id', 'i.version_id')
      .whereIn('i.certificate_id', part)
      .whereNull('i.removed_at')
      .orderBy(['i.device', 'b.profile', 'i.version_id'])
      .distinct<
        {
          certificate_id: string;
          device: string;
          profile: string;
          version_id: string;
          key_type: KeyType;
          not_after: BigIntColumn | null;
        }[]
      >(
        'i.certificate_id',
        'i.device',
        'b.profile',
        'i.version_id',
        'v.key_type',
        'v.not_after',
      ),
  );
  const versions = await readInParts(ids, part =>
    knex('certificate_versions as cv')
      .join('versions as v', 'v.id', 'cv.version_id')
      .leftJoin('installations as i', join =>
        join
          .on('i.version_id', 'cv.version_id')
          .on('i.certificate_id', 'cv.certificate_id')
          .onNull('i.removed_at'),
      )
      .whereIn('cv.certificate_id', part)
      .orderBy(['cv.version_id', 'i.device', 'i.full_path'])
      .select<
        {
          certificate_id: string;
          version_id: string;
          key_type: KeyType;
          not_after: BigIntColumn | null;
          first_seen_at: BigIntColumn;
          device: string | null;
          full_path: string | null;
        }[]
      >(
        'cv.certificate_id',
        'cv.version_id',
        'v.key_type',
        'v.not_after',
        'cv.first_seen_at',
        'i.device',
        'i.full_path',
      ),
  );
  const known = new Map<string, KnownVersion>();
  for (const row of versions) {
    const key = `${row.certificate_id} ${row.version_id}`;
    const version: KnownVersion = known.get(key) ?? {
      certificateId: row.certificate_id,
      versionId: row.version_id,
      keyType: row.key_type,
      notAfter: toNumber(row.not_after),
      firstSeenAt: Number(row.first_seen_at),
      installations: [],
    };
    known.set(key, version);
    if (row.device !== null && row.full_path !== null) {
      version.installations.push({
        device: row.device,
        fullPath: row.full_path,
      });
    }
  }
  return {
    bound: bound.map(row => ({
      certificateId: row.certificate_id,
      device: row.device,
      profile: row.profile,
      versionId: row.version_id,
      keyType: row.key_type,
      notAfter: toNumber(row.not_after),
    })),
    known: [...known.values()],
    notServed: await readInParts(ids, part =>
      knex<FindingRow>('certificate_findings')
        .whereIn('certificate_id', part)
        .where('code', 'not-served')
        .orderBy(['device', 'object', 'server_name']),
    ),
    deployments: await readDeployments(knex, ids),
    unsynced: await readUnsynced(knex),
  };
}

async function readDeployments(
  knex: Knex,
  ids: readonly string[],
): Promise<LastDeployment[]> {
  const rows = await readInParts(ids, part =>
    knex('deployments as d')
      .join('deployment_targets as t', 't.deployment_id', 'd.id')
      .whereIn('d.certificate_id', part)
      .where('d.dry_run', 0)
      .orderBy('d.created_at', 'desc')
      .select<
        {
          certificate_id: string;
          material: string;
          started_at: BigIntColumn | null;
          devices: string;
          state: DeploymentTargetState;
          waits_for: string | null;
          problem: string | null;
        }[]
      >(
        'd.certificate_id',
        'd.material',
        'd.started_at',
        't.devices',
        't.state',
        't.waits_for',
        't.problem',
      ),
  );
  return rows.map(row => ({
    certificateId: row.certificate_id,
    fingerprint: fromJson<{ fingerprint: string }>(row.material).fingerprint,
    devices: fromJson<string[]>(row.devices),
    state: row.state,
    confirmed: row.started_at !== null,
    waitsFor: row.waits_for,
    problem: fromJson<DeploymentProblem>(row.problem),
  }));
}

async function readUnsynced(knex: Knex): Promise<Map<string, string>> {
  const rows = await knex('devices')
    .whereNotNull('cluster_id')
    .whereNull('retired_at')
    .select<{ name: string; high_availability: string | null }[]>(
      'name',
      'high_availability',
    );
  return new Map(
    rows.flatMap(row => {
      const status = fromJson<DeviceHighAvailability>(row.high_availability);
      return status && status.syncColor !== 'green'
        ? [[row.name, status.syncStatus] as const]
        : [];
    }),
  );
}
