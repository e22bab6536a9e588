import {
  KEY_SPECS,
  KeySpec,
  Policy,
  POLICY_MODES,
  PolicyInput,
} from '@cmt/backstage-plugin-certificates-common';
import { z } from 'zod';
import { ownerRef } from './entityRefs';

/** Longest lists and texts of a policy. */
const MAX_ITEMS = 200;
const MAX_TEXT = 200;

const HOURS = z
  .number()
  .min(0)
  .max(24 * 366);

const patterns = z
  .array(z.string().trim().min(1, 'must not be empty').max(MAX_TEXT))
  .min(1, 'must hold at least one pattern, or be left out')
  .max(MAX_ITEMS);

const id = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    `expected lower-case letters, digits and '-', for example 'production'`,
  );

const matchSchema = z.strictObject({
  names: patterns.optional(),
  environments: patterns.optional(),
  devices: patterns.optional(),
  owners: z.array(ownerRef).min(1).max(MAX_ITEMS).optional(),
  issuers: patterns.optional(),
});

const keySchema = z.custom<KeySpec>(
  value =>
    KEY_SPECS.some(
      spec =>
        typeof value === 'object' &&
        value !== null &&
        Object.keys(value).length === Object.keys(spec).length &&
        Object.entries(spec).every(
          ([name, part]) => Reflect.get(value, name) === part,
        ),
    ),
  `expected a key, for example { type: 'ec', curve: 'P-256' } or { type: 'rsa', size: 2048 }`,
);

const timingSchema = z.strictObject({
  useRenewalInfo: z.boolean().default(true),
  shareOfLife: z
    .number('expected a share of the lifetime from 0.05 to 0.95')
    .min(0.05, 'must be from 0.05 to 0.95')
    .max(0.95, 'must be from 0.05 to 0.95')
    .nullable()
    .default(null),
  noticeHours: HOURS.default(24),
  overrideDays: z.number().min(0).max(365).nullable().default(3),
});

const approvalSchema = z.strictObject({
  ownerFromVirtualServers: z.int().min(0).nullable().default(10),
  platformFromVirtualServers: z.int().min(0).nullable().default(50),
  environments: z.array(z.string().min(1)).max(MAX_ITEMS).default([]),
  wildcard: z.boolean().default(true),
  severalOwners: z.boolean().default(true),
  approvers: z.array(ownerRef).max(MAX_ITEMS).default([]),
  remindAfterHours: HOURS.nullable().default(24),
  escalateAfterHours: HOURS.nullable().default(72),
  decideAfterHours: HOURS.nullable().default(null),
  decision: z.enum(['approve', 'reject']).default('reject'),
});

const common = {
  description: z.string().max(2_000).nullable().default(null),
  enabled: z.boolean().default(true),
  priority: z.int().min(-1_000_000).max(1_000_000).default(0),
  match: matchSchema.prefault({}),
  mode: z
    .enum(POLICY_MODES, `expected one of ${POLICY_MODES.join(', ')}`)
    .default('automatic'),
  authorities: z.array(z.string().min(1)).max(20).default([]),
  keys: z
    .union([z.literal('same'), z.array(keySchema).min(1).max(4)])
    .default('same'),
  reuseKey: z.boolean().default(false),
  custody: z.enum(['sealed', 'device', 'auto']).default('auto'),
  lifetimeDays: z.int().min(1).max(3650).nullable().default(null),
  timing: timingSchema.prefault({}),
  approval: approvalSchema.prefault({}),
};

/** A policy of the configuration. */
export const configPolicySchema = z
  .strictObject({
    id,
    name: z.string().min(1).max(MAX_TEXT).optional(),
    ...common,
  })
  .transform(
    ({ name, ...policy }): Policy => ({
      ...policy,
      name: name ?? policy.id,
      source: 'config',
    }),
  );

/** A policy that somebody writes in the UI. */
export const policyInputSchema: z.ZodType<PolicyInput, unknown> =
  z.strictObject({ name: z.string().trim().min(1).max(MAX_TEXT), ...common });

/** All policies of the configuration. */
export const policiesSchema = z
  .array(configPolicySchema)
  .max(500)
  .refine(
    policies =>
      new Set(policies.map(policy => policy.id)).size === policies.length,
    'each policy needs an id of its own',
  );
