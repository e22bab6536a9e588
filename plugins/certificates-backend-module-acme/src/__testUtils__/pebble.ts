import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { freePort } from './servers';
import { TestTls, createTestTls } from './testTls';

const START_WITHIN_MS = 20_000;

export interface PebbleOptions {
  /** External account binding, by key id. */
  eab?: Record<string, string>;
  /** Names that it refuses. */
  blocked?: string[];
  env?: Record<string, string>;
}

/** Pebble, the ACME server of Let's Encrypt for tests, with a DNS and web server of its own. */
export interface Pebble {
  directory: string;
  /** Host and port of its server. */
  origin: string;
  tls: TestTls;
  /** PEM file of the CA that its server is trusted by. */
  caFile: string;
  folder: string;
  /** Calls the management of the DNS and web server. */
  manage(path: string, body: object): Promise<void>;
  statusOf(serialNumber: string): Promise<string>;
  rootOf(index: number): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Whether Pebble can be used. Continuous integration has to have it; elsewhere
 * its tests are left out, and say so.
 */
export function hasPebble(): boolean {
  const isThere = ['pebble', 'pebble-challtestsrv'].every(isInstalled);
  if (!isThere && process.env.CI) {
    throw new Error(
      'pebble and pebble-challtestsrv are not installed, but continuous integration needs them: install the package pebble',
    );
  }
  return isThere;
}

export async function startPebble(
  options: PebbleOptions = {},
): Promise<Pebble> {
  const folder = mkdtempSync(join(tmpdir(), 'pebble-'));
  const tls = await createTestTls();
  const at = (name: string, content: string) => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const caFile = at('ca.pem', tls.ca);
  const ports = {
    acme: await freePort(),
    management: await freePort(),
    http: await freePort(),
    dns: await freePort(),
    challenges: await freePort(),
  };
  const config = at(
    'pebble.json',
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${ports.acme}`,
        managementListenAddress: `127.0.0.1:${ports.management}`,
        certificate: at('cert.pem', tls.cert),
        privateKey: at('key.pem', tls.key),
        httpPort: ports.http,
        tlsPort: await freePort(),
        ocspResponderURL: '',
        externalAccountBindingRequired: options.eab !== undefined,
        externalAccountMACKeys: options.eab ?? {},
        domainBlocklist: options.blocked ?? [],
        retryAfter: { authz: 1, order: 1 },
      },
    }),
  );
  const processes = [
    run('pebble-challtestsrv', [
      ...['-http01', `127.0.0.1:${ports.http}`, '-https01', ''],
      ...['-dns01', `127.0.0.1:${ports.dns}`, '-tlsalpn01', ''],
      ...['-management', `127.0.0.1:${ports.challenges}`],
      ...['-defaultIPv4', '127.0.0.1', '-defaultIPv6', ''],
    ]),
    run('pebble', ['-config', config, '-dnsserver', `127.0.0.1:${ports.dns}`], {
      PEBBLE_VA_NOSLEEP: '1',
      PEBBLE_WFE_NONCEREJECT: '50',
      PEBBLE_AUTHZREUSE: '50',
      PEBBLE_ALTERNATE_ROOTS: '2',
      ...options.env,
    }),
  ];
  const agent = new Agent({ connect: { ca: tls.ca } });
  const origin = `127.0.0.1:${ports.acme}`;
  const read = async (url: string) => {
    const response = await request(url, { dispatcher: agent });
    return response.body.text();
  };
  const pebble: Pebble = {
    directory: `https://${origin}/dir`,
    origin,
    tls,
    caFile,
    folder,
    async manage(path, body) {
      const response = await request(
        `http://127.0.0.1:${ports.challenges}/${path}`,
        { method: 'POST', body: JSON.stringify(body) },
      );
      await response.body.dump();
      if (response.statusCode !== 200) {
        throw new Error(`${path}: HTTP ${response.statusCode}`);
      }
    },
    async statusOf(serialNumber) {
      const text = await read(
        `https://127.0.0.1:${ports.management}/cert-status-by-serial/${serialNumber}`,
      );
      return (JSON.parse(text) as { Status: string }).Status;
    },
    rootOf: index =>
      read(`https://127.0.0.1:${ports.management}/roots/${index}`),
    async stop() {
      await agent.close();
      await Promise.all(processes.map(end));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await untilReady(() => read(pebble.directory));
    await untilReady(() =>
      pebble.manage('set-default-ipv4', { ip: '127.0.0.1' }),
    );
  } catch (error) {
    await pebble.stop();
    throw error;
  }
  return pebble;
}

function isInstalled(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function run(
  command: string,
  args: string[],
  env: Record<string, string> = {},
): ChildProcess {
  return spawn(command, args, {
    stdio: 'ignore',
    env: { ...process.env, ...env },
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exited = new Promise(resolve => {
    child.once('exit', resolve);
  });
  child.kill('SIGKILL');
  await exited;
}

async function untilReady(check: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + START_WITHIN_MS;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
      await new Promise(resolve => {
        setTimeout(resolve, 50);
      });
    }
  }
}
