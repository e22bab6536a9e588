import { z } from 'zod';
import { ownerRef } from './entityRefs';

/** CAs; what belongs to their kind is read by who provides it. */
export const authoritiesSchema = z
  .array(
    z.looseObject({
      id: z
        .string()
        .regex(
          /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
          `expected lower-case letters, digits and '-', for example 'lets-encrypt'; it names the CA for ever`,
        ),
      kind: z.string().min(1, `expected a kind, for example 'acme'`),
      title: z.string().min(1).max(200).optional(),
      publicationUrl: z
        .url('expected an address, for example http://pki.example.com/crl')
        .transform(url => url.replace(/\/+$/, ''))
        .optional(),
    }),
  )
  .refine(
    authorities =>
      new Set(authorities.map(({ id }) => id)).size === authorities.length,
    'each CA needs an id of its own',
  );

export const renewalsSchema = z.strictObject({
  concurrency: z
    .int('expected a whole number from 1 to 64')
    .min(1, 'expected a whole number from 1 to 64')
    .max(64, 'expected a whole number from 1 to 64')
    .default(8),
  automatic: z.boolean().default(true),
});

const webhookSchema = z.strictObject({
  url: z.url('expected an address, for example https://hooks.example.com/tls'),
  headers: z.record(z.string(), z.string()).default({}),
  format: z.enum(['json', 'teams', 'slack']).default('json'),
});

export const notificationsSchema = z.strictObject({
  enabled: z.boolean().default(true),
  platformGroup: ownerRef.optional(),
  webhooks: z.array(webhookSchema).max(20).default([]),
});
