import { Knex } from 'knex';
import {
  CertificateFacet,
  CertificateState,
  FindingCode,
  KeyType,
  UsageState,
} from '@cmt/backstage-plugin-certificates-common';
import { BigIntColumn, fromJson } from '../../database';
import { matchingCertificates, ResolvedFilter } from './filter';
import { derivedFindingCondition, stateCondition } from './state';

/** Certificates that are alike in everything that has few values. @internal */
export interface CertificateProfile {
  state: CertificateState;
  usage: UsageState;
  keyType: KeyType;
  environments: string[];
  findings: FindingCode[];
  count: number;
}

interface ProfileRow {
  state: CertificateState;
  usage: UsageState;
  key_type: KeyType;
  environments: string;
  finding_codes: string;
  owner_missing: number;
  early: number;
  count: BigIntColumn;
}

/**
 * Counts the certificates that match by state, usage, key type, environments and
 * findings together. One pass answers what would take five: these have few
 * values, and few combinations of them occur.
 *
 * @internal
 */
export async function countProfiles(
  knex: Knex,
  filter: ResolvedFilter,
  except?: CertificateFacet,
): Promise<CertificateProfile[]> {
  const { now } = filter;
  const state = `case ${(['expired', 'critical', 'warning', 'healthy'] as const)
    .map(name => `when ${stateCondition(name, now)} then '${name}'`)
    .join(' ')} else 'unknown' end`;
  const early = `case when ${derivedFindingCondition(
    'not-yet-valid',
    now,
  )} then 1 else 0 end`;
  const rows = await matchingCertificates(knex, filter, except)
    .groupByRaw(
      `${state}, c.usage, c.key_type, c.environments, c.finding_codes, c.owner_missing, ${early}`,
    )
    .select<ProfileRow[]>(
      knex.raw(`${state} as state`),
      'c.usage',
      'c.key_type',
      'c.environments',
      'c.finding_codes',
      'c.owner_missing',
      knex.raw(`${early} as early`),
      knex.raw('count(*) as count'),
    );
  return rows.map(row => ({
    state: row.state,
    usage: row.usage,
    keyType: row.key_type,
    environments: fromJson<string[]>(row.environments),
    findings: [
      ...(row.state === 'expired' ? ['expired' as const] : []),
      ...(row.state === 'critical' || row.state === 'warning'
        ? ['expiring' as const]
        : []),
      ...(row.early === 1 ? ['not-yet-valid' as const] : []),
      ...(row.owner_missing === 1 ? ['no-owner' as const] : []),
      ...fromJson<FindingCode[]>(row.finding_codes),
    ],
    count: Number(row.count),
  }));
}

/**
 * Adds the counts up by values of one kind; a profile may have several or none.
 *
 * @internal
 */
export function countValues<T extends string>(
  profiles: readonly CertificateProfile[],
  valuesOf: (profile: CertificateProfile) => readonly T[],
): Map<T, number> {
  const counts = new Map<T, number>();
  for (const profile of profiles) {
    for (const value of valuesOf(profile)) {
      counts.set(value, (counts.get(value) ?? 0) + profile.count);
    }
  }
  return counts;
}
