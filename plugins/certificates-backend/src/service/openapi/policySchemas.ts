import {
  array,
  boolean,
  integer,
  nullable,
  object,
  oneOf,
  ref,
  Schema,
  SchemaObject,
  string,
  time,
} from './schema';
import { CUSTODIES, MODES, POLICY_CHANGES } from './vocabulary';

/** Longest list of a policy. */
const MAX_ITEMS = 200;

function texts(description: string): SchemaObject {
  return {
    type: 'array',
    maxItems: MAX_ITEMS,
    description,
    items: { type: 'string', minLength: 1, maxLength: 200 },
  };
}

/** @internal */
export const keySpec = object(
  {
    type: oneOf(['rsa', 'ec']),
    size: integer('Bits, of an RSA key: 2048, 3072 or 4096.'),
    curve: oneOf(['P-256', 'P-384'], 'Of an elliptic-curve key.'),
  },
  { optional: ['size', 'curve'], closed: true },
);

const match = object(
  {
    names: texts('Names; `*` stands for any text, `?` for one character.'),
    environments: texts('Environments of the devices that it is used on.'),
    devices: texts('Names of devices or clusters; patterns as for names.'),
    owners: texts('Entity refs of owners.'),
    issuers: texts('Common names or organisations; patterns as for names.'),
  },
  {
    optional: ['names', 'environments', 'devices', 'owners', 'issuers'],
    closed: true,
    description: 'Everything that it states has to fit.',
  },
);

function number(description: string): SchemaObject {
  return { type: 'number', description };
}

const timing = {
  useRenewalInfo: boolean('Whether the time that the CA suggests counts.'),
  shareOfLife: nullable(number('Share of the lifetime, 0.05 to 0.95.')),
  noticeHours: number('Hours between the notice and the renewal.'),
  overrideDays: nullable(
    number('Days before the end from which on windows do not hold it back.'),
  ),
};

const approval = {
  ownerFromVirtualServers: nullable(integer()),
  platformFromVirtualServers: nullable(integer()),
  environments: texts('Environments for which at least the owner is asked.'),
  wildcard: boolean(),
  severalOwners: boolean(),
  approvers: texts('Entity refs of who decides for the platform.'),
  remindAfterHours: nullable(number('Hours.')),
  escalateAfterHours: nullable(number('Hours.')),
  decideAfterHours: nullable(number('Hours.')),
  decision: oneOf(['approve', 'reject']),
};

const common = {
  name: { type: 'string' as const, minLength: 1, maxLength: 200 },
  description: nullable({ type: 'string', maxLength: 2_000 }),
  enabled: boolean(),
  priority: integer('The highest that matches applies.'),
  match,
  mode: oneOf(MODES),
  authorities: texts('Ids of CAs, in the order in which they are tried.'),
  keys: {
    description: '`same`, or the kinds of keys that are made.',
    oneOf: [
      { type: 'string' as const, enum: ['same'] },
      { type: 'array' as const, items: keySpec, maxItems: 4 },
    ],
  },
  reuseKey: boolean(),
  custody: oneOf([...CUSTODIES, 'auto']),
  lifetimeDays: nullable(integer('Asked of the CA.')),
};

/** Names of properties. */
const keys = (properties: object) => Object.keys(properties);

const input = {
  ...common,
  timing: object(timing, { optional: keys(timing), closed: true }),
  approval: object(approval, { optional: keys(approval), closed: true }),
};
const optional = keys(input).filter(key => key !== 'name');

const policy = object({
  id: string(),
  source: oneOf(['config', 'ui', 'default'], 'Where it is declared.'),
  ...common,
  timing: object(timing),
  approval: object(approval),
});

/** Policies. */
export const policySchemas: Record<string, Schema> = {
  Policy: policy,
  PolicyList: object({ items: array(ref('Policy')) }),
  PolicyInput: object(input, { optional, closed: true }),
  PolicyPreviewRequest: object(
    { id: string('Of the policy that would be changed.'), ...input },
    { optional: ['id', ...optional], closed: true },
  ),
  PolicyPreview: object({
    matches: integer('Certificates that the match fits.'),
    applies: integer('Certificates to which it would apply.'),
    examples: array(
      object({
        certificateId: string(),
        title: string(),
        ownerRef: nullable(string('Entity ref.')),
        expiresAt: nullable(time()),
        before: nullable(string('Name of the policy that applies today.')),
        after: nullable(string('Name of the policy that would apply.')),
        renewAt: nullable(time()),
      }),
    ),
  }),
  PolicyChangeList: object({
    items: array(
      object({
        at: time(),
        by: nullable(string('Entity ref; null for the configuration.')),
        change: oneOf(POLICY_CHANGES),
        before: nullable(policy),
        after: nullable(policy),
      }),
    ),
  }),
  PolicyDecision: object({
    policy: nullable(policy),
    because: string('Why this one, and why not those before it.'),
    alsoMatch: array(string(), 'Ids, by precedence.'),
    renewAt: nullable(time()),
    renewBecause: nullable(string('How that time came about.')),
  }),
  RenewalForecast: object({
    owners: array(
      object({
        ownerRef: nullable(string('Entity ref.')),
        certificates: integer(),
        automated: integer(),
        perYear: object(
          { '200': integer(), '100': integer(), '47': integer() },
          { description: 'Renewals a year by longest lifetime in days.' },
        ),
      }),
    ),
    notAutomated: array(
      object({
        certificateId: string(),
        title: string(),
        ownerRef: nullable(string('Entity ref.')),
        expiresAt: nullable(time()),
        reason: string(),
      }),
    ),
    timetable: array(
      object({
        from: string('Date.'),
        lifetimeDays: integer(),
        reuseDays: integer(),
      }),
    ),
  }),
};
