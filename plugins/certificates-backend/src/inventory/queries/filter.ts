import { Knex } from 'knex';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  CertificateFacet,
  CertificateFilter,
} from '@cmt/backstage-plugin-certificates-common';
import { isPostgres } from '../../database';
import { LISTING } from '../rows';
import { CertificateVisibility, ReadOptions } from '../types';
import {
  DERIVED_FINDINGS,
  DerivedFinding,
  derivedFindingCondition,
  stateCondition,
} from './state';

const DAY_MS = 24 * 60 * 60 * 1000;

/** More words than this in a search say nothing more. */
const MAX_TERMS = 10;

/** Matches of a search that are kept instead of being looked for again. */
const MAX_MATCHES = 2_000;

/** A filter whose references to the catalog and whose search are resolved. @internal */
export interface ResolvedFilter
  extends Omit<CertificateFilter, 'entity' | 'q'> {
  entity?: ResolvedEntity;
  search?: ResolvedSearch;
  visibility?: CertificateVisibility;
  /** Milliseconds since the epoch: the moment that states are judged at. */
  now: number;
}

/**
 * The certificates that a search found, or its words where it found very many.
 * Looking through all text takes longer than everything else: it is done once.
 */
type ResolvedSearch = { ids: string[] } | { terms: string[] };

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
  return {
    ...rest,
    now: options.now,
    visibility: options.visibility,
    ...(entity && { entity: await resolveEntity(knex, entity) }),
    ...(terms.length > 0 && { search: await resolveSearch(knex, terms) }),
  };
}

async function resolveSearch(
  knex: Knex,
  terms: string[],
): Promise<ResolvedSearch> {
  const ids = await containing(knex, terms)
    .limit(MAX_MATCHES + 1)
    .pluck<string[]>('s.certificate_id');
  return ids.length <= MAX_MATCHES ? { ids } : { terms };
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
  if (filter.includeGone) {
    query.whereIn('c.listing', [LISTING.current, LISTING.gone]);
  } else {
    query.where('c.listing', LISTING.current);
  }

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
  const environments = given('environment');
  if (environments) {
    query.whereExists(inEnvironments(knex, environments));
  }
  const findings = given('finding');
  if (findings) {
    query.where(builder => {
      const derived = findings.filter(isDerived);
      const stored = findings.filter(code => !isDerived(code));
      for (const code of derived) {
        builder.orWhereRaw(derivedFindingCondition(code, filter.now));
      }
      if (stored.length > 0) {
        builder.orWhereExists(
          knex('certificate_finding_codes as f')
            .select(knex.raw('1'))
            .whereRaw('f.certificate_id = c.id')
            .whereIn('f.code', stored),
        );
      }
    });
  }
  if (filter.expiresWithinDays !== undefined) {
    query.where(
      'c.expires_at',
      '<=',
      filter.now + filter.expiresWithinDays * DAY_MS,
    );
  }
  if (filter.entity) {
    applyEntity(knex, query, filter.entity);
  }
  if (filter.search) {
    applySearch(knex, query, filter.search, options.ordered ?? false);
  }
  if (filter.visibility) {
    applyVisibility(knex, query, filter.visibility);
  }
  return query;
}

function isDerived(code: string): code is DerivedFinding {
  return (DERIVED_FINDINGS as readonly string[]).includes(code);
}

/**
 * Keeps the certificates of a list that is expected to be short. Postgres gets it
 * as an array that is made first: as a subquery it would often rather walk through
 * all certificates in the wanted order, in the hope of meeting enough of them.
 */
function whereIdIn(
  knex: Knex,
  query: Knex.QueryBuilder,
  ids: Knex.QueryBuilder,
): void {
  if (isPostgres(knex)) {
    query.whereRaw('c.id = any(array(?))', [ids]);
  } else {
    query.whereIn('c.id', ids);
  }
}

function onDevices(knex: Knex, devices: readonly string[]) {
  return knex('certificate_devices as d')
    .select('d.certificate_id')
    .whereIn('d.device', [...devices]);
}

function inEnvironments(knex: Knex, environments: readonly string[]) {
  return knex('certificate_environments as e')
    .select(knex.raw('1'))
    .whereRaw('e.certificate_id = c.id')
    .whereIn('e.environment', [...environments]);
}

