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

  return {
    /** For `describe.each`. */
    eachSupportedId: () => databases.eachSupportedId(),
    /** An empty database. */
    init: (id: TestDatabaseId): Promise<Knex> => databases.init(id),
    /** A database with all tables. */
    async migrated(id: TestDatabaseId): Promise<Knex> {
      const knex = await databases.init(id);
      await knex.migrate.latest({ directory: migrationsDirectory() });
      return knex;
    },
  };
}
