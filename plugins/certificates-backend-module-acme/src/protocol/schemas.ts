import { z } from 'zod';
import { problemSchema } from './problem';

const url = z.url({ protocol: /^https$/ });

/** RFC 8555 section 7.1.1, RFC 9773 section 3. */
export const directorySchema = z.object({
  newNonce: url,
  newAccount: url,
  newOrder: url,
  revokeCert: url.optional(),
  keyChange: url.optional(),
  renewalInfo: url.optional(),
  meta: z
    .object({
      termsOfService: z.string().optional(),
      website: z.string().optional(),
      externalAccountRequired: z.boolean().optional(),
      profiles: z.record(z.string(), z.string()).optional(),
    })
    .optional()
    .default({}),
});

export type Directory = z.output<typeof directorySchema>;

/** RFC 8555 section 7.1.2. */
export const accountSchema = z.object({
  status: z.enum(['valid', 'deactivated', 'revoked']),
  contact: z.array(z.string()).optional().default([]),
  orders: url.optional(),
});

export const orderListSchema = z.object({ orders: z.array(url) });

const identifier = z.object({ type: z.string(), value: z.string() });

/** RFC 8555 section 7.1.3. */
export const orderSchema = z.object({
  status: z.union([
    z.enum(['pending', 'ready', 'processing', 'valid', 'invalid']),
    // What some servers say of an order whose authorizations have ended.
    z
      .enum(['deactivated', 'expired', 'revoked'])
      .transform(() => 'invalid' as const),
  ]),
  identifiers: z.array(identifier),
  authorizations: z.array(url),
  finalize: url,
  certificate: url.optional(),
  error: problemSchema.optional(),
});

export type Order = z.output<typeof orderSchema>;

export const challengeSchema = z.object({
  type: z.string(),
  url,
  status: z.enum(['pending', 'processing', 'valid', 'invalid']),
  token: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional(),
  error: problemSchema.optional(),
});

/** RFC 8555 section 7.1.4. */
export const authorizationSchema = z.object({
  identifier,
  status: z.enum([
    'pending',
    'valid',
    'invalid',
    'deactivated',
    'expired',
    'revoked',
  ]),
  wildcard: z.boolean().optional().default(false),
  challenges: z.array(challengeSchema),
});

export type Authorization = z.output<typeof authorizationSchema>;

/** RFC 9773 section 4.2. */
export const renewalInfoSchema = z.object({
  suggestedWindow: z.object({
    start: z.iso.datetime({ offset: true }),
    end: z.iso.datetime({ offset: true }),
  }),
  explanationURL: z.url({ protocol: /^https?$/ }).optional(),
});
