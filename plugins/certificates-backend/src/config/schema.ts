import { parseExpression } from 'cron-parser';
import { z } from 'zod';
import { compileGlobs } from '../ownership/glob';
import { durationSchema } from './durations';
import { anyRef, ownerRef, systemRef } from './entityRefs';
import { policiesSchema } from './policySchema';
import {
  authoritiesSchema,
  notificationsSchema,
  renewalsSchema,
} from './renewalSchemas';
import { createScanSchedule, ScheduleError } from './schedule';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const patterns = z
  .array(z.string().trim().min(1, 'must not be empty'))
  .min(1, 'must hold at least one pattern, or be left out');

const scheduleSchema = z
  .union(
    [
      z.strictObject({
        cron: z.string(),
        timezone: z.string().optional(),
      }),
      z.strictObject({
        every: durationSchema({ minMs: MINUTE, maxMs: 31 * DAY }),
      }),
    ],
    `expected { cron: '*/30 * * * *', timezone: 'Europe/Berlin' } or { every: { minutes: 30 } } of at least one minute`,
  )
  .transform((value, context) => {
    try {
      return createScanSchedule(
        'cron' in value ? value : { every: { milliseconds: value.every } },
      );
    } catch (error) {
      if (error instanceof ScheduleError) {
        context.addIssue(error.message);
        return z.NEVER;
      }
      throw error;
    }
  });

const breakerSchema = z.strictObject({
  failures: wholeNumber(1, 100).default(3),
  initialDelay: durationSchema({ minMs: MINUTE, maxMs: DAY }).default(
    15 * MINUTE,
  ),
  maxDelay: durationSchema({ minMs: MINUTE, maxMs: 7 * DAY }).default(6 * HOUR),
});

const scanningSchema = z.strictObject({
  schedule: scheduleSchema.prefault({ every: { minutes: 30 } }),
  jitter: z
    .number('expected a share of the interval from 0 to 1, for example 0.1')
    .min(0, 'must be from 0 to 1, for example 0.1')
    .max(1, 'must be from 0 to 1, for example 0.1')
    .default(0.1),
  concurrency: wholeNumber(1, 64).default(4),
  timeout: durationSchema({ minMs: 10 * SECOND, maxMs: 6 * HOUR }).default(
    15 * MINUTE,
  ),
  staleAfterIntervals: z
    .number('expected a number of intervals, for example 3')
    .min(1, 'must be at least 1, for example 3')
    .max(1000, 'must be at most 1000, for example 3')
    .default(3),
  history: durationSchema({ minMs: HOUR, maxMs: 3650 * DAY }).default(30 * DAY),
  circuitBreaker: breakerSchema.prefault({}),
});

const mappingSchema = z
  .strictObject({
    names: patterns.optional(),
    virtualServers: patterns.optional(),
    owner: ownerRef,
    system: systemRef.optional(),
    protects: z.array(anyRef).default([]),
  })
  .refine(
    mapping => mapping.names || mapping.virtualServers,
    `must say which certificates it means: add 'names' or 'virtualServers'`,
  );

const ruleSchema = z
  .strictObject({
    devices: patterns.optional(),
    partitions: patterns.optional(),
    names: patterns.optional(),
    owner: ownerRef,
    system: systemRef.optional(),
  })
  .refine(
    rule => rule.devices || rule.partitions || rule.names,
    `must say which certificates it means: add 'devices', 'partitions' or 'names'`,
  );

const ownershipSchema = z.strictObject({
  triageGroup: ownerRef.optional(),
  mappings: z.array(mappingSchema).default([]),
  rules: z.array(ruleSchema).default([]),
  catalogRefresh: durationSchema({ minMs: 30 * SECOND, maxMs: DAY }).default(
    5 * MINUTE,
  ),
});

const inventorySchema = z.strictObject({
  scope: z
    .enum(
      ['none', 'environment'],
      `expected 'none' (equal names are one certificate everywhere) or 'environment' (kept apart by the environment of their devices)`,
    )
    .default('none'),
  retirementGrace: durationSchema({ minMs: MINUTE, maxMs: 365 * DAY }).default(
    DAY,
  ),
});

/** Random bytes that an AES-256 key has. */
const KEY_BYTES = 32;

