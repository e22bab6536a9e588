import { Knex } from 'knex';
import { BigIntColumn, toNumber } from './values';

/**
 * Takes the lock that every transaction holds while it changes the inventory,
 * until it ends.
 *
 * @remarks
 *
 * Certificates are shared between devices: their counts, their identity and the
 * feed's sequence depend on rows of many devices. One writer at a time makes all
 * of these correct without further thought: sequence numbers are committed in
 * their order, so that a reader never misses a lower one that comes later.
 * Reading a device takes seconds and happens outside; storing what changed takes
 * milliseconds, and a scan without news never asks for the lock.
 *
 * @internal
 */
export async function lockInventory(transaction: Knex.Transaction) {
  await transaction('inventory_writer').where('id', 1).select('id').forUpdate();
}

/**
 * Marks the inventory as changed. Needs the lock.
 *
 * @internal
 */
export async function raiseRevision(transaction: Knex.Transaction) {
  await transaction('inventory_writer').where('id', 1).increment('revision', 1);
}

/**
 * Reserves sequence numbers of the catalog feed. Needs the lock.
 *
 * @returns the first of them
 * @internal
 */
export async function reserveSequence(
  transaction: Knex.Transaction,
  count: number,
): Promise<number> {
  const row = await transaction('inventory_writer')
    .where('id', 1)
    .first<{ feed_sequence: BigIntColumn }>('feed_sequence');
  const last = toNumber(row.feed_sequence);
  await transaction('inventory_writer')
    .where('id', 1)
    .update({ feed_sequence: last + count });
  return last + 1;
}
