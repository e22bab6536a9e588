import { Knex } from 'knex';
import {
  CERTIFICATE_STATES,
  CertificateFacets,
  CertificateFilter,
  FacetValue,
} from '@cmt/backstage-plugin-certificates-common';
import { BigIntColumn } from '../../database';
import { ReadOptions } from '../types';
import { matchingCertificates, resolveFilter, ResolvedFilter } from './filter';
import {
  countIf,
  DERIVED_FINDINGS,
  derivedFindingCondition,
  stateCondition,
} from './state';

/** Most values of one facet. */
const MAX_VALUES = 1_000;

interface ValueCount {
  value: string;
  count: BigIntColumn;
}

/**
 * Counts the values of each facet among the certificates that match the other
 * facets' filters.
 *
 * @internal
 */
export async function getFacets(
  knex: Knex,
  filter: CertificateFilter,
  options: ReadOptions & { now: number },
): Promise<CertificateFacets> {
  const resolved = await resolveFilter(knex, filter, options);
  return {
    state: await stateFacet(knex, resolved),
    owner: await columnFacet(knex, resolved, 'owner', 'owner_ref'),
    issuer: await columnFacet(knex, resolved, 'issuer', 'issuer_label'),
    device: await deviceFacet(knex, resolved),
    environment: await environmentFacet(knex, resolved),
    usage: await columnFacet(knex, resolved, 'usage', 'usage'),
    keyType: await columnFacet(knex, resolved, 'keyType', 'key_type'),
    finding: await findingFacet(knex, resolved),
  };
}

async function stateFacet(
  knex: Knex,
  filter: ResolvedFilter,
): Promise<FacetValue[]> {
  const counts = await matchingCertificates(knex, filter, 'state')
    .select(
      CERTIFICATE_STATES.map(state =>
        countIf(knex, stateCondition(state, filter.now), state),
      ),
    )
    .first<Record<string, BigIntColumn | null>>();
  return CERTIFICATE_STATES.map(value => ({
    value,
    count: Number(counts[value] ?? 0),
  })).filter(({ count }) => count > 0);
}

async function columnFacet(
  knex: Knex,
  filter: ResolvedFilter,
  facet: 'owner' | 'issuer' | 'usage' | 'keyType',
  column: string,
): Promise<FacetValue[]> {
  const rows = await matchingCertificates(knex, filter, facet)
    .whereNot(`c.${column}`, '')
    .groupBy(`c.${column}`)
    .orderBy([{ column: 'count', order: 'desc' }, `c.${column}`])
    .limit(MAX_VALUES)
    .select<ValueCount[]>(
      `c.${column} as value`,
      knex.raw('count(*) as count'),
    );
  return rows.map(toFacetValue);
}

/** Whether every listed certificate matches, apart from the given facet. @internal */
export function isUnrestricted(
  { now, ...filter }: ResolvedFilter,
  except?: keyof CertificateFacets,
): boolean {
  return Object.entries(filter).every(
    ([key, value]) =>
      key === except ||
      // What is gone is on no device and in no environment.
      key === 'includeGone' ||
      value === undefined ||
      value === '' ||
      (Array.isArray(value) && value.length === 0),
  );
}

async function deviceFacet(
  knex: Knex,
  filter: ResolvedFilter,
): Promise<FacetValue[]> {
  if (isUnrestricted(filter, 'device')) {
    // Counted whenever it changes: a million rows less to look at.
    const rows = await knex('devices')
      .where('certificate_count', '>', 0)
      .orderBy([{ column: 'certificate_count', order: 'desc' }, 'name'])
      .limit(MAX_VALUES)
      .select<ValueCount[]>('name as value', 'certificate_count as count');
    return rows.map(toFacetValue);
  }
  return joinedFacet(
    matchingCertificates(knex, filter, 'device').join(
      'certificate_devices as j',
      'j.certificate_id',
      'c.id',
    ),
    'j.device',
    knex,
  );
}

async function environmentFacet(
  knex: Knex,
  filter: ResolvedFilter,
): Promise<FacetValue[]> {
  return joinedFacet(
    isUnrestricted(filter, 'environment')
      ? knex('certificate_environments as j')
      : matchingCertificates(knex, filter, 'environment').join(
          'certificate_environments as j',
          'j.certificate_id',
          'c.id',
        ),
    'j.environment',
    knex,
  );
}

async function findingFacet(
  knex: Knex,
  filter: ResolvedFilter,
): Promise<FacetValue[]> {
  const derived = await matchingCertificates(knex, filter, 'finding')
    .select(
      DERIVED_FINDINGS.map(code =>
        countIf(knex, derivedFindingCondition(code, filter.now), code),
      ),
    )
    .first<Record<string, BigIntColumn | null>>();
  const stored = await joinedFacet(
    matchingCertificates(knex, filter, 'finding').join(
      'certificate_finding_codes as j',
      'j.certificate_id',
      'c.id',
    ),
    'j.code',
    knex,
  );
  return [
    ...DERIVED_FINDINGS.map(value => ({
      value,
      count: Number(derived[value] ?? 0),
    })).filter(({ count }) => count > 0),
    ...stored,
  ].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

async function joinedFacet(
  query: Knex.QueryBuilder,
  column: string,
  knex: Knex,
): Promise<FacetValue[]> {
  const rows = await query
    .groupBy(column)
    .orderBy([{ column: 'count', order: 'desc' }, column])
    .limit(MAX_VALUES)
    .select<ValueCount[]>(`${column} as value`, knex.raw('count(*) as count'));
  return rows.map(toFacetValue);
}

function toFacetValue({ value, count }: ValueCount): FacetValue {
  return { value, count: Number(count) };
}
