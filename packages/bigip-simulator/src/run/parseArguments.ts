import { parseArgs } from 'node:util';
import { SizeOptions } from '../farm';

/** What the command was asked to do. */
export interface CliArguments {
  help: boolean;
  farmFile?: string;
  size?: SizeOptions;
  latencyMs?: number;
  listen?: { host: string; port: number };
  dataPort?: number;
  version?: string;
  caOut?: string;
  faults?: boolean;
  cacheDirectory: string;
  reference?: Date;
}

/** The command line cannot be understood; the message says why. */
export class CliArgumentError extends Error {
  readonly name = 'CliArgumentError';
}

/** Below the current folder and, by its name, out of git. */
export const DEFAULT_CACHE_DIRECTORY = '.data/bigip';

const MAX_PORT = 65_535;

const SIZE_LIMITS = {
  devices: [1, 10_000],
  virtuals: [0, 60_000],
  profiles: [0, 100_000],
  certificates: [0, 100_000],
  seed: [0, Number.MAX_SAFE_INTEGER],
} as const satisfies Record<keyof SizeOptions, readonly [number, number]>;

export const USAGE = `Simulated F5 BIG-IPs with iControl REST and a real TLS data plane.

  bigip-simulator --farm FILE [options]
  bigip-simulator --devices N --virtuals N --profiles N --certificates N [--seed N] [options]

What to simulate
  --farm FILE         a farm file (YAML)
  --devices N         or a farm of a size: this many devices, each with
  --virtuals N          so many virtual servers,
  --profiles N          client-ssl profiles
  --certificates N      and certificates;
  --seed N              equal seeds give equal farms (default 1)
  --version V         TMOS version of all devices, for example 16.1.3.3

Where and how
  --listen HOST:PORT  management interface of the first device; the others count
                      up; port 0 takes free ones (default 127.0.0.1:8443)
  --data-port PORT    port of the virtual servers of a farm of a size (default 20443);
                      0 takes free ones, also instead of those of a farm file
  --latency MS        added to every management call
  --faults            adds /control to the management interfaces: faults, reboots and
                      fail-overs for everybody who can reach them
  --ca-out FILE       writes the CA certificate of the management interfaces there
  --cache DIR         keeps keys, so that a restart serves the same certificates
                      (default ${DEFAULT_CACHE_DIRECTORY})
  --reference DATE    day that relative dates count from, YYYY-MM-DD (default: today,
                      kept for a few days by the cache)
  --help              prints this

When all devices are ready, one line of JSON per device is printed, then
{"ready":true}. Everything else goes to standard error.`;

/**
 * Reads the command line.
 *
 * @param argv - arguments without the program
 * @throws CliArgumentError
 */
export function parseArguments(argv: readonly string[]): CliArguments {
  const values = read(argv);
  if (values.help) {
    return { help: true, cacheDirectory: DEFAULT_CACHE_DIRECTORY };
  }

  const dataPort = values['data-port'];
  const given = (Object.keys(SIZE_LIMITS) as (keyof SizeOptions)[]).filter(
    key => values[key] !== undefined,
  );
  if (values.farm !== undefined && given.length > 0) {
    throw new CliArgumentError(
      `--farm describes the whole farm; leave ${given
        .map(key => `--${key}`)
        .join(', ')} out`,
    );
  }
  if (values.farm === undefined && given.length === 0) {
    throw new CliArgumentError(
      'Give --farm FILE, or --devices, --virtuals, --profiles and --certificates',
    );
  }
  if (values.farm !== undefined && !['0', undefined].includes(dataPort)) {
    throw new CliArgumentError(
      '--data-port is for farms of a size; a farm file has its own ports, which only 0 overrides',
    );
  }
  return {
    help: false,
    farmFile: values.farm,
    size: values.farm === undefined ? readSize(values) : undefined,
    latencyMs: optional(values.latency, value =>
      wholeNumber('latency', value, 0, 600_000),
    ),
    listen: optional(values.listen, readEndpoint),
    dataPort: optional(dataPort, value =>
      wholeNumber('data-port', value, 0, MAX_PORT),
    ),
    version: optional(values.version, readVersion),
    caOut: values['ca-out'],
    faults: values.faults,
    cacheDirectory: values.cache ?? DEFAULT_CACHE_DIRECTORY,
    reference: optional(values.reference, readDate),
  };
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: false,
      strict: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        farm: { type: 'string' },
        devices: { type: 'string' },
        virtuals: { type: 'string' },
        profiles: { type: 'string' },
        certificates: { type: 'string' },
        seed: { type: 'string' },
        latency: { type: 'string' },
        faults: { type: 'boolean' },
        listen: { type: 'string' },
        'data-port': { type: 'string' },
        version: { type: 'string' },
        'ca-out': { type: 'string' },
        cache: { type: 'string' },
        reference: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new CliArgumentError(
      error instanceof Error ? error.message : String(error),
    );
  }
}

function readSize(
  values: Partial<Record<keyof SizeOptions, string>>,
): SizeOptions {
  const number = (key: keyof SizeOptions, fallback?: string) => {
    const value = values[key] ?? fallback;
    if (value === undefined) {
      throw new CliArgumentError(`--${key} is missing`);
    }
    const [min, max] = SIZE_LIMITS[key];
    return wholeNumber(key, value, min, max);
  };
  return {
    devices: number('devices'),
    virtuals: number('virtuals'),
    profiles: number('profiles'),
    certificates: number('certificates'),
    seed: number('seed', '1'),
  };
}

function wholeNumber(
  option: string,
  value: string,
  min: number,
  max: number,
): number {
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (!(number >= min && number <= max)) {
    throw new CliArgumentError(
      `--${option} expects a whole number from ${min} to ${max}, not '${value}'`,
    );
  }
  return number;
}

function readEndpoint(value: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-f:]+)\]|([^:[\]]+)):(\d+)$/i.exec(value);
  const port = match ? Number(match[3]) : NaN;
  if (!match || !(port <= MAX_PORT)) {
    throw new CliArgumentError(
      `--listen expects HOST:PORT, for example 127.0.0.1:8443 or [::1]:8443, not '${value}'`,
    );
  }
  return { host: match[1] ?? match[2], port };
}

function readVersion(value: string): string {
  if (!/^\d+\.\d+\.\d+(\.\d+)?$/.test(value)) {
    throw new CliArgumentError(
      `--version expects a TMOS version such as 16.1.3.3, not '${value}'`,
    );
  }
  return value;
}

function readDate(value: string): Date {
  const date = new Date(`${value}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(date.getTime())) {
    throw new CliArgumentError(
      `--reference expects a day such as 2026-01-31, not '${value}'`,
    );
  }
  return date;
}

function optional<T>(
  value: string | undefined,
  parse: (value: string) => T,
): T | undefined {
  return value === undefined ? undefined : parse(value);
}
