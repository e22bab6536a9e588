import { z } from 'zod';
import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import { HumanDuration, durationToMilliseconds } from '@backstage/types';

const text = (what: string) =>
  z
    .string({ error: `must be text: ${what}` })
    .trim()
    .min(1, { error: `must not be empty: ${what}` });

/** A duration as Backstage writes them (`5m`, `PT5M`, `{ minutes: 5 }`), as milliseconds. */
const duration = z.unknown().transform((value, context): HumanDuration => {
  try {
    const read = readDurationFromConfig(
      new ConfigReader({ duration: value as never }),
      { key: 'duration' },
    );
    if (durationToMilliseconds(read) > 0) {
      return read;
    }
  } catch {
    // Reported below, without the value.
  }
  context.addIssue({
    code: 'custom',
    message: 'must be a positive duration, such as 5m or { minutes: 5 }',
  });
  return z.NEVER;
});

const milliseconds = (defaultMs: number) =>
  duration.transform(durationToMilliseconds).optional().default(defaultMs);

const count = (what: string, min: number, max: number, byDefault: number) => {
  const error = `must be a whole number from ${min} to ${max}: ${what}`;
  return z
    .number({ error })
    .int({ error })
    .min(min, { error })
    .max(max, { error })
    .default(byDefault);
};

const flag = z.boolean({ error: 'must be true or false' });

/** Writes a SHA-256 fingerprint in the one form used everywhere. */
const fingerprint = z
  .string({ error: 'must be text: a SHA-256 fingerprint' })
  .transform((value, context) => {
    const hexadecimal = value
      .replace(/^\s*sha-?256(\s+fingerprint\s*=|[\s:/=])/i, '')
      .replace(/[\s:]/g, '')
      .toLowerCase();
    if (/^[0-9a-f]{64}$/.test(hexadecimal)) {
      return hexadecimal;
    }
    context.addIssue({
      code: 'custom',
      message: /^[0-9a-f]{40}$/.test(hexadecimal)
        ? 'is a SHA-1 fingerprint; give the SHA-256 one, as `openssl x509 -noout -fingerprint -sha256` prints it'
        : 'must be the SHA-256 fingerprint of the management certificate: 64 hexadecimal digits, as `openssl x509 -noout -fingerprint -sha256` prints them',
    });
    return z.NEVER;
  });

const STORIES = ['caFile', 'ca', 'fingerprint', 'insecureSkipVerify'] as const;

const tls = z
  .strictObject({
    caFile: text('a path to a PEM file of CA certificates').optional(),
    ca: text('PEM of the CA certificates').optional(),
    fingerprint: z
      .union([
        fingerprint.transform(value => [value]),
        z.array(fingerprint).min(1, { error: 'must hold a fingerprint' }),
      ])
      .optional(),
    insecureSkipVerify: flag.optional(),
    serverName: text('the name in the management certificate').optional(),
  })
  .superRefine((value, context) => {
    const told = STORIES.filter(
      key => value[key] !== undefined && value[key] !== false,
    );
    if (told.length > 1) {
      context.addIssue({
        code: 'custom',
        message: `holds ${told.join(
          ' and ',
        )}; keep exactly one of ${STORIES.join(
          ', ',
        )}, or none for the CAs of the system`,
      });
    }
  });

const schedule = z.union(
  [
    z.strictObject({
      cron: text('a cron expression'),
      timezone: text('an IANA time zone').optional(),
    }),
    z.strictObject({ every: duration }),
  ],
  {
    error:
      'must be either { cron, timezone } or { every }, such as { every: { hours: 6 } }',
  },
);

/** The group (or user) that runs a device, as a full entity reference. */
const owner = text(
  'an entity reference, such as group:default/network',
).transform((value, context) => {
  const match =
    /^(?:([a-z][a-z0-9]*):)?(?:([a-z0-9._-]+)\/)?([a-z0-9._-]+)$/i.exec(value);
  if (!match) {
    context.addIssue({
      code: 'custom',
      message: 'must be an entity reference, such as group:default/network',
    });
    return z.NEVER;
  }
  const [, kind = 'group', namespace = 'default', name] = match;
  return `${kind}:${namespace}/${name}`.toLowerCase();
});

const device = z.strictObject({
  name: text('a unique name').regex(/^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/i, {
    error:
      'must be at most 63 letters, digits, dots, dashes or underscores, with a letter or digit at both ends',
  }),
  host: text('a host name or address').regex(
    /^(\[[0-9a-f:.]+\]|[^\s/@?#[\]]+)$/i,
    {
      error: 'must be a host name or address alone, without https:// or a path',
    },
  ),
  port: count('the management port', 1, 65535, 443),
  credential: z.strictObject(
    {
      username: text('a user of the device with the role auditor or guest'),
      password: z
        .string({ error: 'must be text: the password of that user' })
        .min(1, {
          error:
            'must not be empty; take it from the environment, for example ${BIGIP_PASSWORD}',
        }),
    },
    {
      error: issue =>
        issue.code === 'unrecognized_keys'
          ? undefined
          : 'must hold username and password of a read-only user',
    },
  ),
  administrator: z
    .strictObject(
      {
        username: text('a user of the device with the role administrator'),
        password: z
          .string({ error: 'must be text: the password of that user' })
          .min(1, {
            error:
              'must not be empty; take it from the environment, for example ${BIGIP_ADMIN_PASSWORD}',
          }),
      },
      {
        error: issue =>
          issue.code === 'unrecognized_keys'
            ? undefined
            : 'must hold username and password of an administrator',
      },
    )
    .optional(),
  loginProvider: text('the name of a login provider').default('tmos'),
  tls: tls.prefault({}),
  site: text('a site').nullish(),
  environment: text('an environment').nullish(),
  tags: z
    .array(text('a tag'), { error: 'must be a list of texts' })
    .default([]),
  owner: owner.nullish(),
  schedule: schedule.optional(),
  enabled: flag.default(true),
});

/** Shape of `certificates.f5`; what the keys mean is said in `config.d.ts`. */
export const f5ConfigSchema = z.strictObject({
  devices: z
    .array(device, { error: 'must be a list of devices' })
    .default([])
    .superRefine((devices, context) => {
      const seen = new Map<string, number>();
      devices.forEach(({ name }, index) => {
        const first = seen.get(name.toLowerCase());
        if (first === undefined) {
          seen.set(name.toLowerCase(), index);
          return;
        }
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `is the name of devices[${first}] already; names must differ, also without regard to case`,
        });
      });
    }),
  handshakes: z
    .strictObject({
      enabled: flag.default(true),
      concurrency: count('handshakes at a time', 1, 256, 16),
      timeout: milliseconds(4_000),
      budget: milliseconds(60_000),
    })
    .prefault({}),
  deployments: z
    .strictObject({
      proofTimeout: milliseconds(10_000),
      syncTimeout: milliseconds(180_000),
      saveTimeout: milliseconds(120_000),
      idleTimeout: milliseconds(15_000),
    })
    .prefault({}),
  limits: z
    .strictObject({
      pageSize: count('objects per call', 10, 2000, 500),
      connectTimeout: milliseconds(10_000),
      callTimeout: milliseconds(60_000),
      scanTimeout: milliseconds(15 * 60_000),
      maxAnswerSize: count(
        'bytes',
        65_536,
        512 * 1024 * 1024,
        64 * 1024 * 1024,
      ),
    })
    .prefault({}),
});
