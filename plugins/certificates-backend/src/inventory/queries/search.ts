import { Knex } from 'knex';
import { isPostgres } from '../../database';
import { likePattern } from './likePattern';

/** More words than this in a search say nothing more. */
const MAX_TERMS = 10;

/** Matches of a search that are kept instead of being looked for again. */
const MAX_MATCHES = 2_000;

/**
 * The certificates that a search found, or its words where it found very many.
 * Looking through all text takes longer than everything else: it is done once.
 *
 * @internal
 */
export type ResolvedSearch = { ids: string[] } | BroadSearch;

/** @internal */
export interface BroadSearch {
  terms: string[];
  listings: number[];
}

/** @internal */
export async function resolveSearch(
  knex: Knex,
  terms: string[],
  listings: number[],
): Promise<ResolvedSearch> {
  const search = { terms, listings };
  const ids = await containing(knex, search)
    .limit(MAX_MATCHES + 1)
    .pluck<string[]>('s.certificate_id');
  return ids.length <= MAX_MATCHES ? { ids } : search;
}

/** @internal */
export function applySearch(
  knex: Knex,
  query: Knex.QueryBuilder,
  search: ResolvedSearch,
  options: { ordered: boolean },
): void {
  if ('ids' in search) {
    // One value however many ids there are.
    query.whereRaw(
      isPostgres(knex)
        ? 'c.id = any(?::text[])'
        : 'c.id in (select value from json_each(?))',
      [isPostgres(knex) ? search.ids : JSON.stringify(search.ids)],
    );
  } else if (options.ordered) {
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
    query.whereIn('c.id', containing(knex, search).select('s.certificate_id'));
  }
}

/**
 * Counts what a search finds, where nothing but the search restricts.
 *
 * @internal
 */
export async function countMatches(
  knex: Knex,
  search: ResolvedSearch,
): Promise<number> {
  if ('ids' in search) {
    return search.ids.length;
  }
  const row = await containing(knex, search).count({ count: '*' }).first();
  return Number(row?.count ?? 0);
}

function containing(
  knex: Knex,
  { terms, listings }: BroadSearch,
): Knex.QueryBuilder {
  const query = knex('certificate_search as s').whereIn('s.listing', listings);
  for (const term of terms) {
    query.whereRaw(`s.content like ? escape '\\'`, [likePattern(term)]);
  }
  return query;
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
