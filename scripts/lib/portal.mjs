// The parts of the demo portal, in the order in which they start and stop.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { fetchJson, isTaken, waitFor } from './network.mjs';
import { DATA_DIR, ROOT, displayPath } from './paths.mjs';
import { startPostgres } from './postgres.mjs';
import { ManagedProcess, stopAll, tail } from './processes.mjs';
import { runStep } from './progress.mjs';

const FARM_TIMEOUT_MS = 5 * 60_000;
const PORTAL_TIMEOUT_MS = 10 * 60_000;
/** What Node prints last when an error ends it. */
const CRASH = /^Node\.js v\d+\.\d+\.\d+$/m;

const SCAN_TIMEOUT_MS = 5 * 60_000;

const DEMO_CONFIG = 'examples/app-config.demo.yaml';
const CONFIG_FILES = [
  'app-config.yaml',
  DEMO_CONFIG,
  'app-config.postgres.yaml',
];

/** Postgres, the BIG-IP farm, the backend and the frontend. */
export class Portal {
  #failure = Promise.withResolvers();
  #dataDir;
  #isTest;
  #farm;
  #token;

  /**
   * @param dataDir - where everything is kept, logs too
   * @param isTest - data that nobody minds losing, and free ports for the farm, so
   *   that it runs beside a demo
   * @param farm - another farm than the demo's, with what the configuration says of
   *   each of its devices: `{ file, faults, evidence, describe: name => object }`; `evidence` is the
   *   kind of statement about owners to wait for. For tests.
   */
  constructor({
    dataDir = DATA_DIR,
    frontendUrl = 'http://localhost:3000',
    backendUrl = 'http://localhost:7007',
    isTest = false,
    farm,
  } = {}) {
    this.frontendUrl = frontendUrl;
    this.backendUrl = backendUrl;
    this.#dataDir = dataDir;
    this.#isTest = isTest;
    this.#farm = farm;
    // Whoever waits for `failed` hears of it; until somebody does it is no
    // unhandled rejection.
    this.#failure.promise.catch(() => {});
  }

  /** Rejects when a part ends by itself. */
  get failed() {
    return this.#failure.promise;
  }

