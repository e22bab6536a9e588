import { TestDatabaseId, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migrationsDirectory } from '../database';

/** Postgres and SQLite: the databases that the plugin supports. */
const DATABASE_IDS: TestDatabaseId[] = ['POSTGRES_18', 'SQLITE_3'];

/**
 * The databases that tests run on. `TestDatabases` silently leaves out those it
 * cannot reach; with `REQUIRE_POSTGRES=1` that is an error, so that a test run
 * cannot pass without Postgres by accident.
 *
 * Call it once per file, at the top level.
 */
export function createTestDatabases() {
  const databases = TestDatabases.create({ ids: DATABASE_IDS });
  if (
    process.env.REQUIRE_POSTGRES === '1' &&
    !databases.supports('POSTGRES_18')
  ) {
    throw new Error(
      'REQUIRE_POSTGRES=1 is set, but BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING names no Postgres to test on',
    );
  }

  const migrated = new Map<TestDatabaseId, Knex>();
  return {
    /** For `describe.each`. */
    eachSupportedId: () => databases.eachSupportedId(),
    /** An empty database. */
    init: (id: TestDatabaseId): Promise<Knex> => databases.init(id),
    /**
     * The file's database of this kind with all tables, empty. Creating a
     * database takes longer than most tests: one is used over and over.
     */
    async migrated(id: TestDatabaseId): Promise<Knex> {
      let knex = migrated.get(id);
      if (knex) {
        await empty(knex);
      } else {
        knex = await databases.init(id);
        await knex.migrate.latest({ directory: migrationsDirectory() });
        migrated.set(id, knex);
      }
      return knex;
    },
  };
}

/** Tables that are not the plugin's data. */
const KEPT = /^(knex_|sqlite_|inventory_writer$)/;

async function empty(knex: Knex): Promise<void> {
  if (knex.client.config.client === 'pg') {
    const tables = await knex('pg_tables')
      .where('schemaname', 'public')
      .pluck<string[]>('tablename');
    await knex.raw(
      `truncate ${tables.filter(table => !KEPT.test(table)).join(', ')}`,
    );
  } else {
    const tables = await knex('sqlite_master')
      .where('type', 'table')
      .pluck<string[]>('name');
    for (const table of tables.filter(name => !KEPT.test(name))) {
      await knex(table).delete();
    }
  }
  await knex('inventory_writer').update({ feed_sequence: 0, revision: 0 });
}
