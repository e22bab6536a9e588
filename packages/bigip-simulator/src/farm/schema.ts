import { z } from 'zod';
import { KEY_KINDS, NAME_ATTRIBUTES, SIGNATURE_DIGESTS } from '../pki';

/** Entity states as the inventory judges them (see the package's README). */
export const EXPECTED_STATES = [
  'expired',
  'critical',
  'warning',
  'healthy',
] as const;

/** Evidence for an owner, in the order in which the inventory looks for it. */
export const OWNER_EVIDENCE = [
  'mapping',
  'annotation',
  'host-name',
  'rule',
  'triage',
] as const;

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens');

const fullPath = z
  .string()
  .regex(
    /^(\/[^/\s][^/]*){2,}$/,
    'a full path such as /Common/name or /Partition/folder/name',
  );

const days = z.number().int();

const date = z.iso.date();

const subject = z
  .array(
    z
      .partialRecord(z.enum(NAME_ATTRIBUTES), z.string().min(1))
      .refine(part => Object.keys(part).length === 1, {
        error:
          'one attribute per list item, for example `- O: Meridian Retail`',
      }),
  )
  .min(1);

/** What both authorities and leaves can say about their X.509 certificate. */
const certificateFields = {
  subject: subject.optional(),
  key: z.enum(KEY_KINDS).default('ec-p256'),
  keyOf: id.optional(),
  ends: days.optional(),
  lifetime: z.number().int().positive().optional(),
  from: date.optional(),
  to: date.optional(),
  serial: z
    .union([
      z.enum(['small', 'large', 'zero']),
      z.string().regex(/^[0-9a-f]{1,40}$/, 'up to 40 hexadecimal digits'),
    ])
    .default('large'),
  digest: z.enum(SIGNATURE_DIGESTS).default('sha256'),
};

const expectation = z.strictObject({
  state: z.enum(EXPECTED_STATES).optional(),
  owner: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'the name of a group')
    .transform(name => `group:default/${name}`)
    .optional(),
  evidence: z.enum(OWNER_EVIDENCE).optional(),
});

function hasValidity(value: {
  ends?: number;
  lifetime?: number;
  from?: string;
  to?: string;
}): boolean {
  const relative = value.ends !== undefined && value.lifetime !== undefined;
  const absolute = value.from !== undefined && value.to !== undefined;
  return relative !== absolute;
}

const VALIDITY_ERROR =
  'give either `ends` and `lifetime` (days) or `from` and `to` (dates)';

export const authoritySchema = z
  .strictObject({
    ...certificateFields,
    commonName: z.string().min(1).optional(),
    issuer: id.optional(),
  })
  .refine(authority => authority.commonName || authority.subject, {
    error: 'needs `commonName` or `subject`',
  })
  .refine(hasValidity, { error: VALIDITY_ERROR });

export const certificateSchema = z
  .strictObject({
    ...certificateFields,
    names: z.array(z.string().min(1)).default([]),
    commonName: z.string().min(1).optional(),
    issuer: id,
    usage: z
      .array(z.enum(['serverAuth', 'clientAuth']))
      .default(['serverAuth']),
    trouble: z.string().optional(),
    expect: expectation.optional(),
  })
  .refine(hasValidity, { error: VALIDITY_ERROR });

export const fileSchema = z.strictObject({
  path: fullPath,
  certificate: id,
  bundle: z.array(id).default([]),
  key: z.boolean().optional(),
  keyPassphrase: z.string().min(1).optional(),
  issuerCert: fullPath.optional(),
  validators: z.array(z.enum(['ocsp', 'crl'])).optional(),
  installed: z.number().int().nonnegative().optional(),
  managedBy: z
    .union([
      z.strictObject({ as3: z.literal(true) }),
      z.strictObject({ iapp: fullPath }),
    ])
    .optional(),
});

