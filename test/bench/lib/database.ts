import fs from 'node:fs';
import path from 'node:path';
import knexFactory, { Knex } from 'knex';

/** What `scripts/lib/postgres.mjs` gives. */
interface PostgresModule {
  startPostgres(options: {
    dataDir: string;
    log: string;
    durable: boolean;
  }): Promise<{
    server: { stop(): Promise<void> };
    connectionString: string;
  }>;
}

const ROOT = path.resolve(__dirname, '../../..');

/**
 * Runs a function on an empty database of a Postgres that is started for it, or
 * of the one that `BENCH_POSTGRES` (a connection string) names.
 */
export async function withPostgres<T>(
  run: (knex: Knex, connectionString: string) => Promise<T>,
): Promise<T> {
  const given = process.env.BENCH_POSTGRES;
  if (given) {
    return withDatabase(given, run);
  }
  const directory = path.join(ROOT, '.data', `bench-${process.pid}`);
  fs.mkdirSync(directory, { recursive: true });
  const { startPostgres }: PostgresModule = await import(
    path.join(ROOT, 'scripts/lib/postgres.mjs')
  );
  const postgres = await startPostgres({
    dataDir: path.join(directory, 'postgres'),
    log: path.join(directory, 'postgres.log'),
    durable: false,
  });
  try {
    return await withDatabase(postgres.connectionString, run);
  } finally {
    await postgres.server.stop();
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

async function withDatabase<T>(
  connectionString: string,
  run: (knex: Knex, connectionString: string) => Promise<T>,
): Promise<T> {
  const name = `bench_${process.pid}`;
  const admin = connect(connectionString, 'postgres');
  await admin.raw('create database ??', [name]);
  const knex = connect(connectionString, name);
  try {
    await knex.migrate.latest({
      directory: path.join(ROOT, 'plugins/certificates-backend/migrations'),
    });
    return await run(knex, addressOf(connectionString, name));
  } finally {
    await knex.destroy();
    // Also when something failed and left a connection open: that error counts.
    await admin.raw('drop database ?? with (force)', [name]);
    await admin.destroy();
  }
}

function connect(connectionString: string, database: string): Knex {
  return knexFactory({
    client: 'pg',
    connection: addressOf(connectionString, database),
    pool: { min: 0, max: 10 },
  });
}

function addressOf(connectionString: string, database: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${database}`;
  return url.toString();
}
