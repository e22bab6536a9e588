import { deleteRows, insertRows, Row } from './batch';
import { Knex } from 'knex';

/** How the rows of a table are told apart. @internal */
export interface TableShape {
  table: string;
  key: readonly string[];
}

/** What has to be written for a table to hold the wanted rows. @internal */
export interface RowDiff {
  shape: TableShape;
  /** New rows, and rows whose values differ. */
  upserts: Row[];
  deletes: Row[];
}

/** @internal */
export function rowKey(row: Row, key: readonly string[]): string {
  return key.length === 1
    ? String(row[key[0]])
    : JSON.stringify(key.map(column => row[column]));
}

/**
 * Compares stored with wanted rows by the columns of the wanted ones. Of wanted
 * rows with equal keys the last one counts.
 *
 * @internal
 */
export function diffRows(
  shape: TableShape,
  stored: readonly Row[],
  wanted: readonly Row[],
): RowDiff {
  const before = new Map(stored.map(row => [rowKey(row, shape.key), row]));
  const after = new Map(wanted.map(row => [rowKey(row, shape.key), row]));
  const upserts: Row[] = [];
  for (const [key, row] of after) {
    const old = before.get(key);
    if (!old || !sameValues(old, row)) {
      upserts.push(row);
    }
  }
  const deletes: Row[] = [];
  for (const [key, row] of before) {
    if (!after.has(key)) {
      deletes.push(row);
    }
  }
  return { shape, upserts, deletes };
}

/**
 * Whether a stored row holds the wanted values. Drivers answer 64-bit integers
 * as text or number: values are compared as text.
 *
 * @internal
 */
export function sameValues(stored: Row, wanted: Row): boolean {
  for (const column of Object.keys(wanted)) {
    const a = stored[column] ?? null;
    const b = wanted[column] ?? null;
    if (a !== b && (a === null || b === null || String(a) !== String(b))) {
      return false;
    }
  }
  return true;
}

/** @internal */
export function isEmptyDiff(diff: RowDiff): boolean {
  return diff.upserts.length === 0 && diff.deletes.length === 0;
}

/** @internal */
export async function writeDiff(knex: Knex, diff: RowDiff): Promise<void> {
  const { shape, upserts, deletes } = diff;
  await deleteRows({
    knex,
    table: shape.table,
    columns: shape.key,
    rows: deletes,
  });
  await insertRows({
    knex,
    table: shape.table,
    rows: upserts,
    conflict: { columns: shape.key, action: 'merge' },
  });
}