const keyEncryptionKeySchema = z.strictObject({
  id: z.string().trim().min(1, 'must not be empty; it names the key for ever'),
  secret: z
    .string(
      'expected 32 random bytes in base64, for example from: openssl rand -base64 32',
    )
    .transform((value, context) => {
      const bytes = Buffer.from(value.trim(), 'base64');
      if (bytes.byteLength !== KEY_BYTES) {
        context.addIssue(
          'must be 32 random bytes in base64, for example from: openssl rand -base64 32',
        );
        return z.NEVER;
      }
      return new Uint8Array(bytes);
    }),
});

const custodySchema = z.strictObject({
  keys: z
    .array(keyEncryptionKeySchema)
    .refine(
      keys => new Set(keys.map(({ id }) => id)).size === keys.length,
      'each key needs an id of its own',
    )
    .default([]),
});

/** Times of the configuration: with a zone, or a date, which begins in UTC. */
const momentSchema = z.string().transform((value, context) => {
  const time = Date.parse(value);
  if (
    !/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(
      value,
    ) ||
    Number.isNaN(time)
  ) {
    context.addIssue(
      `expected a date or a moment with its time zone, for example '2026-12-18' or '2026-12-18T18:00:00+01:00'; put it in quotes`,
    );
    return z.NEVER;
  }
  return time;
});

const windowSchema = z
  .strictObject({
    name: z.string().trim().min(1, 'must not be empty; people see it'),
    environments: z.array(z.string().min(1)).min(1).optional(),
    devices: patterns.optional(),
    cron: z.string(),
    duration: durationSchema({ minMs: MINUTE, maxMs: 7 * DAY }),
    timezone: z.string().default('UTC'),
  })
  .transform(({ devices, ...window }, context) => {
    try {
      createScanSchedule({ cron: window.cron, timezone: window.timezone });
      // The expression that is validated has to be one that can be followed.
      parseExpression(window.cron, { tz: window.timezone });
    } catch (error) {
      context.addIssue({
        code: 'custom',
        path: ['cron'],
        message:
          error instanceof ScheduleError
            ? error.message
            : `the cron expression '${window.cron}' cannot be followed; five fields of numbers, ranges and steps are expected, for example '0 22 * * 1-5'`,
      });
      return z.NEVER;
    }
    return {
      ...window,
      ...(devices && { matchesDevice: compileGlobs(devices) }),
    };
  });

const doNotTouchSchema = z
  .strictObject({
    environments: z.array(z.string().min(1)).min(1).optional(),
    devices: patterns.optional(),
    from: momentSchema.optional(),
    until: momentSchema.optional(),
    reason: z.string().trim().min(1, 'must say why; people see it'),
  })
  .refine(
    block => block.environments || block.devices || block.from || block.until,
    `must say what it means: add 'environments', 'devices', 'from' or 'until'`,
  )
  .refine(
    block =>
      block.from === undefined ||
      block.until === undefined ||
      block.from < block.until,
    `'until' must be later than 'from'`,
  )
  .transform(({ devices, ...block }) => ({
    ...block,
    ...(devices && { matchesDevice: compileGlobs(devices) }),
  }));

const deploymentsSchema = z.strictObject({
  windows: z.array(windowSchema).default([]),
  doNotTouch: z.array(doNotTouchSchema).default([]),
  concurrency: wholeNumber(1, 64).default(8),
  grace: durationSchema({ minMs: MINUTE, maxMs: 3650 * DAY }).default(7 * DAY),
  planExpiry: durationSchema({ minMs: HOUR, maxMs: 365 * DAY }).default(
    7 * DAY,
  ),
  history: durationSchema({ minMs: DAY, maxMs: 3650 * DAY }).default(400 * DAY),
});

/**
 * The `certificates` section of the configuration. Other keys below it belong to
 * modules, which validate them.
 */
export const certificatesConfigSchema = z.looseObject({
  scanning: scanningSchema.prefault({}),
  ownership: ownershipSchema.prefault({}),
  inventory: inventorySchema.prefault({}),
  custody: custodySchema.prefault({}),
  deployments: deploymentsSchema.prefault({}),
  authorities: authoritiesSchema.default([]),
  policies: policiesSchema.optional(),
  renewals: renewalsSchema.prefault({}),
  notifications: notificationsSchema.prefault({}),
});

function wholeNumber(min: number, max: number) {
  const message = `expected a whole number from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message);
}
