import { Knex } from 'knex';
import {
  CertificateFilter,
  CertificatePage,
  CertificateSort,
  CertificateSummary,
  ListCertificatesRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { z } from 'zod';
import { toNumber } from '../../database';
import { CertificateRow } from '../rows';
import { ReadOptions } from '../types';
import { decodeCursor, encodeCursor } from './cursor';
import {
  isUnrestricted,
  matchingCertificates,
  resolveFilter,
  ResolvedFilter,
} from './filter';
import { countMatches } from './search';
import { toSummaries } from './summaries';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const EXPORT_BATCH = 500;

type Order = 'asc' | 'desc';

/** Column of each order and its usual direction. */
const SORTS = {
  expires: { column: 'expires_at', order: 'asc', numeric: true },
  name: { column: 'title', order: 'asc', numeric: false },
  owner: { column: 'owner_ref', order: 'asc', numeric: false },
  issuer: { column: 'issuer_label', order: 'asc', numeric: false },
  virtualServers: {
    column: 'virtual_server_count',
    order: 'desc',
    numeric: true,
  },
} as const satisfies Record<
  CertificateSort,
  { column: keyof CertificateRow; order: Order; numeric: boolean }
>;

interface Position {
  value: string | number;
  id: string;
}

/** @internal */
export async function listCertificates(
  knex: Knex,
  request: ListCertificatesRequest,
  options: ReadOptions & { now: number },
): Promise<CertificatePage> {
  const sort = request.sort ?? 'expires';
  const order = request.order ?? SORTS[sort].order;
  const limit = Math.min(
    Math.max(request.limit ?? DEFAULT_LIMIT, 1),
    MAX_LIMIT,
  );
  const after = request.cursor
    ? readPosition(request.cursor, sort, order)
    : undefined;

  const filter = await resolveFilter(knex, request, options);
  const total = await countCertificates(knex, filter);
  const rows = await readRows(knex, filter, {
    sort,
    order,
    limit: limit + 1,
    after,
  });
  const page = rows.slice(0, limit);
  const last = page[page.length - 1];
  return {
    items: await toSummaries(knex, page, options.now),
    totalItems: total,
    ...(rows.length > limit && {
      nextCursor: encodeCursor([
        sort,
        order,
        positionValue(last, sort),
        last.id,
      ]),
    }),
  };
}

/**
 * Every certificate that matches, by name, some at a time.
 *
 * @internal
 */
export async function* exportCertificates(
  knex: Knex,
  filter: CertificateFilter,
  options: ReadOptions & { now: number },
): AsyncGenerator<CertificateSummary> {
  const resolved = await resolveFilter(knex, filter, options);
  let after: Position | undefined;
  for (;;) {
    const rows = await readRows(knex, resolved, {
      sort: 'name',
      order: 'asc',
      limit: EXPORT_BATCH,
      after,
    });
    yield* await toSummaries(knex, rows, options.now);
    if (rows.length < EXPORT_BATCH) {
      return;
    }
    const last = rows[rows.length - 1];
    after = { value: positionValue(last, 'name'), id: last.id };
  }
}

async function countCertificates(
  knex: Knex,
  filter: ResolvedFilter,
): Promise<number> {
  const { search, ...others } = filter;
  if (search && isUnrestricted(others)) {
    return countMatches(knex, search);
  }
  const row = await matchingCertificates(knex, filter)
    .count({ count: '*' })
    .first();
  return Number(row?.count ?? 0);
}

async function readRows(
  knex: Knex,
  filter: ResolvedFilter,
  page: {
    sort: CertificateSort;
    order: Order;
    limit: number;
    after?: Position;
  },
): Promise<CertificateRow[]> {
  const column = `c.${SORTS[page.sort].column}`;
  const query = matchingCertificates(knex, filter, undefined, {
    ordered: true,
  })
    .orderBy([
      { column, order: page.order },
      { column: 'c.id', order: page.order },
    ])
    .limit(page.limit)
    .select<CertificateRow[]>('c.*');
  if (page.after) {
    // As a pair, because only then Postgres and SQLite start in the index at
    // this place; they would walk over everything before it otherwise.
    query.whereRaw(`(??, c.id) ${page.order === 'asc' ? '>' : '<'} (?, ?)`, [
      column,
      page.after.value,
      page.after.id,
    ]);
  }
  return query;
}

function positionValue(
  row: CertificateRow,
  sort: CertificateSort,
): string | number {
  const { column, numeric } = SORTS[sort];
  const value = row[column];
  return numeric ? toNumber(value) : String(value);
}

function readPosition(
  cursor: string,
  sort: CertificateSort,
  order: Order,
): Position {
  const [, , value, id] = decodeCursor(
    cursor,
    z.tuple([
      z.literal(sort),
      z.literal(order),
      SORTS[sort].numeric ? z.number() : z.string(),
      z.string(),
    ]),
  );
  return { value, id };
}
