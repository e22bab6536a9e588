import { Knex } from 'knex';
import { z } from 'zod';
import { BigIntColumn, readInParts } from '../../database';
import {
  BindingRow,
  InstallationRow,
  ProfileRow,
  ReferenceRow,
  ServedRow,
} from '../rows';
import { decodeCursor } from './cursor';

/** @internal */
export type UsageRow = InstallationRow & {
  not_after: BigIntColumn | null;
  descriptor: string;
  last_success_at: BigIntColumn | null;
};

/** @internal */
export type BoundRow = BindingRow &
  Pick<ProfileRow, 'server_name' | 'sni_default'> & {
    installation_id: BigIntColumn;
  };

/** @internal */
export type ServerRow = {
  device: string;
  side: string;
  profile: string;
  virtual_server: string;
  address: string | null;
  port: number | null;
  route_domain: number | null;
  enabled: number | null;
};

/** @internal */
export async function readInstallations(
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

/** @internal */
export function readBindings(knex: Knex, ids: string[]): Promise<BoundRow[]> {
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

/** @internal */
export function readServers(knex: Knex, ids: string[]): Promise<ServerRow[]> {
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

/** @internal */
export function readServed(knex: Knex, ids: string[]): Promise<ServedRow[]> {
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

/** @internal */
export function readReferences(
  knex: Knex,
  ids: string[],
): Promise<ReferenceRow[]> {
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

/** @internal */
export async function certificatesOfVersions(
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
