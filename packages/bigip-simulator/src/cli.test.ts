import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';
import { z } from 'zod';

const ROOT = resolve(__dirname, '../../..');

const deviceLine = z.strictObject({
  device: z.string(),
  url: z.url(),
  username: z.string(),
  password: z.string(),
  readonlyUsername: z.string(),
  readonlyPassword: z.string(),
  virtuals: z.array(
    z.strictObject({
      name: z.string(),
      destination: z.string(),
      serverNames: z.array(z.string()),
    }),
  ),
});

function run(...argv: string[]) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(__dirname, 'cli.ts'), ...argv],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const lines: unknown[] = [];
  let errors = '';
  child.stderr.on('data', chunk => {
    errors += chunk;
  });
  const exited = new Promise<number | null>(done =>
    child.once('close', code => done(code)),
  );
  const ready = new Promise<void>((done, fail) => {
    createInterface(child.stdout).on('line', line => {
      lines.push(line.startsWith('{') ? JSON.parse(line) : line);
      if (line === '{"ready":true}') {
        done();
      }
    });
    exited.then(code => fail(new Error(`Ended with ${code}: ${errors}`)));
  });
  // Who does not wait for it does not care.
  ready.catch(() => undefined);
  return { child, lines, ready, exited, errors: () => errors };
}

describe('the command', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cli-'));
  });

  afterAll(async () => {
    await rm(directory, { recursive: true });
  });

  it('announces its devices, then that it is ready, and stops when asked', async () => {
    const caFile = join(directory, 'certificates', 'ca.pem');
    const command = run(
      ...['--devices', '2', '--virtuals', '3', '--profiles', '2'],
      ...['--certificates', '4', '--seed', '9', '--version', '14.1.2'],
      ...['--listen', '127.0.0.1:0', '--data-port', '0'],
      ...['--cache', join(directory, 'cache'), '--ca-out', caFile],
    );
    await command.ready;
    expect(command.lines).toHaveLength(3);
    expect(command.lines[2]).toEqual({ ready: true });
    const [device] = command.lines
      .slice(0, 2)
      .map(line => deviceLine.parse(line));
    expect(device.virtuals).toHaveLength(3);

    const dispatcher = new Agent({
      connect: { ca: await readFile(caFile, 'utf8') },
    });
    const { body } = await request(`${device.url}/mgmt/tm/sys/version`, {
      dispatcher,
      headers: {
        authorization: `Basic ${Buffer.from(
          `${device.username}:${device.password}`,
        ).toString('base64')}`,
      },
    });
    expect(await body.text()).toContain('14.1.2');
    await dispatcher.close();

    command.child.kill('SIGTERM');
    expect(await command.exited).toBe(0);
    expect(command.errors()).toContain('Stopping after SIGTERM');
  }, 120_000);

  it('explains what it does not understand and prints nothing on stdout', async () => {
    const command = run('--devices', 'two');
    expect(await command.exited).toBe(2);
    expect(command.errors()).toMatch(/--virtuals|--devices expects/);
    expect(command.lines).toEqual([]);

    const missing = run('--farm', join(directory, 'missing.yaml'));
    expect(await missing.exited).toBe(1);
    expect(missing.errors()).toContain('missing.yaml cannot be used');
    expect(missing.lines).toEqual([]);
  }, 120_000);
});
