import { json, OpenApiDocument, operation } from './operation';
import { IDEMPOTENCY_KEY, path } from './parameters';
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
import { CAMPAIGN_STATES } from './vocabulary';

const CAMPAIGN_ID = path('id', 'Id of the campaign.');
const NOT_NOW = 'Its state does not allow that; the message says which it is.';

const TEXT: SchemaObject = { type: 'string', maxLength: 2_000 };
const TEXTS: SchemaObject = {
  type: 'array',
  maxItems: 1_000,
  items: { type: 'string', minLength: 1, maxLength: 300 },
};

const selectionProperties = {
  issuers: TEXTS,
  keyTypes: array(oneOf(['rsa', 'ec'])),
  keyBelow: integer('Smaller keys than this, in bits.'),
  names: TEXTS,
  devices: TEXTS,
  environments: TEXTS,
  owners: TEXTS,
  expiresBefore: time(),
  publicKeyFingerprint: {
    type: 'string' as const,
    pattern: '^[0-9a-fA-F]{64}$',
    description: 'SHA-256 of the public key.',
  },
};

const selection = object(selectionProperties, {
  optional: Object.keys(selectionProperties),
  closed: true,
  description: 'Everything that it states has to fit.',
});

/** Campaigns. */
export const campaignSchemas: Record<string, Schema> = {
  CreateCampaignRequest: object(
    {
      title: { type: 'string', minLength: 1, maxLength: 200 },
      reason: TEXT,
      selection,
      authority: string('Id of the CA that issues instead.'),
      parallel: { type: 'integer', minimum: 1, maximum: 500 },
      deadline: time(),
      dryRun: boolean('Refused here: ask /campaigns/preview.'),
    },
    {
      optional: ['reason', 'authority', 'parallel', 'deadline', 'dryRun'],
      closed: true,
    },
  ),
  CampaignPreview: object({
    certificates: integer(),
    installations: integer(),
    virtualServers: integer(),
    byOwner: array(
      object({
        ownerRef: nullable(string('Entity ref.')),
        certificates: integer(),
      }),
    ),
    problems: array(
      object({ certificateId: string(), title: string(), reason: string() }),
      'What it cannot replace by itself. Up to 100.',
    ),
  }),
  Campaign: object({
    id: string(),
    title: string(),
    reason: nullable(string()),
    selection,
    authority: nullable(string()),
    parallel: integer('Renewals that run at the same time.'),
    deadline: nullable(time()),
    state: oneOf(CAMPAIGN_STATES),
    counts: object({
      total: integer(),
      waiting: integer(),
      running: integer(),
      succeeded: integer(),
      failed: integer(),
    }),
    byOwner: array(
      object({
        ownerRef: nullable(string('Entity ref.')),
        total: integer(),
        succeeded: integer(),
        failed: integer(),
      }),
    ),
    createdBy: string('Entity ref.'),
    createdAt: time(),
    finishedAt: nullable(time()),
  }),
  CampaignList: object({ items: array(ref('Campaign')) }),
};

function action(id: string, summary: string) {
  return operation({
    id,
    tag: 'campaigns',
    summary,
    parameters: [CAMPAIGN_ID, IDEMPOTENCY_KEY],
    responses: { '200': json('Campaign', 'The campaign now.') },
    canBeMissing: true,
    conflict: NOT_NOW,
  });
}

/** Operations of campaigns. */
export const campaignPaths: OpenApiDocument['paths'] = {
  '/campaigns': {
    get: operation({
      id: 'ListCampaigns',
      tag: 'campaigns',
      summary: 'Campaigns, newest first',
      responses: { '200': json('CampaignList', 'All of them.') },
    }),
    post: operation({
      id: 'CreateCampaign',
      tag: 'campaigns',
      summary: 'Begins to replace everything that is selected',
      description:
        'Each certificate gets a new key. Approvals stay what the policies say.',
      parameters: [IDEMPOTENCY_KEY],
      body: 'CreateCampaignRequest',
      responses: { '201': json('Campaign', 'The campaign.') },
    }),
  },
  '/campaigns/preview': {
    post: operation({
      id: 'PreviewCampaign',
      tag: 'campaigns',
      summary: 'Tells what a campaign would replace; changes nothing',
      parameters: [IDEMPOTENCY_KEY],
      body: 'CreateCampaignRequest',
      responses: { '200': json('CampaignPreview', 'The preview.') },
    }),
  },
  '/campaigns/{id}': {
    get: operation({
      id: 'GetCampaign',
      tag: 'campaigns',
      summary: 'A campaign with its progress by owner',
      parameters: [CAMPAIGN_ID],
      responses: { '200': json('Campaign', 'The campaign.') },
      canBeMissing: true,
    }),
  },
  '/campaigns/{id}/pause': {
    post: action('PauseCampaign', 'Begins nothing more until it is continued'),
  },
  '/campaigns/{id}/continue': {
    post: action('ContinueCampaign', 'Goes on with what waits'),
  },
  '/campaigns/{id}/stop': {
    post: action('StopCampaign', 'Begins nothing more; what runs goes on'),
  },
};
