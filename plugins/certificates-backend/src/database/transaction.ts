import { setTimeout as sleep } from 'node:timers/promises';
import { Knex } from 'knex';

/** Waits before each further attempt. */
const RETRY_DELAYS_MS = [50, 200, 800, 2_000];

/**
 * Runs a function in a transaction, again from the start when the database asks
 * for that: after a deadlock or serialization failure (Postgres 40P01, 40001) or
 * when another connection holds the file (SQLite). The function must have no
 * other effects than those of its transaction.
 *
 * @internal
 */
export async function transact<T>(
  knex: Knex,
  run: (transaction: Knex.Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await knex.transaction(run);
    } catch (error) {
      const delay = RETRY_DELAYS_MS[attempt];
      if (delay === undefined || !isTransient(error)) {
        throw error;
      }
      await sleep(delay * (0.5 + Math.random()));
    }
  }
}

const TRANSIENT_CODES = new Set([
  '40P01',
  '40001',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
]);

function isTransient(error: unknown): boolean {
  const code =
    typeof error === 'object' && error !== null && 'code' in error
      ? error.code
      : undefined;
  return typeof code === 'string' && TRANSIENT_CODES.has(code);
}
