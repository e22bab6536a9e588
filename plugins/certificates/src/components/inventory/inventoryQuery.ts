import {
  CERTIFICATE_STATES,
  CertificateFilter,
  CertificateSort,
  FINDING_SEVERITY,
  FindingCode,
  KeyType,
  serializeQuery,
  USAGE_STATES,
} from '@cmt/backstage-plugin-certificates-common';
import { z } from 'zod';

/** What the inventory shows, as the address of the page says it. */
export interface InventoryQuery {
  filter: CertificateFilter;
  sort: CertificateSort;
  order: 'asc' | 'desc';
  /** Cursor of the page that is shown; absent on the first one. */
  cursor?: string;
  /** Counts from 1; for the label alone. */
  page: number;
}

const KEY_TYPES: readonly KeyType[] = [
  'rsa',
  'ec',
  'ed25519',
  'ed448',
  'dsa',
  'unknown',
];

const FINDING_CODES = Object.keys(FINDING_SEVERITY) as FindingCode[];

const DEFAULT_SORT: CertificateSort = 'expires';

/** Keeps what is legal: an address that somebody typed still shows a page. */
function listOf<T extends string>(allowed: readonly T[]) {
  return z
    .array(z.string())
    .transform(values => values.filter((v): v is T => allowed.includes(v as T)))
    .transform(values => (values.length ? [...new Set(values)] : undefined));
}

const texts = z
  .array(z.string())
  .transform(values => values.filter(Boolean))
  .transform(values => (values.length ? [...new Set(values)] : undefined));

const text = z
  .array(z.string())
  .transform(values => values[0]?.trim() || undefined);

const positive = z
  .array(z.coerce.number().int().positive())
  .transform(values => values[0] as number | undefined)
  .catch(undefined);

const moment = z
  .array(z.iso.datetime())
  .transform(values => values[0] as string | undefined)
  .catch(undefined);

const filterSchema = z.object({
  state: listOf(CERTIFICATE_STATES),
  owner: texts,
  issuer: texts,
  device: texts,
  environment: texts,
  usage: listOf(USAGE_STATES),
  keyType: listOf(KEY_TYPES),
  finding: listOf(FINDING_CODES),
  entity: text,
  expiresWithinDays: positive,
  expiresFrom: moment,
  expiresBefore: moment,
  q: text,
  includeGone: z
    .array(z.string())
    .transform(values => values[0] === 'true' || undefined),
});

const viewSchema = z.object({
  sort: z
    .tuple([z.enum(['expires', 'name', 'owner', 'issuer', 'virtualServers'])])
    .transform(([sort]) => sort)
    .catch(DEFAULT_SORT),
  order: z
    .tuple([z.enum(['asc', 'desc'])])
    .transform(([order]) => order)
    .catch('asc'),
  cursor: text,
  page: positive.transform(page => page ?? 1),
});

function valuesOf(params: URLSearchParams, keys: string[]) {
  return Object.fromEntries(keys.map(key => [key, params.getAll(key)]));
}

/** Drops absent values, so that equal filters compare equal. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, v]) => v !== undefined),
  ) as T;
}

/** Reads what to show from the query string of the page. */
export function parseInventoryQuery(params: URLSearchParams): InventoryQuery {
  const filter = filterSchema.parse(
    valuesOf(params, Object.keys(filterSchema.shape)),
  );
  const view = viewSchema.parse(
    valuesOf(params, Object.keys(viewSchema.shape)),
  );
  return compact({ filter: compact(filter), ...view });
}

/** Writes what to show as a query string; what is usual is left out. */
export function formatInventoryQuery(query: InventoryQuery): string {
  return serializeQuery({
    ...query.filter,
    sort: query.sort === DEFAULT_SORT ? undefined : query.sort,
    order: query.order === 'asc' ? undefined : query.order,
    cursor: query.cursor,
    page: query.page > 1 ? query.page : undefined,
  });
}

/** Whether anything narrows the list. */
export function isFiltered(filter: CertificateFilter): boolean {
  return Object.keys(filter).length > 0;
}
