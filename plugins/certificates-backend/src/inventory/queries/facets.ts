import { Knex } from 'knex';
import {
  CERTIFICATE_STATES,
  CertificateFacet,
  CertificateFacets,
  CertificateFilter,
  FacetValue,
} from '@cmt/backstage-plugin-certificates-common';
import { BigIntColumn } from '../../database';
import { ReadOptions } from '../types';
import {
  isUnrestricted,
  matchingCertificates,
  resolveFilter,
  ResolvedFilter,
} from './filter';
import { joinDevices } from './relations';
import { CertificateProfile, countProfiles, countValues } from './profiles';

/** Most values of one facet. */
const MAX_VALUES = 1_000;

interface ValueCount {
  value: string;
  count: BigIntColumn;
}

/** Facets with few values, which are counted together. */
const PROFILE_FACETS = {
  state: profile => [profile.state],
  environment: profile => profile.environments,
  usage: profile => [profile.usage],
  keyType: profile => [profile.keyType],
  finding: profile => profile.findings,
} as const satisfies Partial<
  Record<CertificateFacet, (profile: CertificateProfile) => readonly string[]>
>;

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
  const all = await countProfiles(knex, resolved);
  const profileFacet = async (facet: keyof typeof PROFILE_FACETS) => {
    const profiles = filter[facet]?.length
      ? await countProfiles(knex, resolved, facet)
      : all;
    return largestFirst(countValues<string>(profiles, PROFILE_FACETS[facet]));
  };
  const states = new Map(
    (await profileFacet('state')).map(item => [item.value, item]),
  );
  return {
    state: CERTIFICATE_STATES.flatMap(state => states.get(state) ?? []),
    owner: await columnFacet(knex, resolved, 'owner', 'owner_ref'),
    issuer: await columnFacet(knex, resolved, 'issuer', 'issuer_label'),
    device: await deviceFacet(knex, resolved),
    environment: await profileFacet('environment'),
    usage: await profileFacet('usage'),
    keyType: await profileFacet('keyType'),
    finding: await profileFacet('finding'),
  };
}

function largestFirst(counts: ReadonlyMap<string, number>): FacetValue[] {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MAX_VALUES);
}

async function columnFacet(
  knex: Knex,
  filter: ResolvedFilter,
  facet: 'owner' | 'issuer',
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
  const rows = await joinDevices(
    knex,
    matchingCertificates(knex, filter, 'device'),
  )
    .groupBy('j.device')
    .orderBy([{ column: 'count', order: 'desc' }, 'j.device'])
    .limit(MAX_VALUES)
    .select<ValueCount[]>('j.device as value', knex.raw('count(*) as count'));
  return rows.map(toFacetValue);
}

function toFacetValue({ value, count }: ValueCount): FacetValue {
  return { value, count: Number(count) };
}
