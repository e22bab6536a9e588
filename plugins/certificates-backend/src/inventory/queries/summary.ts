import { Knex } from 'knex';
import {
  CERTIFICATE_STATES,
  CertificateFilter,
  CertificateState,
  CertificateSummary,
  DeviceStatus,
  ExpiryBucket,
  FINDING_SEVERITY,
  FindingCode,
  InventorySummary,
  SummaryGroup,
  USAGE_STATES,
} from '@cmt/backstage-plugin-certificates-common';
import { BigIntColumn } from '../../database';
import { deviceStatus, DeviceStatusColumns } from '../devices';
import { CertificateRow } from '../rows';
import { ReadOptions } from '../types';
import {
  isUnrestricted,
  matchingCertificates,
  resolveFilter,
  ResolvedFilter,
} from './filter';
import { joinDevices } from './relations';
import { CertificateProfile, countProfiles, countValues } from './profiles';
import { shapesWithFindings } from './shapes';
import { countIf, stateCondition } from './state';
import { toSummaries } from './summaries';

const DAY_MS = 24 * 60 * 60 * 1000;
const WEEK_MS = 7 * DAY_MS;
const WEEKS = 26;
const MAX_GROUPS = 50;
const MAX_ATTENTION = 10;

const ERROR_CODES = (Object.keys(FINDING_SEVERITY) as FindingCode[]).filter(
  code => FINDING_SEVERITY[code] === 'error',
);

interface GroupTotal {
  value: string;
  total: BigIntColumn;
}

interface GroupUrgency {
  value: string;
  expired: BigIntColumn;
  critical: BigIntColumn;
  warning: BigIntColumn;
}

/** @internal */
export async function getSummary(
  knex: Knex,
  filter: CertificateFilter,
  options: ReadOptions & { now: number },
): Promise<InventorySummary> {
  const { now } = options;
  const resolved = await resolveFilter(knex, filter, options);
  const profiles = await countProfiles(knex, resolved);
  const states = countValues(profiles, profile => [profile.state]);
  const usages = countValues(profiles, profile => [profile.usage]);
  const codes = countValues(profiles, profile => profile.findings);
  return {
    asOf: new Date(now).toISOString(),
    total: profiles.reduce((sum, profile) => sum + profile.count, 0),
    byState: record(CERTIFICATE_STATES, state => states.get(state) ?? 0),
    byUsage: record(USAGE_STATES, usage => usages.get(usage) ?? 0),
    withoutOwner: codes.get('no-owner') ?? 0,
    findings: (Object.keys(FINDING_SEVERITY) as FindingCode[]).flatMap(code => {
      const count = codes.get(code);
      return count ? [{ code, severity: FINDING_SEVERITY[code], count }] : [];
    }),
    expiries: await expiries(knex, resolved),
    byOwner: await groupsByColumn(knex, resolved, 'owner_ref'),
    byIssuer: await groupsByColumn(knex, resolved, 'issuer_label'),
    byDevice: await groupsByDevice(knex, resolved),
    byEnvironment: groupsByEnvironment(profiles),
    attention: await attention(knex, resolved),
    devices: await countDevices(knex, now),
  };
}

function record<K extends string>(
  keys: readonly K[],
  value: (key: K) => number,
): Record<K, number> {
  return Object.fromEntries(keys.map(key => [key, value(key)])) as Record<
    K,
    number
  >;
}

/** Start of the week, Monday, UTC. */
function mondayBefore(time: number): number {
  const day = Math.floor(time / DAY_MS);
  // The epoch was a Thursday.
  return (day - ((day + 3) % 7)) * DAY_MS;
}

async function expiries(
  knex: Knex,
  filter: ResolvedFilter,
): Promise<ExpiryBucket[]> {
  const start = mondayBefore(filter.now);
  const week = `(c.expires_at - ${start}) / ${WEEK_MS}`;
  const rows = await matchingCertificates(knex, filter)
    .where('c.expires_at', '>=', start)
    .where('c.expires_at', '<', start + WEEKS * WEEK_MS)
    .groupByRaw(week)
    .select<{ week: BigIntColumn; count: BigIntColumn }[]>(
      knex.raw(`${week} as week`),
      knex.raw('count(*) as count'),
    );
  const counts = new Map(rows.map(row => [Number(row.week), row.count]));
  return Array.from({ length: WEEKS }, (_, index) => ({
    start: new Date(start + index * WEEK_MS).toISOString(),
    end: new Date(start + (index + 1) * WEEK_MS).toISOString(),
    count: Number(counts.get(index) ?? 0),
  }));
}

function urgencyCounts(knex: Knex, now: number): Knex.Raw[] {
  return (['expired', 'critical', 'warning'] as const).map(state =>
    countIf(knex, stateCondition(state, now), state),
  );
}

/**
 * Groups by a column or by device. Few certificates are urgent: all are only
 * counted, which an index answers, and the urgent ones alone are looked at.
 */