function related(knex: Knex, refs: readonly string[], relation?: string) {
  const query = knex('certificate_entities as r')
    .select('r.certificate_id')
    .whereIn(
      'r.entity_ref',
      refs.map(ref => ref.toLowerCase()),
    );
  return relation ? query.where('r.relation', relation) : query;
}

/**
 * Joins the devices of certificates, as `j`. Written so that Postgres looks them
 * up for each certificate: the queries that use it are about few certificates,
 * and it would rather read all devices of all certificates.
 *
 * @internal
 */
export function joinDevices(
  knex: Knex,
  query: Knex.QueryBuilder,
): Knex.QueryBuilder {
  return isPostgres(knex)
    ? query.joinRaw(
        'cross join lateral (select d.device from certificate_devices d where d.certificate_id = c.id offset 0) j',
      )
    : query.join('certificate_devices as j', 'j.certificate_id', 'c.id');
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

function applySearch(
  knex: Knex,
  query: Knex.QueryBuilder,
  search: ResolvedSearch,
  ordered: boolean,
): void {
  if ('ids' in search) {
    // One value however many ids there are.
    query.whereRaw(
      isPostgres(knex)
        ? 'c.id = any(?::text[])'
        : 'c.id in (select value from json_each(?))',
      [isPostgres(knex) ? search.ids : JSON.stringify(search.ids)],
    );
  } else if (ordered) {
    // Nearly every row matches: going through the rows in their order and asking
    // each ends soon. As a condition on the row, because databases would turn a
    // list of all matches into a join and sort what it gives.
    for (const term of search.terms) {
      query.whereRaw(
        `(select s.content like ? escape '\\' from certificate_search s where s.certificate_id = c.id)`,
        [likePattern(term)],
      );
    }
  } else {
    query.whereIn(
      'c.id',
      containing(knex, search.terms).select('s.certificate_id'),
    );
  }
}

function containing(knex: Knex, terms: readonly string[]): Knex.QueryBuilder {
  const query = knex('certificate_search as s');
  for (const term of terms) {
    query.whereRaw(`s.content like ? escape '\\'`, [likePattern(term)]);
  }
  return query;
}

function likePattern(term: string): string {
  return `%${term.replace(/[\\%_]/g, '\\$&')}%`;
}

/**
 * Words of a search: all have to occur. Serial numbers and fingerprints may be
 * written with colons.
 *
 * @internal
 */
export function searchTerms(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, MAX_TERMS)
    .map(term =>
      /^([0-9a-f]{2}:)+[0-9a-f]{2}$/.test(term)
        ? term.replaceAll(':', '').replace(/^0+(?=.)/, '')
        : term,
    );
}

function applyVisibility(
  knex: Knex,
  query: Knex.QueryBuilder,
  visibility: CertificateVisibility,
): void {
  if ('anyOf' in visibility) {
    query.where(builder => {
      // Nothing is visible by an empty list of alternatives.
      builder.whereRaw('1 = 0');
      for (const part of visibility.anyOf) {
        builder.orWhere(inner => applyVisibility(knex, inner, part));
      }
    });
  } else if ('allOf' in visibility) {
    query.where(builder => {
      builder.whereRaw('1 = 1');
      for (const part of visibility.allOf) {
        builder.where(inner => applyVisibility(knex, inner, part));
      }
    });
  } else if ('not' in visibility) {
    query.whereNot(builder => applyVisibility(knex, builder, visibility.not));
  } else {
    applyField(knex, query, visibility);
  }
}

function applyField(
  knex: Knex,
  query: Knex.QueryBuilder,
  { field, values }: Extract<CertificateVisibility, { field: string }>,
): void {
  switch (field) {
    case 'id':
      query.whereIn('c.id', values);
      break;
    case 'owner':
      query.whereIn(
        'c.owner_ref',
        values.map(value => value.toLowerCase()),
      );
      break;
    case 'issuer':
      query.whereIn('c.issuer_label', values);
      break;
    case 'environment':
      query.whereExists(inEnvironments(knex, values));
      break;
    case 'device':
      whereIdIn(knex, query, onDevices(knex, values));
      break;
    case 'system':
    case 'protects':
      whereIdIn(knex, query, related(knex, values, field));
      break;
    default:
      throw new Error(`Nothing says how to restrict by ${String(field)}`);
  }
}
