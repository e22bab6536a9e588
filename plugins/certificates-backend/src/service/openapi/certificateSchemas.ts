import {
  array,
  boolean,
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
  CHAIN_STATUSES,
  CONFIDENCES,
  EVIDENCE_KINDS,
  FINDING_CODES,
  KEY_TYPES,
  SEVERITIES,
  STATES,
  USAGES,
} from './vocabulary';

const evidenceKind = oneOf(
  EVIDENCE_KINDS,
  'Where the statement comes from, best first: mapping, annotation, host-name, rule, triage.',
);
const confidence = oneOf(CONFIDENCES, 'How sure the statement is.');
const keySize = nullable(
  integer('Bits of an RSA or DSA modulus; field size of a curve.'),
);

const ownerSummary = object({
  ref: string('Entity ref of the user or group.'),
  kind: evidenceKind,
  confidence,
});

const chainLink = object({
  fingerprint: string('SHA-256 over the DER, lower-case hexadecimal.'),
  subject: string('RFC 4514.'),
  issuer: string('RFC 4514.'),
  notAfter: time(),
});

const certificateVersion = object(
  {
    id: string(
      'The SHA-256 fingerprint; `m-` and a digest while only metadata of a device is known.',
    ),
    fingerprint: nullable(string('SHA-256 over the DER.')),
    factsSource: oneOf(
      ['der', 'metadata'],
      'Whether the facts come from the certificate itself or from what a device says about it.',
    ),
    subject: nullable(string()),
    issuer: nullable(string()),
    issuerLabel: nullable(string('Short text for lists.')),
    serialNumber: nullable(string('Hexadecimal.')),
    notBefore: nullable(time()),
    notAfter: nullable(time()),
    names: array(string(), 'Subject alternative names, normalised and sorted.'),
    keyType: oneOf(KEY_TYPES),
    keySize,
    curve: nullable(string()),
    signatureAlgorithm: nullable(string()),
    selfSigned: nullable(boolean()),
    isCa: nullable(boolean()),
    extendedKeyUsage: array(string()),
    chainStatus: oneOf(CHAIN_STATUSES),
    chain: array(ref('ChainLink'), 'Without the leaf.'),
    firstSeenAt: time('When the inventory first saw it.'),
    installationCount: integer('Current installations.'),
    servedCount: integer('Virtual servers that served it at the last check.'),
  },
  { description: 'One X.509 certificate, immutable.' },
);

const summaryProperties: Record<string, Schema> = {
  id: string('Stable over renewals.'),
  entityRef: string('Entity ref of its Resource in the catalog.'),
  title: string('The name to show.'),
  names: array(string()),
  state: oneOf(STATES, 'How urgent it is.'),
  expiresAt: nullable(
    time(
      'When the first version that a virtual server uses ends; when none is used, when the newest version ends.',
    ),
  ),
  notBefore: nullable(time()),
  lifetimeDays: nullable({
    type: 'number',
    description:
      'Days from start to end of the version that decides expiresAt.',
  }),
  automated: boolean('Whether a policy renews it without a person.'),
  issuer: nullable(string()),
  keyType: oneOf(KEY_TYPES),
  keySize,
  usage: oneOf(USAGES),
  owner: nullable(ownerSummary),
  systemRef: nullable(string()),
  environments: array(string()),
  devices: array(string()),
  installationCount: integer(),
  virtualServerCount: integer(),
  findings: array(oneOf(FINDING_CODES)),
  highestSeverity: nullable(oneOf(SEVERITIES)),
  currentVersionId: nullable(string()),
  observedAt: nullable(time('The oldest successful scan that this rests on.')),
  stale: boolean(
    'Whether a device it is installed on could not be read on time.',
  ),
  goneAt: nullable(
    time('When it is installed nowhere any more and kept as history.'),
  ),
};

const finding = object(
  {
    code: oneOf(FINDING_CODES),
    severity: oneOf(SEVERITIES),
    since: nullable(
      time(
        'When first seen; null for findings that depend on the clock alone.',
      ),
    ),
    device: string(),
    object: string('Full path of the virtual server, profile or file object.'),
    serverName: string(),
    facts: {
      type: 'object',
      description: 'Further facts by name: texts and numbers.',
      additionalProperties: true,
    },
  },
  {
    description: 'A broken rule, with the facts that prove it.',
    optional: ['device', 'object', 'serverName', 'facts'],
  },
);

const ownerEvidence = object({
  kind: evidenceKind,
  confidence,
  ownerRef: string(),
  entityRef: nullable(string('The entity that the statement comes from.')),
  detail: string('One sentence for people.'),
});

const protectedEntity = object({
  entityRef: string(),
  kind: evidenceKind,
  confidence,
  detail: string(),
});

export const certificateSchemas: Record<string, Schema> = {
  ChainLink: chainLink,
  CertificateVersion: certificateVersion,
  CertificateSummary: object(summaryProperties, {
    description:
      'A logical certificate: a set of names, renewed over and over.',
  }),
  CertificateDetail: object({
    ...summaryProperties,
    ownerEvidence: array(ref('OwnerEvidence'), 'Best first.'),
    protects: array(ref('ProtectedEntity')),
    currentVersion: nullable(certificateVersion),
    findingDetails: array(ref('Finding')),
    firstSeenAt: time(),
  }),
  Finding: finding,
  OwnerEvidence: ownerEvidence,
  ProtectedEntity: protectedEntity,
  CertificatePage: object(
    {
      items: array(ref('CertificateSummary')),
      nextCursor: string('Absent on the last page.'),
      totalItems: integer('Number of certificates that match the filter.'),
    },
    { optional: ['nextCursor'] },
  ),
  CertificateVersionList: object({ items: array(ref('CertificateVersion')) }),
};
