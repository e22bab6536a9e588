import {
  Config,
  ConfigReader,
  readDurationFromConfig,
} from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { z } from 'zod';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

/** What a local CA is told, see `config.d.ts`. Times in milliseconds. */
export interface LocalConfig {
  organization: string;
  /** `null` for every name. */
  allowedNames: string[] | null;
  lifetimeMs: number;
  maxLifetimeMs: number;
  issuingLifetimeMs: number;
  crlLifetimeMs: number;
}

const duration = (defaultMs: number, limits: { min: number; max: number }) =>
  z
    .unknown()
    .transform((value, context) => {
      const ms = millisecondsOf(value);
      if (ms !== undefined && ms >= limits.min && ms <= limits.max) {
        return ms;
      }
      context.addIssue({
        code: 'custom',
        message: `must be a duration from ${limits.min / DAY_MS} to ${
          limits.max / DAY_MS
        } days, such as { days: 90 } or P90D`,
      });
      return z.NEVER;
    })
    .optional()
    .transform(ms => ms ?? defaultMs);

const schema = z
  .strictObject({
    // These belong to every kind, and were read already.
    id: z.unknown(),
    kind: z.unknown(),
    title: z.unknown().optional(),
    publicationUrl: z.unknown().optional(),
    organization: z
      .string({ error: 'must be text: the name of the organisation' })
      .trim()
      .min(1, { error: 'must not be empty: the name of the organisation' })
      .max(48, { error: 'must be at most 48 characters' }),
    allowedNames: z
      .array(
        z
          .string({ error: 'must be text, for example *.corp.example' })
          .trim()
          .min(1, { error: 'must not be empty' })
          .transform(name => name.toLowerCase()),
        { error: 'must be a list of names, for example ["*.corp.example"]' },
      )
      .min(1, { error: 'must hold a name; leave it out to allow every name' })
      .optional(),
    lifetime: duration(90 * DAY_MS, { min: DAY_MS, max: 3 * YEAR_MS }),
    maxLifetime: duration(200 * DAY_MS, { min: DAY_MS, max: 3 * YEAR_MS }),
    issuingLifetime: duration(5 * YEAR_MS, {
      min: 30 * DAY_MS,
      max: 10 * YEAR_MS,
    }),
    crlLifetime: duration(7 * DAY_MS, { min: DAY_MS, max: 90 * DAY_MS }),
  })
  .superRefine(({ lifetime, maxLifetime, issuingLifetime }, context) => {
    if (lifetime > maxLifetime) {
      context.addIssue({
        code: 'custom',
        path: ['lifetime'],
        message: 'must not be longer than maxLifetime',
      });
    }
    if (issuingLifetime < 2 * maxLifetime) {
      context.addIssue({
        code: 'custom',
        path: ['issuingLifetime'],
        message: 'must be at least twice maxLifetime',
      });
    }
  });

/**
 * Reads one entry of `certificates.authorities` of the kind `local`.
 *
 * @throws InputError that lists every problem with its key
 */
export function readLocalConfig(config: Config, id: string): LocalConfig {
  const raw = config.get<Record<string, unknown>>();
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    throw new InputError(
      `certificates.authorities '${id}' is not usable:\n${parsed.error.issues
        .flatMap(issue => describe(issue, raw))
        .map(problem => `- ${problem}`)
        .join('\n')}`,
    );
  }
  const { data } = parsed;
  return {
    organization: data.organization,
    allowedNames: data.allowedNames ?? null,
    lifetimeMs: data.lifetime,
    maxLifetimeMs: data.maxLifetime,
    issuingLifetimeMs: data.issuingLifetime,
    crlLifetimeMs: data.crlLifetime,
  };
}

function describe(
  issue: z.core.$ZodIssue,
  raw: Record<string, unknown>,
): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => `${key} is not known; remove or correct it`);
  }
  const missing =
    issue.path.length === 1 && raw[String(issue.path[0])] === undefined
      ? 'is missing: it '
      : '';
  return [`${issue.path.join('.')} ${missing}${issue.message}`];
}

function millisecondsOf(value: unknown): number | undefined {
  try {
    return durationToMilliseconds(
      readDurationFromConfig(new ConfigReader({ duration: value as never }), {
        key: 'duration',
      }),
    );
  } catch {
    // Reported by the caller, with what would be right.
    return undefined;
  }
}
