import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FarmFileError } from './farm';
import { CliArgumentError, parseArguments, USAGE } from './run/parseArguments';
import { RunningFarm } from './run/RunningFarm';
import { startFarm } from './run/startFarm';

const EXIT_USAGE = 2;
const EXIT_FAILURE = 1;

async function main(argv: readonly string[]): Promise<void> {
  const { help, caOut, ...options } = parseArguments(argv);
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  // Asked before anything is open, so that an early Ctrl-C is not lost.
  const stop = new Promise<string>(resolve => {
    process.once('SIGINT', () => resolve('SIGINT'));
    process.once('SIGTERM', () => resolve('SIGTERM'));
  });
  const farm = await startFarm({ ...options, onProblem: log });
  if (caOut) {
    await writeWhole(caOut, farm.managementCa);
  }
  announce(farm);
  log(`Stopping after ${await stop}`);
  await farm.close();
}

function announce(farm: RunningFarm): void {
  for (const device of farm.devices) {
    print({
      device: device.name,
      url: device.url,
      username: device.administrator.username,
      password: device.administrator.password,
      readonlyUsername: device.reader.username,
      readonlyPassword: device.reader.password,
      virtuals: device.virtuals,
    });
  }
  print({ ready: true });
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function log(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** A reader of the file sees all of it or nothing. */
async function writeWhole(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}

function describe(error: unknown): string {
  if (error instanceof FarmFileError || !(error instanceof Error)) {
    return error instanceof Error ? error.message : String(error);
  }
  const { code, address, port } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  return code === 'EADDRINUSE'
    ? `${address}:${port} is taken. Stop what listens there, or choose other ports with --listen and --data-port.`
    : error.stack ?? error.message;
}

main(process.argv.slice(2)).catch(error => {
  if (error instanceof CliArgumentError) {
    log(`${error.message}\nTry --help.`);
    process.exitCode = EXIT_USAGE;
  } else {
    log(describe(error));
    process.exitCode = EXIT_FAILURE;
  }
});
