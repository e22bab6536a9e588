import { Knex } from 'knex';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  CertificateFacet,
  CertificateFilter,
} from '@cmt/backstage-plugin-certificates-common';
import { NEVER } from '../../database';
import { LISTING } from '../rows';
import { CertificateVisibility, ReadOptions } from '../types';
import { onDevices, related, whereIdIn } from './relations';
import {
  applySearch,
  ResolvedSearch,
  resolveSearch,
  searchTerms,
} from './search';
import { shapesInEnvironments, shapesWithFindings } from './shapes';
import {
  DERIVED_FINDINGS,
  DerivedFinding,
  derivedFindingCondition,
  stateCondition,
} from './state';
import { applyVisibility } from './visibility';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A filter whose references to the catalog and whose search are resolved. @internal */
export interface ResolvedFilter
  extends Omit<CertificateFilter, 'entity' | 'q'> {
  entity?: ResolvedEntity;
  search?: ResolvedSearch;
  /** Shapes that are in the wanted environments. */
  environmentShapes?: string[];
  /** Shapes that have the wanted findings, apart from derived ones. */
  findingShapes?: string[];
  visibility?: CertificateVisibility;
  /** Milliseconds since the epoch: the moment that states are judged at. */
  now: number;
}

interface ResolvedEntity {
  ref: string;
  /** Devices that the entity stands for. */
  devices: string[];
  /** The certificate that the entity stands for. */
  certificateId: string | null;
}

/**
 * Looks up what the entity of a filter stands for and what its search finds.
 *
 * @throws InputError when the entity ref is malformed
 * @internal
 */
export async function resolveFilter(
  knex: Knex,
  filter: CertificateFilter,
  options: ReadOptions & { now: number },
): Promise<ResolvedFilter> {
  const { entity, q, ...rest } = filter;
  const terms = searchTerms(q ?? '');
  const stored = filter.finding?.filter(code => !isDerived(code)) ?? [];
  return {
    ...rest,
    ...(filter.environment?.length && {
      environmentShapes: await shapesInEnvironments(
        knex,
        filter.environment,
      ).pluck('id'),
    }),
    ...(stored.length > 0 && {
      findingShapes: await shapesWithFindings(knex, stored).pluck('id'),
    }),
    now: options.now,
    visibility: options.visibility,
    ...(entity && { entity: await resolveEntity(knex, entity) }),
    ...(terms.length > 0 && {
      search: await resolveSearch(knex, terms, listings(filter)),
    }),
  };
}

async function resolveEntity(
  knex: Knex,
  text: string,
): Promise<ResolvedEntity> {
  let compound;
  try {
    compound = parseEntityRef(text, { defaultNamespace: 'default' });
  } catch {
    throw new InputError(
      `entity has to be an entity ref such as component:default/shop, not ${JSON.stringify(
        text,
      )}`,
    );
  }
  const ref = stringifyEntityRef(compound);
  const [kind, name] = [ref.split(':')[0], ref.split('/')[1]];
  if (kind !== 'resource') {
    return { ref, devices: [], certificateId: null };
  }
  const devices = await knex('devices as d')
    .leftJoin('clusters as cl', 'cl.id', 'd.cluster_id')
    .where('d.entity_name', name)
    .orWhere('cl.entity_name', name)
    .pluck<string[]>('d.name');
  const certificate = await knex('certificates')
    .where('entity_name', name)
    .first<{ id: string } | undefined>('id');
  return { ref, devices, certificateId: certificate?.id ?? null };
}

/**
 * The certificates that match a filter, as a query on `certificates as c`
 * without columns and order.
 *
 * @param except - facet whose own filter is left out, to count its other values
 * @param options.ordered - a few rows in an order are wanted, not all of them
 * @internal
 */
export function matchingCertificates(
  knex: Knex,
  filter: ResolvedFilter,
  except?: CertificateFacet,
  options: { ordered?: boolean } = {},
): Knex.QueryBuilder {
  const query = knex('certificates as c');
  query.whereIn('c.listing', listings(filter));

  const given = <K extends CertificateFacet>(facet: K) =>
    facet !== except && filter[facet]?.length ? filter[facet] : undefined;
  const states = given('state');
  if (states) {
    query.whereRaw(
      `(${states.map(s => stateCondition(s, filter.now)).join(' or ')})`,
    );
  }
  for (const [facet, column] of [
    ['owner', 'c.owner_ref'],
    ['issuer', 'c.issuer_label'],
    ['usage', 'c.usage'],
    ['keyType', 'c.key_type'],
  ] as const) {
    const values = given(facet);
    if (values) {
      query.whereIn(
        column,
        facet === 'owner' ? values.map(v => v.toLowerCase()) : values,
      );
    }
  }
  const devices = given('device');
  if (devices) {
    whereIdIn(knex, query, onDevices(knex, devices));
  }
  if (given('environment')) {
    query.whereIn('c.shape', filter.environmentShapes ?? []);
  }
  const findings = given('finding');
  if (findings) {
    query.where(builder => {
      for (const code of findings.filter(isDerived)) {
        builder.orWhereRaw(derivedFindingCondition(code, filter.now));
      }
      builder.orWhereIn('c.shape', filter.findingShapes ?? []);
    });
  }
  if (filter.expiresWithinDays !== undefined) {
    query.where(
      'c.expires_at',
      '<=',
      filter.now + filter.expiresWithinDays * DAY_MS,
    );
  }
  if (filter.expiresFrom !== undefined) {
    query
      .where('c.expires_at', '>=', Date.parse(filter.expiresFrom))
      .where('c.expires_at', '<', NEVER);
  }
  if (filter.expiresBefore !== undefined) {
    query.where('c.expires_at', '<', Date.parse(filter.expiresBefore));
  }
  if (filter.entity) {
    applyEntity(knex, query, filter.entity);
  }
  if (filter.search) {
    applySearch(knex, query, filter.search, {
      ordered: options.ordered ?? false,
    });
  }
  if (filter.visibility) {
    applyVisibility(knex, query, filter.visibility);
  }
  return query;
}

/** Values of `listing` that a filter wants. @internal */
export function listings(filter: { includeGone?: boolean }): number[] {
  return filter.includeGone
    ? [LISTING.current, LISTING.gone]
    : [LISTING.current];
}

function isDerived(code: string): code is DerivedFinding {
  return (DERIVED_FINDINGS as readonly string[]).includes(code);
}

function applyEntity(
  knex: Knex,
  query: Knex.QueryBuilder,
  { ref, devices, certificateId }: ResolvedEntity,
): void {
  const kind = ref.split(':')[0];
  if (kind === 'group' || kind === 'user') {
    query.where('c.owner_ref', ref);
    return;
  }
  const ids = related(knex, [ref]);
  if (devices.length > 0) {
    ids.union(onDevices(knex, devices));
  }
  if (certificateId) {
    ids.union(knex('certificates').select('id').where('id', certificateId));
  }
  whereIdIn(knex, query, ids);
}

/** Whether every listed certificate matches, apart from the given facet. @internal */
export function isUnrestricted(
  { now, ...filter }: ResolvedFilter,
  except?: CertificateFacet,
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
