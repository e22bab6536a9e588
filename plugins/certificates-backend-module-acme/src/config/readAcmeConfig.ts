import { KeyObject, X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { describeIssue, duration, text } from './configText';

const DAY_MS = 86_400_000;

/** What one ACME CA is told, see `config.d.ts`. Times in milliseconds. */
export interface AcmeConfig {
  directory: string;
  /** `mailto:` addresses. */
  contact: string[];
  /** PEM of the CAs that are trusted for the server; `null` for those of Node.js. */
  ca: string | null;
  termsOfServiceAgreed: boolean;
  eab: { keyId: string; hmacKey: string } | null;
  preferredChain: string | null;
  profile: string | null;
  requestLifetime: boolean;
  accountKey: KeyObject | null;
  accountKeyLifetimeMs: number | null;
  limit: { orders: number; periodMs: number } | null;
  solvers: SolverEntry[];
}

/** What the CA itself needs to know of a solver; the rest is for its kind. */
export interface SolverEntry {
  kind: string;
  /** `null` for every name. */
  names: string[] | null;
  /** `null` for what the kind can do. */
  types: ('dns-01' | 'http-01')[] | null;
  propagationMs: number;
  config: Config;
}

const solver = z.looseObject({
  kind: text('a kind of solver, such as http-webhook'),
  names: z
    .array(text('a name, such as *.example.com'))
    .min(1, { error: 'must hold a name; leave it out for every name' })
    .optional(),
  types: z
    .array(
      z.enum(['dns-01', 'http-01'], { error: 'must be dns-01 or http-01' }),
    )
    .min(1, { error: 'must hold dns-01 or http-01' })
    .optional(),
  propagation: duration({ min: 0, max: DAY_MS }).optional(),
});

const schema = z.strictObject({
  // These belong to every kind, and were read already.
  id: z.unknown(),
  kind: z.unknown(),
  title: z.unknown().optional(),
  publicationUrl: z.unknown().optional(),
  directory: z.url({
    protocol: /^https$/,
    error:
      'must be the https address of an ACME directory, such as https://acme-v02.api.letsencrypt.org/directory',
  }),
  contact: z
    .union([text('an e-mail address'), z.array(text('an e-mail address'))], {
      error: 'must be one or several e-mail addresses',
    })
    .optional(),
  caFile: text('a path to a PEM file of CA certificates').optional(),
  termsOfServiceAgreed: z
    .boolean({ error: 'must be true or false' })
    .default(false),
  eab: z
    .strictObject(
      {
        keyId: text('the key id that the CA gave'),
        hmacKey: text('the MAC key that the CA gave').regex(
          /^[A-Za-z0-9+/_-]+={0,2}$/,
          { error: 'must be base64url, as the CA gave it' },
        ),
      },
      {
        error: issue =>
          issue.code === 'invalid_type'
            ? 'must hold keyId and hmacKey'
            : undefined,
      },
    )
    .optional(),
  preferredChain: text('the common name of a root').optional(),
  profile: text('a profile that the CA offers').optional(),
  requestLifetime: z.boolean({ error: 'must be true or false' }).default(false),
  accountKey: text('a private key in PEM').optional(),
  accountKeyLifetime: duration({ min: DAY_MS, max: 3650 * DAY_MS }).optional(),
  limit: z
    .strictObject({
      orders: z
        .int({ error: 'must be a whole number' })
        .min(1, { error: 'must be at least 1' }),
      period: duration({ min: 1000, max: 366 * DAY_MS }),
    })
    .optional(),
  solvers: z
    .array(solver, { error: 'must be a list of solvers' })
    .min(1, { error: 'must hold a solver, such as { kind: http-webhook, … }' }),
});

/**
 * Reads one entry of `certificates.authorities` of the kind `acme`.
 *
 * @throws InputError that lists every problem with its key, and never a secret
 */
export function readAcmeConfig(
  config: Config,
  id: string,
  readFile: (path: string) => string = path =>
    readFileSync(resolve(path), 'utf8'),
): AcmeConfig {
  const raw = config.get<Record<string, unknown>>();
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    throw problems(
      id,
      parsed.error.issues.flatMap(issue => describeIssue(issue, raw)),
    );
  }
  const { data } = parsed;
  const found: string[] = [];
  const accountKey = data.accountKey ? readKey(data.accountKey) : null;
  if (accountKey === undefined) {
    found.push(
      'accountKey must be an unencrypted PEM private key, RSA or ECDSA with P-256 or P-384',
    );
  }
  const ca = data.caFile ? readBundle(data.caFile, readFile) : null;
  if (ca === undefined) {
    found.push('caFile names no file with readable PEM certificates');
  }
  if (accountKey === undefined || ca === undefined) {
    throw problems(id, found);
  }
  const sections = config.getConfigArray('solvers');
  return {
    directory: data.directory,
    contact: [data.contact ?? []]
      .flat()
      .map(address =>
        address.startsWith('mailto:') ? address : `mailto:${address}`,
      ),
    ca,
    termsOfServiceAgreed: data.termsOfServiceAgreed,
    eab: data.eab ?? null,
    preferredChain: data.preferredChain ?? null,
    profile: data.profile ?? null,
    requestLifetime: data.requestLifetime,
    accountKey,
    accountKeyLifetimeMs: data.accountKeyLifetime ?? null,
    limit: data.limit
      ? { orders: data.limit.orders, periodMs: data.limit.period }
      : null,
    solvers: data.solvers.map(({ kind, names, types, propagation }, index) => ({
      kind,
      names: names?.map(name => name.toLowerCase()) ?? null,
      types: types ?? null,
      propagationMs: propagation ?? 0,
      config: sections[index],
    })),
  };
}

function readKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
    const isCurve = ['prime256v1', 'secp384r1'].includes(
      details?.namedCurve ?? '',
    );
    return type === 'rsa' || (type === 'ec' && isCurve) ? key : undefined;
  } catch {
    // Told to the caller without the key.
    return undefined;
  }
}

function readBundle(
  path: string,
  readFile: (path: string) => string,
): string | undefined {
  try {
    const bundle = readFile(path);
    const blocks = bundle.match(
      /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g,
    );
    return blocks?.every(pem => new X509Certificate(pem)) ? bundle : undefined;
  } catch {
    // Told to the caller: there may be no file, or something else in it.
    return undefined;
  }
}

function problems(id: string, lines: string[]): InputError {
  return new InputError(
    `certificates.authorities '${id}' is not usable:\n${lines
      .map(line => `- ${line}`)
      .join('\n')}`,
  );
}
