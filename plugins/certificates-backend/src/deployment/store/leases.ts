import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { BigIntColumn, isPostgres, transact } from '../../database';

/** The right of one process to work on what a change has reserved. @internal */
export interface Lease {
  /** Sorted: `device:NAME`, `plan:DEPLOYMENT`. */
  resources: string[];
  /** The change: id of a target, for example. */
  holder: string;
  worker: string;
  /** Different for each claim. */
  token: string;
}

/** Somebody else may work on it now. Write nothing more and end. @internal */
export class LeaseLostError extends Error {
  readonly name = 'LeaseLostError';

  constructor(lease: Lease) {
    super(
      `${lease.holder} is not worked on by ${lease.worker} any more; another process may have taken it over`,
    );
  }
}

/** Why a claim was refused. @internal */
export interface Busy {
  resource: string;
  holder: string;
}

type LeaseRow = {
  resource: string;
  holder: string;
  worker: string | null;
  token: string | null;
  lease_until: BigIntColumn;
};

/**
 * Reservations of devices.
 *
 * @remarks
 *
 * Two things in one row. `holder` is the change that the device belongs to until
 * that change has ended, also while nobody works on it: half a change must not be
 * mixed with another. `worker`, `token` and `lease_until` say which process works
 * on it; when it stops renewing, another one takes over for the same holder.
 *
 * On Postgres the database's clock counts, so that replicas need not agree on the
 * time.
 *
 * @internal
 */
export interface LeaseStore {
  /** Takes all or none. Resources that the same holder worked on are taken over when that lease has run out. */
  claim(options: {
    resources: readonly string[];
    holder: string;
    worker: string;
    leaseMs: number;
  }): Promise<{ lease: Lease } | { busy: Busy }>;
  /** Answers `false` when it is lost. */
  renew(lease: Lease, leaseMs: number): Promise<boolean>;
  /** Lets another process go on at once; the holder keeps its resources. */
  yield(lease: Lease): Promise<void>;
  /** Gives the resources free, whoever works on them. */
  release(holder: string): Promise<void>;
  /** Of the given holders those that a process works on now. */
  worked(holders: readonly string[]): Promise<Set<string>>;
  /** Everything that is reserved, and whether a process works on it now. */
  reservations(): Promise<
    { resource: string; holder: string; isWorked: boolean }[]
  >;
}

/** {@link LeaseStore} in the plugin's database. @internal */
export class DatabaseLeaseStore implements LeaseStore {
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  async claim(options: {
    resources: readonly string[];
    holder: string;
    worker: string;
    leaseMs: number;
  }): Promise<{ lease: Lease } | { busy: Busy }> {
    const { holder, worker, leaseMs } = options;
    const resources = [...new Set(options.resources)].sort();
    return transact(this.#knex, async transaction => {
      await transaction('change_leases')
        .insert(
          resources.map(resource => ({ resource, holder, lease_until: 0 })),
        )
        .onConflict('resource')
        .ignore();
      const now = await databaseNow(transaction);
      const rows = await transaction<LeaseRow>('change_leases')
        .whereIn('resource', resources)
        .orderBy('resource')
        .forUpdate()
        .select('*');
      const taken = rows.find(
        row =>
          row.holder !== holder ||
          (row.worker !== null && Number(row.lease_until) > now),
      );
      if (taken) {
        // What was reserved just now for nothing must not stay.
        await transaction('change_leases')
          .where('holder', holder)
          .whereNull('worker')
          .where('lease_until', 0)
          .whereNull('token')
          .delete();
        return { busy: { resource: taken.resource, holder: taken.holder } };
      }
      const token = randomUUID();
      await transaction('change_leases')
        .whereIn('resource', resources)
        .update({ worker, token, lease_until: now + leaseMs });
      return { lease: { resources, holder, worker, token } };
    });
  }

  async renew(lease: Lease, leaseMs: number): Promise<boolean> {
    const now = await databaseNow(this.#knex);
    const updated = await this.#knex('change_leases')
      .where({ holder: lease.holder, token: lease.token })
      .update({ lease_until: now + leaseMs });
    return updated === lease.resources.length;
  }

  async yield(lease: Lease): Promise<void> {
    await this.#knex('change_leases')
      .where({ holder: lease.holder, token: lease.token })
      .update({ worker: null, lease_until: 0 });
  }

  async release(holder: string): Promise<void> {
    await releaseLeases(this.#knex, holder);
  }

  async worked(holders: readonly string[]): Promise<Set<string>> {
    const wanted = new Set(holders);
    const rows = wanted.size > 0 ? await this.reservations() : [];
    return new Set(
      rows
        .filter(row => row.isWorked && wanted.has(row.holder))
        .map(row => row.holder),
    );
  }

  async reservations() {
    const now = await databaseNow(this.#knex);
    const rows = await this.#knex<LeaseRow>('change_leases').select('*');
    return rows.map(row => ({
      resource: row.resource,
      holder: row.holder,
      isWorked: row.worker !== null && Number(row.lease_until) > now,
    }));
  }
}

/**
 * Makes sure, until the transaction ends, that nobody takes a lease over.
 *
 * @returns whether it is still held
 * @internal
 */
export async function lockLease(
  transaction: Knex.Transaction,
  lease: Lease,
): Promise<boolean> {
  const rows = await transaction<LeaseRow>('change_leases')
    .where({ holder: lease.holder, token: lease.token, worker: lease.worker })
    .orderBy('resource')
    .forUpdate()
    .select('resource');
  return rows.length === lease.resources.length;
}

/** Gives what a change has reserved free. @internal */
export async function releaseLeases(knex: Knex, holder: string): Promise<void> {
  await knex('change_leases').where('holder', holder).delete();
}

async function databaseNow(knex: Knex): Promise<number> {
  if (!isPostgres(knex)) {
    return Date.now();
  }
  const { rows } = await knex.raw<{ rows: { now: string }[] }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now',
  );
  return Number(rows[0].now);
}