export const clientSslSchema = z.strictObject({
  path: fullPath,
  parent: fullPath.default('/Common/clientssl'),
  entries: z
    .array(
      z.strictObject({
        file: fullPath,
        chain: fullPath.optional(),
      }),
    )
    .optional(),
  serverName: z.string().min(1).optional(),
  sniDefault: z.boolean().default(false),
  sniRequire: z.boolean().default(false),
  caFile: fullPath.optional(),
  clientCertCa: fullPath.optional(),
  appService: fullPath.optional(),
});

export const serverSslSchema = z.strictObject({
  path: fullPath,
  parent: fullPath.default('/Common/serverssl'),
  file: fullPath.optional(),
  chain: fullPath.optional(),
  caFile: fullPath.optional(),
  serverName: z.string().min(1).optional(),
  authenticateName: z.string().min(1).optional(),
  peerCertMode: z.enum(['ignore', 'require']).default('ignore'),
});

export const virtualServerSchema = z.strictObject({
  path: fullPath,
  address: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
  port: z.number().int().min(0).max(65535),
  routeDomain: z.number().int().positive().optional(),
  enabled: z.boolean().default(true),
  description: z.string().optional(),
  pool: fullPath.optional(),
  clientSsl: z.array(fullPath).default([]),
  serverSsl: z.array(fullPath).default([]),
  rules: z.array(fullPath).default([]),
  appService: fullPath.optional(),
  serves: id.optional(),
});

export const configurationSchema = z.strictObject({
  deviceGroup: z
    .strictObject({
      name: z.string().min(1),
      autoSync: z.boolean().default(false),
      saveOnAutoSync: z.boolean().default(false),
      fullLoadOnSync: z.boolean().default(false),
    })
    .optional(),
  partitions: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z0-9_.-]+$/, 'a partition name'),
        description: z.string().optional(),
        defaultRouteDomain: z.number().int().positive().optional(),
      }),
    )
    .default([]),
  files: z.array(fileSchema).default([]),
  clientSsl: z.array(clientSslSchema).default([]),
  serverSsl: z.array(serverSslSchema).default([]),
  virtualServers: z.array(virtualServerSchema).default([]),
  objects: z
    .array(
      z.strictObject({
        collection: z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/),
        path: z.string().min(1),
        attributes: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
});

export const deviceSchema = z.strictObject({
  name: id,
  hostname: z.string().min(1),
  configuration: id,
  version: z.string().regex(/^\d+\.\d+\.\d+(\.\d+)?$/, 'for example 16.1.3.3'),
  platform: z
    .strictObject({ id: z.string().min(1), name: z.string().min(1) })
    .default({ id: 'Z100', name: 'BIG-IP Virtual Edition' }),
  managementIp: z.ipv4(),
  failover: z.enum(['active', 'standby']).default('active'),
  users: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        password: z.string().min(1),
        role: z.enum([
          'admin',
          'resource-admin',
          'certificate-manager',
          'auditor',
          'guest',
        ]),
      }),
    )
    .min(1),
});

/** The farm file; every key is described in the package's README. */
export const farmSchema = z.strictObject({
  name: z.string().min(1),
  seed: z.number().int().nonnegative(),
  organization: z.string().min(1),
  country: z.string().length(2),
  authorities: z.record(id, authoritySchema),
  certificates: z.record(id, certificateSchema),
  configurations: z.record(id, configurationSchema),
  devices: z.array(deviceSchema).min(1),
});

export type FarmDefinition = z.output<typeof farmSchema>;
export type AuthorityDefinition = z.output<typeof authoritySchema>;
export type CertificateDefinition = z.output<typeof certificateSchema>;
export type ConfigurationDefinition = z.output<typeof configurationSchema>;
export type DeviceDefinition = z.output<typeof deviceSchema>;
export type FileDefinition = z.output<typeof fileSchema>;
export type VirtualServerDefinition = z.output<typeof virtualServerSchema>;