  /** Starts all parts; resolves when the dashboard can be used. */
  async start() {
    fs.mkdirSync(path.join(this.#dataDir, 'logs'), { recursive: true });
    await assertFree(this.frontendUrl, 'PORTAL_FRONTEND_URL');
    await assertFree(this.backendUrl, 'PORTAL_BACKEND_URL');

    // Compiling the frontend takes longest and needs nothing: it goes first.
    this.#startPackage('Frontend', 'packages/app', {
      // Nobody asked for a browser window.
      BROWSER: 'none',
    });
    const connection = await this.#step('Starting Postgres', () =>
      this.#startPostgres(),
    );
    await this.#step('Starting the BIG-IP farm', () => this.#startFarm());
    this.#startPackage('Backend', 'packages/backend', {
      POSTGRES_HOST: connection.host,
      POSTGRES_PORT: String(connection.port),
      POSTGRES_USER: connection.user,
      POSTGRES_PASSWORD: connection.password,
      CERTIFICATES_KEY_ENCRYPTION_KEY: this.#keyEncryptionKey(),
    });
    await this.#step('Starting the backend', () => this.#backendReady());
    await this.#step('Scanning the BIG-IP farm', () => this.#farmScanned());
    await this.#step('Finding owners', () => this.#ownersFound());
    await this.#step('Compiling the frontend', () => this.#frontendReady());
  }

  /** Ends all parts, in the reverse order: the database outlives its users. */
  async stop() {
    await stopAll();
  }

  /** A step that fails at once when a part ends meanwhile. */
  #step(title, work) {
    return runStep(title, () => Promise.race([work(), this.failed]), {
      detail: result => (typeof result === 'string' ? result : undefined),
    });
  }

  #log(name) {
    const file = `${name.toLowerCase().replace(/[^a-z]+/g, '-')}.log`;
    return path.join(this.#dataDir, 'logs', file);
  }

  #watch(part) {
    part.failure().catch(this.#failure.reject);
    return part;
  }

  #startPackage(name, folder, environment) {
    const cli = path.join(
      ROOT,
      'node_modules/@backstage/cli/bin/backstage-cli',
    );
    const files = [
      ...CONFIG_FILES.map(file => path.join(ROOT, file)),
      this.#isTest
        ? this.#farmConfigFile
        : path.join(ROOT, 'app-config.local.yaml'),
    ].filter(file => fs.existsSync(file));
    this.#watch(
      new ManagedProcess(
        name,
        [
          ...[process.execPath, cli, 'package', 'start'],
          ...files.flatMap(file => ['--config', file]),
        ],
        {
          cwd: path.join(ROOT, folder),
          env: {
            ...process.env,
            PORTAL_FRONTEND_URL: this.frontendUrl,
            PORTAL_BACKEND_URL: this.backendUrl,
            PORTAL_BACKEND_PORT: new URL(this.backendUrl).port,
            PORTAL_DATA_DIR: this.#dataDir,
            ...environment,
          },
          log: this.#log(name),
          // A compiler that is asked to end first finishes what it compiles.
          stopSignal: name === 'Frontend' ? 'SIGKILL' : 'SIGTERM',
        },
      ),
    );
  }

  async #startPostgres() {
    const { server, connection } = await startPostgres({
      dataDir: path.join(this.#dataDir, 'postgres'),
      log: this.#log('Postgres'),
      isTest: this.#isTest,
    });
    this.#watch(server);
    return connection;
  }

  /** Seals the private keys in the database beside which it is kept. */
  #keyEncryptionKey() {
    const file = path.join(this.#dataDir, 'key-encryption-key');
    if (!fs.existsSync(file)) {
      fs.writeFileSync(file, randomBytes(32).toString('base64'), {
        mode: 0o600,
      });
    }
    return fs.readFileSync(file, 'utf8');
  }

  async #startFarm() {
    const ready = Promise.withResolvers();
    const devices = [];
    this.#watch(
      new ManagedProcess(
        'BIG-IP farm',
        [
          ...[process.execPath, '--import', 'tsx'],
          ...['packages/bigip-simulator/src/cli.ts'],
          ...['--farm', this.#farm?.file ?? 'examples/bigip/farm.yaml'],
          ...(this.#farm?.faults ? ['--faults'] : []),
          // Making keys takes a while and says nothing: all demos share them.
          ...['--cache', path.join(DATA_DIR, 'bigip')],
          ...['--ca-out', path.join(this.#dataDir, 'bigip-ca.pem')],
          ...(this.#isTest
            ? ['--listen', '127.0.0.1:0', '--data-port', '0']
            : []),
        ],
        {
          cwd: ROOT,
          log: this.#log('BIG-IP farm'),
          onLine(line) {
            const message = line.startsWith('{') ? JSON.parse(line) : {};
            if (message.device) {
              devices.push(message);
            } else if (message.ready) {
              ready.resolve();
            }
          },
        },
      ),
    );
    await Promise.race([
      ready.promise,
      timeout('the BIG-IP farm', FARM_TIMEOUT_MS),
    ]);
    if (this.#isTest) {
      this.#writeFarmConfig(devices);
    }
    return `${devices.length} devices`;
  }

  /** The devices of the demo's configuration, at the ports that they got. */
  #writeFarmConfig(devices) {
    const configured = this.#farm
      ? devices.map(device => this.#describe(device))
      : this.#demoDevices(devices);
    // Tests count what the farm file says: nothing renews itself meanwhile, unless
    // a test asks for it.
    const policies = this.#demoConfig().policies.filter(
      ({ mode }) => mode !== 'automatic',
    );
    fs.writeFileSync(
      this.#farmConfigFile,
      stringify({ certificates: { policies, f5: { devices: configured } } }),
    );
  }

  #demoConfig() {
    return parse(fs.readFileSync(path.join(ROOT, DEMO_CONFIG), 'utf8'))
      .certificates;
  }

  #describe({ device, url, ...users }) {
    const { hostname, port } = new URL(url);
    return {
      name: device,
      host: hostname,
      port: Number(port),
      credential: {
        username: users.readonlyUsername,
        password: users.readonlyPassword,
      },
      administrator: { username: users.username, password: users.password },
      tls: { caFile: path.join(this.#dataDir, 'bigip-ca.pem') },
      ...this.#farm.describe(device),
    };
  }

  #demoDevices(devices) {
    const ports = new Map(
      devices.map(({ device, url }) => [device, Number(new URL(url).port)]),
    );
    return this.#demoConfig().f5.devices.map(device => ({
      ...device,
      port: ports.get(device.name),
    }));
  }

  get #farmConfigFile() {
    return path.join(this.#dataDir, 'app-config.farm.yaml');
  }

  async #backendReady() {
    const log = this.#log('Backend');
    const outcome = await waitFor(
      'the backend to be ready',
      async () => {
        // Its watcher outlives it and waits for the code to change.
        if (CRASH.test(fs.readFileSync(log, 'utf8'))) {
          return 'crashed';
        }
        return fetchJson(`${this.backendUrl}/.backstage/health/v1/readiness`);
      },
      { timeoutMs: PORTAL_TIMEOUT_MS },
    );
    if (outcome === 'crashed') {
      throw new Error(
        `The backend does not start. Its log is ${displayPath(log)}:\n${tail(
          log,
          40,
        )}`,
      );
    }
  }

  async #farmScanned() {
    const scanned = device => device.status === 'ok';
    let items = [];
    try {
      await waitFor(
        'the first scan of every device',
        async () => {
          ({ items } = await this.#fetchAsGuest('/api/certificates/devices'));
          return (items.length > 0 && items.every(scanned)) || undefined;
        },
        { timeoutMs: SCAN_TIMEOUT_MS },
      );
    } catch (error) {
      const late = items
        .filter(device => !scanned(device))
        .map(
          ({ name, status, problem }) =>
            `${name}: ${problem?.message ?? status}`,
        );
      throw new Error([error.message, ...late].join('\n'));
    }
    return `${items.length} devices`;
  }

  /** The first scans may end before the catalog has read who owns which host name. */
  async #ownersFound() {
    const evidence = this.#farm?.evidence ?? 'host-name';
    return waitFor(
      'owners that the catalog names',
      async () => {
        const { items, totalItems } = await this.#fetchAsGuest(
          '/api/certificates/certificates?limit=200',
        );
        return items.some(({ owner }) => owner?.kind === evidence)
          ? `${totalItems} certificates`
          : undefined;
      },
      { timeoutMs: SCAN_TIMEOUT_MS, intervalMs: 1000 },
    );
  }

  async #fetchAsGuest(url) {
    this.#token ??= (
      await fetchJson(`${this.backendUrl}/api/auth/guest/refresh`)
    ).backstageIdentity.token;
    return fetchJson(`${this.backendUrl}${url}`, {
      headers: { Authorization: `Bearer ${this.#token}` },
    });
  }

  async #frontendReady() {
    await waitFor(
      'the frontend to be compiled',
      async () => {
        const response = await fetch(this.frontendUrl, {
          signal: AbortSignal.timeout(PORTAL_TIMEOUT_MS),
        });
        return response.ok || undefined;
      },
      { timeoutMs: PORTAL_TIMEOUT_MS },
    );
  }
}

async function assertFree(url, variable) {
  const port = Number(new URL(url).port);
  if (await isTaken(port)) {
    throw new Error(
      `Port ${port} is taken by another program. Stop it, or choose another address with ${variable}.`,
    );
  }
}

async function timeout(what, milliseconds) {
  await new Promise(resolve => setTimeout(resolve, milliseconds).unref());
  throw new Error(`Waited ${milliseconds / 1000} s in vain for ${what}.`);
}
