import { Knex } from 'knex';
import { createTestDatabases } from '../__testUtils__/databases';
import { migrationsDirectory } from './initDatabase';

jest.setTimeout(60_000);

const databases = createTestDatabases();

async function tables(knex: Knex): Promise<string[]> {
  const names =
    knex.client.config.client === 'pg'
      ? await knex('information_schema.tables')
          .where('table_schema', 'public')
          .pluck<string[]>('table_name')
      : await knex('sqlite_master')
          .where('type', 'table')
          .pluck<string[]>('name');
  return names.filter(name => !/^(knex_|sqlite_)/.test(name)).sort();
}

// Not `toThrow`: errors of SQLite's native module are no instances of the `Error`
// of every test file.
const uniqueViolation = { message: expect.stringMatching(/unique/i) };

describe.each(databases.eachSupportedId())('migrations on %p', databaseId => {
  it('go up one by one, down to nothing, and up again', async () => {
    const knex = await databases.init(databaseId);
    const directory = migrationsDirectory();
    const [, pending] = await knex.migrate.list({ directory });
    const states: string[][] = [await tables(knex)];

    for (let i = 0; i < pending.length; i++) {
      await knex.migrate.up({ directory });
      states.push(await tables(knex));
    }
    expect(pending.length).toBeGreaterThan(0);
    expect(states[0]).toEqual([]);
    expect(states[1]).toEqual(
      expect.arrayContaining(['certificates', 'devices', 'installations']),
    );

    for (let i = pending.length; i > 0; i--) {
      expect(await tables(knex)).toEqual(states[i]);
      await knex.migrate.down({ directory });
      expect(await tables(knex)).toEqual(states[i - 1]);
    }

    await knex.migrate.latest({ directory });
    expect(await tables(knex)).toEqual(states[pending.length]);
  });

  it('let a device have one active scan and a path one current object', async () => {
    const knex = await databases.migrated(databaseId);
    const scan = { device: 'a', trigger: 'request', queued_at: 1 };
    await knex('scans').insert({ ...scan, id: '1', status: 'succeeded' });
    await knex('scans').insert({ ...scan, id: '2', status: 'queued' });
    await expect(
      knex('scans').insert({ ...scan, id: '3', status: 'running' }),
    ).rejects.toMatchObject(uniqueViolation);

    const installation = {
      device: 'a',
      full_path: '/Common/a.crt',
      version_id: 'v',
      certificate_id: 'c',
      metadata_id: 'm-1',
      is_bundle: 0,
      first_seen_at: 1,
    };
    await knex('installations').insert({ ...installation, removed_at: 2 });
    await knex('installations').insert({ ...installation });
    await expect(
      knex('installations').insert({ ...installation }),
    ).rejects.toMatchObject(uniqueViolation);
  });
});
