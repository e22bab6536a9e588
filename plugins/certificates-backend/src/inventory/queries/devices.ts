import { Knex } from 'knex';
import {
  CertificateState,
  DeviceFacts,
  DeviceHighAvailability,
  DeviceProblem,
  DeviceSummary,
  HealthReport,
} from '@cmt/backstage-plugin-certificates-common';
import { DeviceDescriptor } from '@cmt/backstage-plugin-certificates-node';
import { BigIntColumn, fromJson, NEVER, toIso } from '../../database';
import { DeviceRow, deviceStatus } from '../devices';
import { resourceRef } from '../feed';
import { ReadOptions } from '../types';
import { matchingCertificates } from './filter';
import { joinDevices } from './relations';
import { countIf, stateCondition } from './state';
import { countDevices } from './summary';

const URGENT = ['expired', 'critical', 'warning'] as const;

type UrgentCounts = { device: string } & Record<
  (typeof URGENT)[number],
  BigIntColumn
>;

type DeviceCounts = { total: number; byState: DeviceSummary['byState'] };

/** All devices by name, retired ones last. @internal */
export async function listDevices(
  knex: Knex,
  options: ReadOptions & { now: number },
): Promise<DeviceSummary[]> {
  const rows = await knex<DeviceRow>('devices')
    .whereNull('closed_at')
    .orderByRaw('case when retired_at is null then 0 else 1 end')
    .orderBy('name')
    .select('*');
  const counts = await countCertificates(knex, rows, options);
  return rows.map(row => toDeviceSummary(row, counts, options.now));
}

/** @internal */
export async function getDevice(
  knex: Knex,
  name: string,
  options: ReadOptions & { now: number },
): Promise<(DeviceSummary & { warnings: string[] }) | undefined> {
  const row = await knex<DeviceRow>('devices').where('name', name).first();
  if (!row) {
    return undefined;
  }
  const counts = await countCertificates(knex, [row], options);
  return {
    ...toDeviceSummary(row, counts, options.now),
    warnings: fromJson<string[]>(row.warnings),
  };
}

/**
 * Certificates of devices by urgency. Few certificates are urgent: only these
 * are looked at one by one, the healthy ones are what is left.
 */
async function countCertificates(
  knex: Knex,
  rows: readonly DeviceRow[],
  options: ReadOptions & { now: number },
): Promise<Map<string, DeviceCounts>> {
  const { visibility, now } = options;
  const single = rows.length === 1 ? rows[0].name : undefined;
  const joined = () => {
    const query = joinDevices(
      knex,
      matchingCertificates(knex, {
        visibility,
        now,
        ...(single && { device: [single] }),
      }),
    );
    return (single ? query.where('j.device', single) : query).groupBy(
      'j.device',
    );
  };

  const totals = new Map<string, number>();
  if (visibility) {
    const counted = await joined().select<
      { device: string; total: BigIntColumn }[]
    >('j.device as device', knex.raw('count(*) as total'));
    counted.forEach(row => totals.set(row.device, Number(row.total)));
  } else {
    rows.forEach(row => totals.set(row.name, row.certificate_count));
  }

  const urgent: UrgentCounts[] = await joined()
    .where('c.warning_at', '<=', now)
    .select(
      'j.device as device',
      ...URGENT.map(state => countIf(knex, stateCondition(state, now), state)),
    );
  const undated: { device: string; count: BigIntColumn }[] = await joined()
    .where('c.expires_at', NEVER)
    .select('j.device as device', knex.raw('count(*) as count'));
  const urgentByDevice = new Map(urgent.map(row => [row.device, row]));
  const undatedByDevice = new Map(undated.map(row => [row.device, row.count]));

  return new Map(
    rows.map(({ name }) => {
      const row = urgentByDevice.get(name);
      const total = totals.get(name) ?? 0;
      const byState: Record<CertificateState, number> = {
        expired: Number(row?.expired ?? 0),
        critical: Number(row?.critical ?? 0),
        warning: Number(row?.warning ?? 0),
        unknown: Number(undatedByDevice.get(name) ?? 0),
        healthy: 0,
      };
      // Totals and urgency are two reads: a scan may be stored between them.
      byState.healthy = Math.max(
        0,
        total -
          byState.expired -
          byState.critical -
          byState.warning -
          byState.unknown,
      );
      return [name, { total, byState }];
    }),
  );
}

function toDeviceSummary(
  row: DeviceRow,
  counts: ReadonlyMap<string, DeviceCounts>,
  now: number,
): DeviceSummary {
  const descriptor = fromJson<DeviceDescriptor>(row.descriptor);
  const { total, byState } = counts.get(row.name) ?? {
    total: 0,
    byState: { expired: 0, critical: 0, warning: 0, healthy: 0, unknown: 0 },
  };
  return {
    name: row.name,
    kind: descriptor.kind,
    entityRef: resourceRef(row.entity_name),
    host: descriptor.host,
    port: descriptor.port,
    site: descriptor.site,
    environment: descriptor.environment,
    tags: descriptor.tags,
    ownerRef: descriptor.ownerRef,
    tlsVerification: descriptor.tlsVerification,
    status: deviceStatus(row, now),
    problem: fromJson<DeviceProblem>(row.problem),
    lastScanAt: toIso(row.last_scan_at),
    lastSuccessAt: toIso(row.last_success_at),
    nextScanAt: toIso(row.next_scan_at),
    facts: fromJson<DeviceFacts>(row.facts),
    highAvailability: fromJson<DeviceHighAvailability>(row.high_availability),
    counts: {
      certificates: total,
      installations: row.installation_count,
      profiles: row.profile_count,
      virtualServers: row.virtual_server_count,
    },
    byState,
  };
}

/** @internal */
export async function getHealth(
  knex: Knex,
  now: number,
): Promise<HealthReport> {
  const devices = await countDevices(knex, now);
  const oldest = await knex('devices')
    .whereNull('retired_at')
    .min<{ oldest: BigIntColumn | null }>('last_success_at as oldest')
    .first();
  return {
    status:
      devices.stale + devices.failing + devices.paused > 0 ? 'degraded' : 'ok',
    devices,
    oldestData: toIso(oldest?.oldest ?? null),
  };
}
