import { Knex } from 'knex';
import {
  BindingUsage,
  InstallationUsage,
  ManagedBy,
  Page,
  ReferenceUsage,
  ServedStatus,
  VirtualServerUsage,
} from '@cmt/backstage-plugin-certificates-common';
import { DeviceDescriptor } from '@cmt/backstage-plugin-certificates-node';
import { z } from 'zod';
import {
  BigIntColumn,
  fromFlag,
  fromJson,
  readInParts,
  toIso,
} from '../../database';
import { isMetadataId } from '../identity';
import {
  BindingRow,
  InstallationRow,
  ProfileRow,
  ReferenceRow,
  ServedRow,
} from '../rows';
import { judgeObservation } from '../rollup';
import { ReadOptions } from '../types';
import { decodeCursor, encodeCursor } from './cursor';
import { findCertificate } from './detail';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

type UsageRow = InstallationRow & {
  not_after: BigIntColumn | null;
  descriptor: string;
  last_success_at: BigIntColumn | null;
};

type BoundRow = BindingRow &
  Pick<ProfileRow, 'server_name' | 'sni_default'> & {
    installation_id: BigIntColumn;
  };

type ServerRow = {
  device: string;
  side: string;
  profile: string;
  virtual_server: string;
  address: string | null;
  port: number | null;
  route_domain: number | null;
  enabled: number | null;
};

/**
 * Where a certificate is installed, bound and served, a page at a time, by
 * device and full path.
 *
 * @internal
 */
