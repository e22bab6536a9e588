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
import { fromFlag, fromJson, toIso } from '../../database';
import { isMetadataId } from '../identity';
import { ReferenceRow, ServedRow } from '../rows';
import { judgeObservation } from '../rollup';
import { ReadOptions } from '../types';
import { encodeCursor } from './cursor';
import { findCertificate } from './detail';
import {
  BoundRow,
  certificatesOfVersions,
  readBindings,
  readInstallations,
  readReferences,
  readServed,
  readServers,
  ServerRow,
  UsageRow,
} from './readUsage';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

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
