import { Knex } from 'knex';
import { transact } from '../../database';
import { DeploymentRows } from './DeploymentRows';
import { Lease, LeaseLostError, lockLease } from './leases';

/**
 * Access to the rows of deployments. What a process writes about a unit that it
 * works on is written under its lease: who lost it writes nothing any more.
 *
 * @internal
 */
export interface DeploymentStore {
  read<T>(run: (rows: DeploymentRows) => Promise<T>): Promise<T>;
  /**
   * Runs a function in a transaction, again when the database asks for that.
   *
   * @throws LeaseLostError when `lease` is given and is not held any more
   */
  write<T>(
    run: (rows: DeploymentRows, transaction: Knex.Transaction) => Promise<T>,
    options?: { lease?: Lease },
  ): Promise<T>;
}

/** {@link DeploymentStore} in the plugin's database. @internal */
export class DatabaseDeploymentStore implements DeploymentStore {
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  async read<T>(run: (rows: DeploymentRows) => Promise<T>): Promise<T> {
    return run(new DeploymentRows(this.#knex));
  }

  async write<T>(
    run: (rows: DeploymentRows, transaction: Knex.Transaction) => Promise<T>,
    options: { lease?: Lease } = {},
  ): Promise<T> {
    const { lease } = options;
    return transact(this.#knex, async transaction => {
      if (lease && !(await lockLease(transaction, lease))) {
        throw new LeaseLostError(lease);
      }
      return run(new DeploymentRows(transaction), transaction);
    });
  }
}