export async function listUsage(
  knex: Knex,
  certificateId: string,
  request: { limit?: number; cursor?: string; includeRemoved?: boolean },
  options: ReadOptions & { now: number },
): Promise<Page<InstallationUsage> | undefined> {
  const certificate = await findCertificate(knex, certificateId, options);
  if (!certificate) {
    return undefined;
  }
  const limit = Math.min(
    Math.max(request.limit ?? DEFAULT_LIMIT, 1),
    MAX_LIMIT,
  );
  const rows = await readInstallations(knex, certificateId, {
    ...request,
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page[page.length - 1];
  return {
    items: await toUsage(knex, page),
    ...(rows.length > limit && {
      nextCursor: encodeCursor([last.device, last.full_path, Number(last.id)]),
    }),
  };
}

async function readInstallations(
  knex: Knex,
  certificateId: string,
  page: { limit: number; cursor?: string; includeRemoved?: boolean },
): Promise<UsageRow[]> {
  const query = knex('installations as i')
    .join('versions as v', 'v.id', 'i.version_id')
    .join('devices as d', 'd.name', 'i.device')
    .where('i.certificate_id', certificateId)
    .orderBy(['i.device', 'i.full_path', 'i.id'])
    .limit(page.limit)
    .select<UsageRow[]>(
      'i.*',
      'v.not_after',
      'd.descriptor',
      'd.last_success_at',
    );
  if (!page.includeRemoved) {
    query.whereNull('i.removed_at');
  }
  if (page.cursor) {
    const position = decodeCursor(
      page.cursor,
      z.tuple([z.string(), z.string(), z.number()]),
    );
    query.whereRaw('(i.device, i.full_path, i.id) > (?, ?, ?)', position);
  }
  return query;
}

async function toUsage(
  knex: Knex,
  rows: UsageRow[],
): Promise<InstallationUsage[]> {
  const current = rows.filter(row => row.removed_at === null);
  const ids = current.map(row => String(row.id));
  const bindings = await readBindings(knex, ids);
  const servers = await readServers(knex, ids);
  const served = await readServed(knex, ids);
  const references = await readReferences(knex, ids);
  const owners = await certificatesOfVersions(
    knex,
    served.flatMap(row => row.fingerprint ?? []),
  );

  return rows.map(row => {
    const descriptor = fromJson<DeviceDescriptor>(row.descriptor);
    const observed = served.filter(s => s.device === row.device);
    return {
      id: String(row.id),
      device: row.device,
      environment: descriptor.environment,
      site: descriptor.site,
      fullPath: row.full_path,
      versionId: row.version_id,
      fingerprint: isMetadataId(row.version_id) ? null : row.version_id,
      notAfter: toIso(row.not_after),
      managedBy: fromJson<ManagedBy>(row.managed_by),
      isBundle: fromFlag(row.is_bundle),
      firstSeenAt: toIso(Number(row.first_seen_at)) ?? '',
      observedAt: toIso(row.last_success_at),
      removedAt: toIso(row.removed_at),
      bindings: bindings
        .filter(binding => String(binding.installation_id) === String(row.id))
        .map(binding =>
          toBinding(
            binding,
            row,
            servers.filter(
              server =>
                server.device === row.device &&
                server.side === binding.side &&
                server.profile === binding.profile,
            ),
            observed,
            owners,
          ),
        ),
      references: references
        .filter(
          reference =>
            row.removed_at === null &&
            reference.device === row.device &&
            reference.certificate_path === row.full_path,
        )
        .map(toReference),
    };
  });
}

function toReference({ kind, object, field }: ReferenceRow): ReferenceUsage {
  return { kind, object, field };
}

function toBinding(
  binding: BoundRow,
  installation: UsageRow,
  servers: ServerRow[],
  served: ServedRow[],
  owners: ReadonlyMap<string, string>,
): BindingUsage {
  return {
    profile: binding.profile,
    side: binding.side,
    role: binding.role,
    entry: binding.role === 'ca' ? null : binding.entry || null,
    keyPath: binding.key_path,
    inheritedFrom: binding.inherited_from,
    serverName: binding.server_name,
    sniDefault: binding.sni_default === 1,
    virtualServers: servers.map(
      (server): VirtualServerUsage => ({
        fullPath: server.virtual_server,
        address: server.address,
        port: server.port,
        routeDomain: server.route_domain,
        enabled: server.enabled === 1,
        served:
          binding.role === 'certificate' && binding.side === 'client'
            ? served
                .filter(row => row.virtual_server === server.virtual_server)
                .flatMap(
                  row =>
                    toServedStatus(row, binding, installation, owners) ?? [],
                )
            : [],
      }),
    ),
  };
}

function toServedStatus(
  row: ServedRow,
  binding: BoundRow,
  installation: UsageRow,
  owners: ReadonlyMap<string, string>,
): ServedStatus | undefined {
  const common = {
    serverName: row.server_name || null,
    detail: row.detail,
    checkedAt: toIso(installation.last_success_at),
  };
  if (row.result !== 'served') {
    return fromJson<string[]>(row.profiles).includes(binding.profile)
      ? {
          ...common,
          result: row.result,
          fingerprint: null,
          certificateId: null,
          chainComplete: null,
          ...(row.result === 'not-checked' && { checkedAt: null }),
        }
      : undefined;
  }
  const judged = judgeObservation(row, {
    profile: binding.profile,
    version_id: installation.version_id,
  });
  return (
    judged && {
      ...common,
      result: judged.result,
      fingerprint: judged.fingerprint,
      certificateId:
        judged.result === 'match'
          ? installation.certificate_id
          : owners.get(judged.fingerprint) ?? null,
      chainComplete:
        row.chain_status === 'unknown'
          ? null
          : row.chain_status !== 'incomplete',
    }
  );
}

function boundTo(knex: Knex, ids: string[]) {
  return knex('installations as i')
    .join('bindings as b', join =>
      join.on('b.device', 'i.device').on('b.certificate_path', 'i.full_path'),
    )
    .whereIn('i.id', ids);
}

function servedBy(knex: Knex, ids: string[]) {
  return boundTo(knex, ids).join('virtual_server_profiles as p', join =>
    join
      .on('p.device', 'b.device')
      .on('p.side', 'b.side')
      .on('p.profile', 'b.profile'),
  );
}

function readBindings(knex: Knex, ids: string[]): Promise<BoundRow[]> {
  return readInParts(ids, part =>
    boundTo(knex, part)
      .leftJoin('profiles as p', join =>
        join
          .on('p.device', 'b.device')
          .on('p.side', 'b.side')
          .on('p.full_path', 'b.profile'),
      )
      .orderBy(['b.profile', 'b.role', 'b.entry'])
      .select<BoundRow[]>(
        'b.*',
        'p.server_name',
        'p.sni_default',
        'i.id as installation_id',
      ),
  );
}

function readServers(knex: Knex, ids: string[]): Promise<ServerRow[]> {
  return readInParts(ids, part =>
    servedBy(knex, part)
      .leftJoin('virtual_servers as v', join =>
        join.on('v.device', 'p.device').on('v.full_path', 'p.virtual_server'),
      )
      .orderBy(['p.device', 'p.virtual_server'])
      .distinct<ServerRow[]>(
        'p.device',
        'p.side',
        'p.profile',
        'p.virtual_server',
        'v.address',
        'v.port',
        'v.route_domain',
        'v.enabled',
      ),
  );
}

function readServed(knex: Knex, ids: string[]): Promise<ServedRow[]> {
  return readInParts(ids, part =>
    servedBy(knex, part)
      .join('served_certificates as s', join =>
        join
          .on('s.device', 'p.device')
          .on('s.virtual_server', 'p.virtual_server'),
      )
      .where({ 'b.role': 'certificate', 'b.side': 'client' })
      .orderBy(['s.device', 's.virtual_server', 's.server_name', 's.key_type'])
      .distinct<ServedRow[]>('s.*'),
  );
}

function readReferences(knex: Knex, ids: string[]): Promise<ReferenceRow[]> {
  return readInParts(ids, part =>
    knex('installations as i')
      .join('certificate_references as r', join =>
        join.on('r.device', 'i.device').on('r.certificate_path', 'i.full_path'),
      )
      .whereIn('i.id', part)
      .orderBy(['r.kind', 'r.object', 'r.field'])
      .select<ReferenceRow[]>('r.*'),
  );
}

async function certificatesOfVersions(
  knex: Knex,
  versionIds: string[],
): Promise<Map<string, string>> {
  const rows = await readInParts(versionIds, part =>
    knex('certificate_versions')
      .whereIn('version_id', part)
      .orderBy('certificate_id')
      .select<{ version_id: string; certificate_id: string }[]>(
        'version_id',
        'certificate_id',
      ),
  );
  return new Map(rows.map(row => [row.version_id, row.certificate_id]));
}