async function groupsByColumn(
  knex: Knex,
  filter: ResolvedFilter,
  column: 'owner_ref' | 'issuer_label',
): Promise<SummaryGroup[]> {
  const largest = await matchingCertificates(knex, filter)
    .whereNot(`c.${column}`, '')
    .groupBy(`c.${column}`)
    .orderBy([{ column: 'total', order: 'desc' }, `c.${column}`])
    .limit(MAX_GROUPS)
    .select<GroupTotal[]>(
      `c.${column} as value`,
      knex.raw('count(*) as total'),
    );
  const urgent = await matchingCertificates(knex, filter)
    .where('c.warning_at', '<=', filter.now)
    .groupBy(`c.${column}`)
    .select<GroupUrgency[]>(
      `c.${column} as value`,
      ...urgencyCounts(knex, filter.now),
    );
  return joinGroups(largest, urgent);
}

async function groupsByDevice(
  knex: Knex,
  filter: ResolvedFilter,
): Promise<SummaryGroup[]> {
  const joined = () =>
    joinDevices(knex, matchingCertificates(knex, filter)).groupBy('j.device');
  const largest: GroupTotal[] = isUnrestricted(filter)
    ? await knex('devices')
        .where('certificate_count', '>', 0)
        .orderBy([{ column: 'certificate_count', order: 'desc' }, 'name'])
        .limit(MAX_GROUPS)
        .select('name as value', 'certificate_count as total')
    : await joined()
        .orderBy([{ column: 'total', order: 'desc' }, 'j.device'])
        .limit(MAX_GROUPS)
        .select('j.device as value', knex.raw('count(*) as total'));
  const urgent: GroupUrgency[] = await joined()
    .where('c.warning_at', '<=', filter.now)
    .whereIn(
      'j.device',
      largest.map(group => group.value),
    )
    .select('j.device as value', ...urgencyCounts(knex, filter.now));
  return joinGroups(largest, urgent);
}

function groupsByEnvironment(
  profiles: readonly CertificateProfile[],
): SummaryGroup[] {
  const count = (state?: CertificateState) =>
    countValues(
      profiles.filter(profile => !state || profile.state === state),
      profile => profile.environments,
    );
  const [expired, critical, warning] = [
    count('expired'),
    count('critical'),
    count('warning'),
  ];
  return [...count()]
    .map(([value, total]) => ({
      value,
      total,
      expired: expired.get(value) ?? 0,
      critical: critical.get(value) ?? 0,
      warning: warning.get(value) ?? 0,
    }))
    .sort((a, b) => b.total - a.total || (a.value < b.value ? -1 : 1))
    .slice(0, MAX_GROUPS);
}

function joinGroups(
  largest: readonly GroupTotal[],
  urgent: readonly GroupUrgency[],
): SummaryGroup[] {
  const byValue = new Map(urgent.map(row => [row.value, row]));
  return largest.map(({ value, total }) => {
    const row = byValue.get(value);
    return {
      value,
      total: Number(total),
      expired: Number(row?.expired ?? 0),
      critical: Number(row?.critical ?? 0),
      warning: Number(row?.warning ?? 0),
    };
  });
}

/**
 * What needs somebody first: what visitors meet before what nobody uses, by its
 * end; then what is broken although it has time.
 */
async function attention(
  knex: Knex,
  filter: ResolvedFilter,
): Promise<CertificateSummary[]> {
  const { now } = filter;
  const brokenShapes: string[] = await shapesWithFindings(
    knex,
    ERROR_CODES,
  ).pluck('id');
  const urgent = (query: Knex.QueryBuilder) =>
    query.where('c.warning_at', '<=', now);
  const ranks: ((query: Knex.QueryBuilder) => Knex.QueryBuilder)[] = [
    query => urgent(query).where('c.usage', 'in-use'),
    query => urgent(query).whereNot('c.usage', 'in-use'),
    query =>
      query.where('c.warning_at', '>', now).whereIn('c.shape', brokenShapes),
  ];
  const rows: CertificateRow[] = [];
  for (const rank of ranks) {
    if (rows.length < MAX_ATTENTION) {
      const next: CertificateRow[] = await rank(
        matchingCertificates(knex, filter, undefined, { ordered: true }),
      )
        .orderBy(['c.expires_at', 'c.id'])
        .limit(MAX_ATTENTION - rows.length)
        .select('c.*');
      rows.push(...next);
    }
  }
  return toSummaries(knex, rows, now);
}

/** Devices by status. @internal */
export async function countDevices(
  knex: Knex,
  now: number,
): Promise<Record<DeviceStatus, number>> {
  const rows = await knex('devices').select<DeviceStatusColumns[]>(
    'last_scan_at',
    'last_success_at',
    'stale_at',
    'paused_until',
    'consecutive_failures',
    'retired_at',
  );
  const counts: Record<DeviceStatus, number> = {
    'never-scanned': 0,
    ok: 0,
    stale: 0,
    failing: 0,
    paused: 0,
    retired: 0,
  };
  for (const row of rows) {
    counts[deviceStatus(row, now)]++;
  }
  return counts;
}
