import { Knex } from 'knex';
import {
  CertificateFacet,
  CertificateState,
  FindingCode,
  KeyType,
  UsageState,
} from '@cmt/backstage-plugin-certificates-common';
import { BigIntColumn, fromJson, readInParts } from '../../database';
import { matchingCertificates, ResolvedFilter } from './filter';
import { ShapeRow } from '../rows';
import {
  derivedFindingCondition,
  derivedFindings,
  stateCondition,
} from './state';

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
  early: number;
  shape: string;
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
  // Nearly all certificates are healthy: that is asked first.
  const states = ['healthy', 'warning', 'critical', 'expired'] as const;
  const state = `case ${states
    .map(name => `when ${stateCondition(name, now)} then '${name}'`)
    .join(' ')} else 'unknown' end`;
  const early = `case when ${derivedFindingCondition(
    'not-yet-valid',
    now,
  )} then 1 else 0 end`;
  const rows = await matchingCertificates(knex, filter, except)
    .groupByRaw(`${state}, ${early}, c.shape`)
    .select<ProfileRow[]>(
      knex.raw(`${state} as state`),
      knex.raw(`${early} as early`),
      'c.shape',
      knex.raw('count(*) as count'),
    );
  const shapes = await readShapes(
    knex,
    rows.map(row => row.shape),
  );
  return rows.map(row => {
    const shape = shapes.get(row.shape);
    if (!shape) {
      throw new Error(`There is no shape ${row.shape}`);
    }
    return {
      state: row.state,
      usage: shape.usage,
      keyType: shape.key_type,
      environments: fromJson<string[]>(shape.environments),
      findings: [
        ...derivedFindings(
          row.state,
          row.early === 1,
          shape.owner_missing === 1,
        ),
        ...fromJson<FindingCode[]>(shape.finding_codes),
      ],
      count: Number(row.count),
    };
  });
}

async function readShapes(
  knex: Knex,
  ids: readonly string[],
): Promise<Map<string, ShapeRow>> {
  const rows = await readInParts(ids, part =>
    knex<ShapeRow>('certificate_shapes').whereIn('id', part).select('*'),
  );
  return new Map(rows.map(row => [row.id, row]));
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
