import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { f5ConfigSchema } from './schema';
import { F5Config, F5Device, TlsTrust } from './types';

const ROOT = 'certificates.f5';

type Parsed = z.output<typeof f5ConfigSchema>;
type ParsedDevice = Parsed['devices'][number];

/**
 * Reads and validates `certificates.f5`.
 *
 * @throws InputError that lists every problem with its key and its mend, and
 * never a configured value
 */
export function readF5Config(
  config: Config,
  options: { readFile?: (path: string) => string } = {},
): F5Config {
  const raw = config.getOptional(ROOT) ?? {};
  const parsed = f5ConfigSchema.safeParse(raw);
  if (!parsed.success) {
    throw problemsError(
      parsed.error.issues.flatMap(issue => describe(issue, raw)),
    );
  }

  const readFile =
    options.readFile ?? (path => readFileSync(resolve(path), 'utf8'));
  const problems: string[] = [];
  const devices = parsed.data.devices.flatMap((device, index) => {
    const trust = readTrust(device, readFile);
    if ('problem' in trust) {
      problems.push(`${ROOT}.devices[${index}].tls.${trust.problem}`);
      return [];
    }
    return device.enabled ? [toDevice(device, trust)] : [];
  });
  if (problems.length > 0) {
    throw problemsError(problems);
  }

  const { handshakes, deployments, limits } = parsed.data;
  return {
    devices,
    handshakes: {
      enabled: handshakes.enabled,
      concurrency: handshakes.concurrency,
      timeoutMs: handshakes.timeout,
      budgetMs: handshakes.budget,
    },
    deployments: {
      proofTimeoutMs: deployments.proofTimeout,
      syncTimeoutMs: deployments.syncTimeout,
      saveTimeoutMs: deployments.saveTimeout,
      idleTimeoutMs: deployments.idleTimeout,
    },
    limits: {
      pageSize: limits.pageSize,
      connectTimeoutMs: limits.connectTimeout,
      callTimeoutMs: limits.callTimeout,
      scanTimeoutMs: limits.scanTimeout,
      maxAnswerBytes: limits.maxAnswerSize,
    },
  };
}

function toDevice(device: ParsedDevice, tls: TlsTrust): F5Device {
  return {
    name: device.name,
    host: device.host.replace(/^\[(.*)\]$/, '$1'),
    port: device.port,
    username: device.credential.username,
    password: device.credential.password,
    loginProvider: device.loginProvider,
    tls,
    tlsServerName: device.tls.serverName ?? null,
    site: device.site ?? null,
    environment: device.environment ?? null,
    tags: device.tags,
    ownerRef: device.owner ?? null,
    schedule: device.schedule,
  };
}

function readTrust(
  { tls }: ParsedDevice,
  readFile: (path: string) => string,
): TlsTrust | { problem: string } {
  if (tls.insecureSkipVerify) {
    return { mode: 'off' };
  }
  if (tls.fingerprint) {
    return { mode: 'pinned', fingerprints: tls.fingerprint };
  }
  if (tls.ca !== undefined) {
    return isPemBundle(tls.ca)
      ? { mode: 'custom-ca', ca: tls.ca }
      : { problem: 'ca holds no readable PEM certificate' };
  }
  if (tls.caFile !== undefined) {
    let ca: string;
    try {
      ca = readFile(tls.caFile);
    } catch {
      return {
        problem:
          'caFile cannot be read; give a path that the backend may read, absolute or relative to its working directory',
      };
    }
    return isPemBundle(ca)
      ? { mode: 'custom-ca', ca }
      : { problem: 'caFile names a file without a readable PEM certificate' };
  }
  return { mode: 'system-ca' };
}

function isPemBundle(text: string): boolean {
  const blocks = text.match(
    /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g,
  );
  try {
    return blocks !== null && blocks.every(pem => new X509Certificate(pem));
  } catch {
    return false;
  }
}

/** One line per problem; of a union, the branch that was meant. */
function describe(issue: z.core.$ZodIssue, raw: unknown): string[] {
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.filter(branch => branch.length > 0);
    const nearest = branches.find(branch =>
      branch.every(inner => inner.path.length > 0 || inner.code === 'custom'),
    );
    if (nearest) {
      return nearest.flatMap(inner =>
        describe({ ...inner, path: [...issue.path, ...inner.path] }, raw),
      );
    }
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      key =>
        `${keyOf([...issue.path, key])} is not known; remove or correct it`,
    );
  }
  const key = keyOf(issue.path);
  const missing =
    issue.code === 'invalid_type' && valueAt(raw, issue.path) === undefined
      ? 'is missing: it '
      : '';
  return [`${key} ${missing}${issue.message}`];
}

function valueAt(raw: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      (value as Record<PropertyKey, unknown> | undefined)?.[part],
    raw,
  );
}

function keyOf(path: PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === 'number' ? `${key}[${part}]` : `${key}.${String(part)}`,
    ROOT,
  );
}

function problemsError(problems: string[]): InputError {
  return new InputError(
    `The configuration of BIG-IP devices is not usable:\n${problems
      .map(problem => `- ${problem}`)
      .join('\n')}`,
  );
}
