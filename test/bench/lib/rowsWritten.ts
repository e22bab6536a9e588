import { Knex } from 'knex';

/** Rows that statements wrote, by table. */
export type RowsWritten = Map<string, number>;

/** Counts the rows that are inserted, updated and deleted while a function runs. */
export async function countRowsWritten(
  knex: Knex,
  run: () => Promise<void>,
): Promise<RowsWritten> {
  const rows: RowsWritten = new Map();
  const onResponse = (
    response: { rowCount?: number | null } | number | undefined,
    query: { sql: string },
  ) => {
    // Knex answers updates and deletes with their number of rows.
    const count =
      typeof response === 'number' ? response : response?.rowCount ?? 0;
    const match = /^\s*(?:insert into|update|delete from)\s+"(\w+)"/i.exec(
      query.sql,
    );
    if (match && count > 0) {
      rows.set(match[1], (rows.get(match[1]) ?? 0) + count);
    }
  };
  knex.on('query-response', onResponse);
  try {
    await run();
  } finally {
    knex.removeListener('query-response', onResponse);
  }
  return rows;
}

/** Tables that hold how reading went, not what was read. */
const STATUS_TABLES = new Set(['devices', 'scans']);

/** Rows of the inventory among those that were written. */
export function inventoryRows(rows: RowsWritten): number {
  return [...rows]
    .filter(([table]) => !STATUS_TABLES.has(table))
    .reduce((sum, [, count]) => sum + count, 0);
}
