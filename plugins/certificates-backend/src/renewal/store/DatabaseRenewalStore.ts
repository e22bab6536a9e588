import { Knex } from 'knex';
import { transact } from '../../database';
import { Lease, LeaseLostError, lockLease } from '../../deployment';
import { RenewalRows } from './RenewalRows';

/**
 * Access to the rows of renewals. What a process writes about a renewal that it
 * works on is written under its lease: who lost it writes nothing any more.
 *
 * @internal
 */
export class DatabaseRenewalStore {
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  async read<T>(run: (rows: RenewalRows) => Promise<T>): Promise<T> {
    return run(new RenewalRows(this.#knex));
  }

  /** @throws LeaseLostError when `lease` is given and is not held any more */
  async write<T>(
    run: (rows: RenewalRows, transaction: Knex.Transaction) => Promise<T>,
    options: { lease?: Lease } = {},
  ): Promise<T> {
    const { lease } = options;
    return transact(this.#knex, async transaction => {
      if (lease && !(await lockLease(transaction, lease))) {
        throw new LeaseLostError(lease);
      }
      return run(new RenewalRows(transaction), transaction);
    });
  }
}

/** @internal */
export type RenewalStore = Pick<DatabaseRenewalStore, 'read' | 'write'>;
