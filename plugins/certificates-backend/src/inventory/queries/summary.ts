import { Knex } from 'knex';
import {
  CERTIFICATE_STATES,
  CertificateFilter,
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
import { isUnrestricted } from './facets';
import { matchingCertificates, resolveFilter, ResolvedFilter } from './filter';
import {
  countIf,
  DERIVED_FINDINGS,
  derivedFindingCondition,
  stateCondition,
} from './state';
import { toSummaries } from './summaries';

const DAY_MS = 24 * 60 * 60 * 1000;
const WEEK_MS = 7 * DAY_MS;
const WEEKS = 26;
const MAX_GROUPS = 50;
const MAX_ATTENTION = 10;

type Counts = Record<string, BigIntColumn | null>;

interface GroupRow {
  value: string;
  total: BigIntColumn;
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
  const counts = await totals(knex, resolved);
  const count = (name: string) => Number(counts[name] ?? 0);
  return {
    asOf: new Date(now).toISOString(),
    total: count('total'),
    byState: record(CERTIFICATE_STATES, count),
    byUsage: record(USAGE_STATES, count),
    withoutOwner: count('no-owner'),
    findings: await findings(knex, resolved, count),
    expiries: await expiries(knex, resolved),
    byOwner: await groupsByColumn(knex, resolved, 'owner_ref'),
    byIssuer: await groupsByColumn(knex, resolved, 'issuer_label'),
    byDevice: await groupsByPlace(knex, resolved, 'device'),
    byEnvironment: await groupsByPlace(knex, resolved, 'environment'),
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

/** All plain counts in one pass. */
async function totals(knex: Knex, filter: ResolvedFilter): Promise<Counts> {
  return matchingCertificates(knex, filter)
    .select([
      knex.raw('count(*) as total'),
      ...CERTIFICATE_STATES.map(state =>
        countIf(knex, stateCondition(state, filter.now), state),
      ),
      ...USAGE_STATES.map(usage =>
        countIf(knex, `c.usage = '${usage}'`, usage),
      ),
      ...DERIVED_FINDINGS.filter(code => code !== 'expired').map(code =>
        countIf(knex, derivedFindingCondition(code, filter.now), code),
      ),
    ])
    .first<Counts>();
}

async function findings(
  knex: Knex,
  filter: ResolvedFilter,
  derived: (code: string) => number,
): Promise<InventorySummary['findings']> {
  const stored: Knex.QueryBuilder = isUnrestricted(filter)
    ? knex('certificate_finding_codes as j')
    : matchingCertificates(knex, filter).join(
        'certificate_finding_codes as j',
        'j.certificate_id',
        'c.id',
      );
  const rows = await stored
    .groupBy('j.code')
    .select<{ code: FindingCode; count: BigIntColumn }[]>(
      'j.code as code',
      knex.raw('count(*) as count'),
    );
  const order = Object.keys(FINDING_SEVERITY);
  return [
    ...DERIVED_FINDINGS.map(code => ({ code, count: derived(code) })),
    ...rows.map(row => ({ code: row.code, count: Number(row.count) })),
  ]
    .filter(({ count }) => count > 0)
    .map(({ code, count }) => ({
      code,
      severity: FINDING_SEVERITY[code],
      count,
    }))
    .sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code));
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

async function groupsByColumn(
  knex: Knex,
  filter: ResolvedFilter,
  column: 'owner_ref' | 'issuer_label',
): Promise<SummaryGroup[]> {
  const rows = await matchingCertificates(knex, filter)
    .whereNot(`c.${column}`, '')
    .groupBy(`c.${column}`)
    .orderBy([{ column: 'total', order: 'desc' }, `c.${column}`])
    .limit(MAX_GROUPS)
    .select<GroupRow[]>(
      `c.${column} as value`,
      knex.raw('count(*) as total'),
      ...urgencyCounts(knex, filter.now),
    );
  return rows.map(toGroup);
}

/**
 * Groups by device or environment. A certificate is in many of these, but few
 * certificates are urgent: the totals are counted without looking at the
 * certificates where every one matches, and the rest for the urgent ones only.
 */
async function groupsByPlace(
  knex: Knex,
  filter: ResolvedFilter,
  place: 'device' | 'environment',
): Promise<SummaryGroup[]> {
  const table = `certificate_${place}s`;
  const joined = () =>
    matchingCertificates(knex, filter).join(
      `${table} as j`,
      'j.certificate_id',
      'c.id',
    );
  const all: Knex.QueryBuilder = isUnrestricted(filter)
    ? knex(`${table} as j`)
    : joined();
  const largest: Pick<GroupRow, 'value' | 'total'>[] =
    place === 'device' && isUnrestricted(filter)
      ? await knex('devices')
          .where('certificate_count', '>', 0)
          .orderBy([{ column: 'certificate_count', order: 'desc' }, 'name'])
          .limit(MAX_GROUPS)
          .select('name as value', 'certificate_count as total')
      : await all
          .groupBy(`j.${place}`)
          .orderBy([{ column: 'total', order: 'desc' }, `j.${place}`])
          .limit(MAX_GROUPS)
          .select(`j.${place} as value`, knex.raw('count(*) as total'));
  const urgent = await joined()
    .where('c.warning_at', '<=', filter.now)
    .whereIn(
      `j.${place}`,
      largest.map(group => group.value),
    )
    .groupBy(`j.${place}`)
    .select<Omit<GroupRow, 'total'>[]>(
      `j.${place} as value`,
      ...urgencyCounts(knex, filter.now),
    );
  const urgentByValue = new Map(urgent.map(row => [row.value, row]));
  return largest.map(group =>
    toGroup({
      expired: 0,
      critical: 0,
      warning: 0,
      ...urgentByValue.get(group.value),
      ...group,
    }),
  );
}

function toGroup(row: GroupRow): SummaryGroup {
  return {
    value: row.value,
    total: Number(row.total),
    expired: Number(row.expired),
    critical: Number(row.critical),
    warning: Number(row.warning),
  };
}

/**
 * What needs somebody first: what visitors meet before what nobody uses, by its
 * end; then what is broken although it has time.
 */
async function attention(
  knex: Knex,
  filter: ResolvedFilter,
): Promise<CertificateSummary[]> {
  const rows = await matchingCertificates(knex, filter)
    .where('c.warning_at', '<=', filter.now)
    .orderByRaw(
      `case when c.usage = 'in-use' then 0 else 1 end, c.expires_at, c.id`,
    )
    .limit(MAX_ATTENTION)
    .select<CertificateRow[]>('c.*');
  if (rows.length < MAX_ATTENTION) {
    const errors = Object.entries(FINDING_SEVERITY)
      .filter(([, severity]) => severity === 'error')
      .map(([code]) => code);
    const broken = await matchingCertificates(knex, filter)
      .where('c.warning_at', '>', filter.now)
      .whereIn(
        'c.id',
        knex('certificate_finding_codes')
          .whereIn('code', errors)
          .select('certificate_id'),
      )
      .orderBy(['c.expires_at', 'c.id'])
      .limit(MAX_ATTENTION - rows.length)
      .select<CertificateRow[]>('c.*');
    rows.push(...broken);
  }
  return toSummaries(knex, rows, filter.now);
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
