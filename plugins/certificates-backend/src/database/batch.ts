import { Knex } from 'knex';

/** Values of one row by column. @internal */
export type Row = Record<string, string | number | Buffer | null>;

/**
 * SQLite writes several rows as one compound select, which it limits to 500
 * parts and 32,766 values; Postgres accepts 65,535 values per statement.
 */
const SQLITE_ROWS = 200;
const POSTGRES_VALUES = 30_000;
const POSTGRES_ROWS = 1_000;

/** Values in one `in (…)` list; SQLite builds before 3.32 stop at 999. */
const LIST_VALUES = 900;

/** @internal */
export function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}

/**
 * Cuts a list into parts of at most `size`.
 *
 * @internal
 */
export function chunk<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(items.slice(start, start + size));
  }
  return chunks;
}

function rowsPerStatement(knex: Knex, row: Row): number {
  if (!isPostgres(knex)) {
    return SQLITE_ROWS;
  }
  return Math.min(
    POSTGRES_ROWS,
    Math.floor(POSTGRES_VALUES / Object.keys(row).length),
  );
}

/**
 * Inserts rows, all of the same shape, in as few statements as the database
 * takes. With `conflict`, rows whose key exists are overwritten (`merge`) or
 * left alone (`ignore`).
 *
 * @internal
 */
export async function insertRows(options: {
  knex: Knex;
  table: string;
  rows: readonly Row[];
  conflict?: { columns: readonly string[]; action: 'merge' | 'ignore' };
}): Promise<void> {
  const { knex, table, rows, conflict } = options;
  if (rows.length === 0) {
    return;
  }
  for (const part of chunk(rows, rowsPerStatement(knex, rows[0]))) {
    const insert = knex(table).insert(part);
    if (!conflict) {
      await insert;
    } else if (conflict.action === 'ignore') {
      await insert.onConflict([...conflict.columns]).ignore();
    } else {
      await insert.onConflict([...conflict.columns]).merge();
    }
  }
}

/**
 * Deletes the rows of a table whose key is in a list.
 *
 * @internal
 */
export async function deleteRows(options: {
  knex: Knex;
  table: string;
  columns: readonly string[];
  rows: readonly Row[];
}): Promise<void> {
  const { knex, table, columns, rows } = options;
  const size = Math.floor(LIST_VALUES / columns.length);
  for (const part of chunk(rows, size)) {
    await knex(table)
      .whereIn(
        [...columns],
        part.map(row => columns.map(column => row[column] as string)),
      )
      .delete();
  }
}

/**
 * Reads rows for any number of ids, some at a time.
 *
 * @param read - reads the rows of at most 900 ids
 * @internal
 */
export async function readInParts<T>(
  ids: Iterable<string>,
  read: (part: string[]) => Promise<T[]>,
): Promise<T[]> {
  const rows: T[] = [];
  for (const part of chunk([...new Set(ids)], LIST_VALUES)) {
    for (const row of await read(part)) {
      rows.push(row);
    }
  }
  return rows;
}
