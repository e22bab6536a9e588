import {
  array,
  boolean,
  counts,
  integer,
  nullable,
  object,
  oneOf,
  ref,
  Schema,
  string,
  time,
} from './schema';
import {
  DEVICE_STATUSES,
  FACETS,
  FINDING_CODES,
  SEVERITIES,
  STATES,
  USAGES,
} from './vocabulary';

export const summarySchemas: Record<string, Schema> = {
  FacetValue: object({ value: string(), count: integer() }),
  CertificateFacets: object(
    Object.fromEntries(FACETS.map(facet => [facet, array(ref('FacetValue'))])),
    {
      description:
        'For each facet its values among the certificates that match all other filters, most frequent first.',
    },
  ),
  SummaryGroup: object({
    value: string(),
    total: integer(),
    expired: integer(),
    critical: integer(),
    warning: integer(),
  }),
  ExpiryBucket: object({
    start: time('Inclusive.'),
    end: time('Exclusive.'),
    count: integer(),
  }),
  InventorySummary: object({
    asOf: time(),
    total: integer(),
    byState: counts(STATES),
    byUsage: counts(USAGES),
    withoutOwner: integer(),
    findings: array(
      object({
        code: oneOf(FINDING_CODES),
        severity: oneOf(SEVERITIES),
        count: integer(),
      }),
    ),
    expiries: array(
      ref('ExpiryBucket'),
      'The next 26 weeks, Monday to Monday, UTC.',
    ),
    byOwner: array(ref('SummaryGroup'), 'The largest first, at most 50.'),
    byIssuer: array(ref('SummaryGroup'), 'The largest first, at most 50.'),
    byDevice: array(ref('SummaryGroup'), 'The largest first, at most 50.'),
    byEnvironment: array(ref('SummaryGroup'), 'The largest first, at most 50.'),
    attention: array(
      ref('CertificateSummary'),
      'The certificates that need somebody first, at most 10.',
    ),
    devices: counts(DEVICE_STATUSES),
  }),
  CatalogFeedItem: object(
    {
      sequence: integer('Rises with every change; the cursor of the feed.'),
      kind: oneOf(['certificate', 'device', 'cluster']),
      id: string(),
      name: string('metadata.name of the entity.'),
      deleted: boolean(),
      title: string(),
      description: nullable(string()),
      ownerRef: nullable(string()),
      systemRef: nullable(string()),
      dependencyOf: array(string(), 'Entity refs that depend on it.'),
      dependsOn: array(string(), 'Entity refs that it depends on.'),
      tags: array(string()),
      names: array(string(), 'Names of a certificate, host names of a device.'),
    },
    {
      description:
        'What the catalog shows of one certificate, device or cluster. Holds nothing that changes with time alone.',
    },
  ),
  CatalogFeed: object({
    items: array(ref('CatalogFeedItem')),
    lastSequence: integer('Where to go on from.'),
  }),
  Error: object(
    {
      type: string(
        'URI of the kind of problem; `about:blank`, see the status.',
      ),
      title: string('The status in words.'),
      status: integer('The HTTP status.'),
      detail: string('What is wrong and what would be right, for people.'),
      instance: string('Path of the request.'),
      error: {
        type: 'object',
        required: ['name', 'message'],
        properties: { name: string(), message: string() },
        additionalProperties: true,
      },
      request: object({ method: string(), url: string() }),
      response: object({ statusCode: integer() }),
    },
    {
      optional: ['request', 'detail'],
      description:
        'A problem as RFC 9457 describes it, with the members that errors of every Backstage plugin have. `application/problem+json` where it is asked for; `application/json` otherwise, since clients of Backstage read nothing else.',
    },
  ),
};
