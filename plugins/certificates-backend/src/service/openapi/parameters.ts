import {
  CLEAN_UP_STATES,
  DEPLOYMENT_STATES,
  FINDING_CODES,
  KEY_TYPES,
  RENEWAL_STATES,
  RENEWAL_WAITS,
  SORTS,
  STATES,
  USAGES,
} from './vocabulary';
import { Schema } from './schema';

/** Longest free text that is searched for. */
const MAX_SEARCH_LENGTH = 200;

/** Alternatives within one field of a filter. */
const MAX_ALTERNATIVES = 100;

/** A moment in UTC, as ISO 8601; every text that fits is a moment. */
const MOMENT: Schema = {
  type: 'string',
  description: 'For example 2027-01-04T00:00:00Z.',
  pattern:
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,3})?Z$',
};

export type Parameter = {
  name: string;
  in: 'query' | 'path' | 'header';
  description: string;
  required?: boolean;
  schema: Schema;
  style?: 'form';
  explode?: boolean;
  /** Entity refs and paths are readable in addresses: `:` and `/` are allowed. */
  allowReserved?: boolean;
};

function query(name: string, description: string, schema: Schema): Parameter {
  return { name, in: 'query', description, schema, allowReserved: true };
}

/** A parameter that may be given several times; its values are alternatives. */
function alternatives(
  name: string,
  description: string,
  values?: readonly string[],
): Parameter {
  return {
    ...query(name, `${description} Repeat it for alternatives.`, {
      type: 'array',
      maxItems: MAX_ALTERNATIVES,
      items: values
        ? { type: 'string', enum: [...values] }
        : { type: 'string', minLength: 1, maxLength: 500 },
    }),
    style: 'form',
    explode: true,
  };
}

export function path(name: string, description: string): Parameter {
  return {
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string', minLength: 1, maxLength: 300 },
  };
}

/** `CertificateFilter` as query parameters. */
export const FILTER_PARAMETERS: Parameter[] = [
  alternatives('state', 'Urgency.', STATES),
  alternatives('owner', 'Entity ref of the owner.'),
  alternatives('issuer', 'Issuer, as lists show it.'),
  alternatives('device', 'Name of a device it is installed on.'),
  alternatives('environment', 'Environment of a device it is installed on.'),
  alternatives('usage', 'How it is used.', USAGES),
  alternatives('keyType', 'Algorithm of the public key.', KEY_TYPES),
  alternatives('finding', 'A rule that it breaks.', FINDING_CODES),
  query(
    'entity',
    'Entity ref: certificates that protect a component, API or resource, belong to a system or domain, are owned by a group or user, or are installed on a device or cluster.',
    { type: 'string', minLength: 1, maxLength: 500 },
  ),
  query(
    'expiresWithinDays',
    'Ends within so many days from now, or has ended.',
    { type: 'integer', minimum: 0, maximum: 36500 },
  ),
  query('expiresFrom', 'Ends at this moment or later.', MOMENT),
  query('expiresBefore', 'Ends before this moment.', MOMENT),
  query(
    'q',
    'Free text: names, issuer, serial number, fingerprint, object path, virtual server.',
    { type: 'string', maxLength: MAX_SEARCH_LENGTH },
  ),
  query(
    'includeGone',
    'Include certificates that are installed nowhere any more.',
    { type: 'boolean', default: false },
  ),
];

export const SORT_PARAMETERS: Parameter[] = [
  query('sort', 'What to sort by.', {
    type: 'string',
    enum: [...SORTS],
    default: 'expires',
  }),
  query('order', 'Direction of the sort.', {
    type: 'string',
    enum: ['asc', 'desc'],
    default: 'asc',
  }),
];

export function pageParameters(maximum: number, standard: number): Parameter[] {
  return [
    query('limit', 'Number of items of the page.', {
      type: 'integer',
      minimum: 1,
      maximum,
      default: standard,
    }),
    query(
      'cursor',
      'From nextCursor of the page before; only together with the same filter and sort.',
      { type: 'string', minLength: 1, maxLength: 4000 },
    ),
  ];
}

export const INCLUDE_REMOVED = query(
  'includeRemoved',
  'Include installations that vanished from their device.',
  { type: 'boolean', default: false },
);

export const FORMAT: Parameter = {
  ...query('format', 'Format of the export.', {
    type: 'string',
    enum: ['csv', 'json'],
  }),
  required: true,
};

export const FEED_PARAMETERS: Parameter[] = [
  {
    ...query(
      'after',
      'Sequence number after which to read; 0 for everything.',
      {
        type: 'integer',
        minimum: 0,
      },
    ),
    required: true,
  },
  query('limit', 'Number of items of the page.', {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 500,
  }),
];

export const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Chosen by the caller, for example a UUID. The same key with the same request is answered for a day as it was the first time, without doing it again; with another request it is refused.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

const OF_CERTIFICATE = query('certificate', 'Id of a certificate.', {
  type: 'string',
  minLength: 1,
  maxLength: 300,
});

export const MATERIAL_PARAMETERS: Parameter[] = [
  { ...OF_CERTIFICATE, required: true },
];

export const DEPLOYMENT_PARAMETERS: Parameter[] = [
  OF_CERTIFICATE,
  alternatives('state', 'State.', DEPLOYMENT_STATES),
  query('unit', 'Name of a device or cluster that it changes.', {
    type: 'string',
    minLength: 1,
    maxLength: 300,
  }),
  ...pageParameters(200, 50),
];

export const DRIFT_PARAMETERS: Parameter[] = [
  OF_CERTIFICATE,
  alternatives('owner', 'Entity ref of the owner.'),
  ...pageParameters(200, 50),
];

export const CLEAN_UP_PARAMETERS: Parameter[] = [
  alternatives('state', 'State.', CLEAN_UP_STATES),
  ...pageParameters(200, 50),
];

export const RENEWAL_PARAMETERS: Parameter[] = [
  OF_CERTIFICATE,
  alternatives('state', 'State.', RENEWAL_STATES),
  alternatives('waitsFor', 'What it waits for.', RENEWAL_WAITS),
  alternatives('owner', 'Entity ref of the owner.'),
  query('campaign', 'Id of a campaign.', {
    type: 'string',
    minLength: 1,
    maxLength: 300,
  }),
  query('authority', 'Id of a certificate authority.', {
    type: 'string',
    minLength: 1,
    maxLength: 300,
  }),
  ...pageParameters(200, 50),
];

export const FORECAST_PARAMETERS: Parameter[] = [
  alternatives('owner', 'Entity ref of the owner.'),
];
