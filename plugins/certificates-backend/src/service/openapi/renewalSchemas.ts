import { newBindings, problem } from './deploymentSchemas';
import { keySpec } from './policySchemas';
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
import {
  AUTHORITY_STATUSES,
  CUSTODIES,
  RENEWAL_ACTIONS,
  RENEWAL_KINDS,
  RENEWAL_STATES,
  RENEWAL_STEP_NAMES,
  RENEWAL_STEP_STATES,
  RENEWAL_WAITS,
  REVOCATION_REASONS,
  TIERS,
} from './vocabulary';

/** Names that one request may hold; CAs take fewer. */
const MAX_NAMES = 250;

const NAME: SchemaObject = { type: 'string', minLength: 1, maxLength: 300 };
const TEXT: SchemaObject = { type: 'string', maxLength: 2_000 };

const summary = {
  id: string(),
  kind: oneOf(RENEWAL_KINDS),
  certificateId: nullable(string()),
  certificateTitle: string(),
  ownerRef: nullable(string('Entity ref.')),
  state: oneOf(RENEWAL_STATES),
  step: oneOf(RENEWAL_STEP_NAMES),
  waitsFor: nullable(oneOf(RENEWAL_WAITS)),
  waitsText: nullable(string('For people.')),
  waitsUntil: nullable(time()),
  policyId: nullable(string()),
  policyName: nullable(string()),
  authorityId: nullable(string()),
  campaignId: nullable(string()),
  expiresAt: nullable(time('When the version that it replaces ends.')),
  deploymentId: nullable(string()),
  reason: nullable(string()),
  createdBy: nullable(string('Entity ref; null for a policy.')),
  createdAt: time(),
  finishedAt: nullable(time()),
  problem: nullable(problem),
};

const approval = object({
  tier: oneOf(TIERS, 'Who has to agree.'),
  reasons: array(string()),
  approvers: array(string('Entity ref.')),
  askedAt: nullable(time()),
  remindedAt: nullable(time()),
  escalatedAt: nullable(time()),
  decidesAt: nullable(time('When it is decided without them.')),
  decision: nullable(
    object({
      approved: boolean(),
      by: nullable(string('Entity ref; null when the policy decided.')),
      comment: nullable(string()),
      at: time(),
    }),
  ),
});

const create = {
  kind: oneOf(RENEWAL_KINDS, 'Default `renewal`.'),
  certificateId: NAME,
  names: { ...array(NAME), maxItems: MAX_NAMES },
  namesConfirmed: boolean('A yes to losing or adding names.'),
  authority: NAME,
  keys: { ...array(keySpec), maxItems: 4 },
  custody: oneOf(CUSTODIES),
  owner: { ...NAME, description: 'Entity ref; for `request`.' },
  newBindings,
  reason: TEXT,
  dryRun: boolean('Refused here: ask /renewals/preview.'),
};

/** Renewals, certificate authorities and revocations. */
export const renewalSchemas: Record<string, Schema> = {
  CreateRenewalRequest: object(create, {
    optional: Object.keys(create),
    closed: true,
  }),
  RenewalPreview: object({
    policy: ref('PolicyDecision'),
    names: array(string()),
    namesLost: array(string()),
    namesAdded: array(string()),
    keys: array(keySpec),
    custody: oneOf(CUSTODIES),
    authority: nullable(
      object({ id: string(), title: string(), automatic: boolean() }),
    ),
    tier: oneOf(TIERS),
    tierReasons: array(string()),
    virtualServers: integer(),
    bindings: integer(),
    problems: array(string('What stands against it.')),
  }),
  RenewalSummary: object(summary),
  RenewalPage: object(
    {
      items: array(ref('RenewalSummary')),
      nextCursor: string('Absent on the last page.'),
    },
    { optional: ['nextCursor'] },
  ),
  RenewalDetail: object({
    ...summary,
    names: array(string()),
    namesLost: array(string()),
    namesAdded: array(string()),
    keys: array(keySpec),
    custody: oneOf(CUSTODIES),
    steps: array(
      object({
        name: oneOf(RENEWAL_STEP_NAMES),
        state: oneOf(RENEWAL_STEP_STATES),
        attempts: integer(),
        summary: nullable(string()),
        problem: nullable(problem),
        startedAt: nullable(time()),
        finishedAt: nullable(time()),
      }),
    ),
    approval: nullable(approval),
    csrPem: nullable(string('The request to take to a portal.')),
    orderReference: nullable(string('The order at the CA, for people.')),
    wantsUpload: boolean('Whether a certificate can be uploaded now.'),
    materialId: nullable(string()),
    fingerprint: nullable(string()),
    notAfter: nullable(time()),
    actions: array(oneOf(RENEWAL_ACTIONS)),
    events: array(
      object({
        at: time(),
        by: nullable(string('Entity ref.')),
        message: string(),
      }),
    ),
  }),
  DecideRenewalRequest: object(
    { approved: boolean(), comment: TEXT },
    { optional: ['comment'], closed: true },
  ),
  UploadIssuedRequest: object(
    {
      pem: { type: 'string', description: 'PEM texts in any order.' },
      pkcs7: { type: 'string', description: 'PKCS#7, PEM or base64.' },
    },
    { optional: ['pem', 'pkcs7'], closed: true },
  ),
  AuthorityList: object({
    items: array(
      object({
        id: string(),
        title: string(),
        kind: string(),
        automatic: boolean('Whether it issues without a person.'),
        canRevoke: boolean(),
        hasRenewalInfo: boolean(),
        keys: nullable(array(keySpec)),
        wildcards: boolean(),
        health: object({
          status: oneOf(AUTHORITY_STATUSES),
          detail: string(),
          checkedAt: nullable(time()),
        }),
        account: nullable(string()),
        budget: nullable(
          object({
            orders: integer(),
            periodMs: integer(),
            used: integer(),
            queued: integer('Renewals that wait for it.'),
            nextAt: nullable(time()),
          }),
        ),
        openOrders: integer(),
        lastIssuedAt: nullable(time()),
        lastProblem: nullable(problem),
        publications: array(
          object({ name: string(), path: string('Below the backend.') }),
        ),
      }),
    ),
  }),
  RevokeRequest: object(
    {
      reason: oneOf(REVOCATION_REASONS),
      comment: TEXT,
      inUseConfirmed: boolean(
        'A yes to revoking a version that virtual servers still serve.',
      ),
    },
    { optional: ['comment', 'inUseConfirmed'], closed: true },
  ),
  Revocation: object({ revokedAt: time() }),
};
