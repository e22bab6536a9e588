import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

/** Folder of the migrations. @internal */
export function migrationsDirectory(): string {
  return resolvePackagePath(
    '@cmt/backstage-plugin-certificates-backend',
    'migrations',
  );
}

/**
 * Connects to the plugin's database and brings its tables up to date, unless
 * the portal's configuration says that somebody else does.
 *
 * @internal
 */
export async function initDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await knex.migrate.latest({ directory: migrationsDirectory() });
  }
  return knex;
}
