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
import { CHAIN_STATUSES, KEY_TYPES } from './vocabulary';

/** Longest text of uploaded material; the whole body is limited as well. */
const MAX_TEXT = 262_144;

const facts: Record<string, SchemaObject> = {
  fingerprint: string('SHA-256 over the DER of the leaf.'),
  subject: string(),
  issuer: string(),
  serialNumber: string(),
  names: array(string()),
  notBefore: time(),
  notAfter: time(),
  keyType: oneOf(KEY_TYPES),
  keySize: nullable(integer()),
  curve: nullable(string()),
  chainStatus: oneOf(CHAIN_STATUSES),
  chain: array(
    object({ fingerprint: string(), subject: string(), notAfter: time() }),
    'Leaf excluded, nearest issuer first.',
  ),
};

const material = object(
  {
    id: string(),
    ...facts,
    certificateId: nullable(string('The certificate that it continues.')),
    hasKey: boolean('Whether its key is sealed in the database.'),
    createdBy: string('Entity ref.'),
    createdAt: time(),
  },
  {
    description:
      'Certificate, chain and key that wait to be deployed. Never the key itself.',
  },
);

/** Certificates with keys that people bring. */
export const materialSchemas: Record<string, Schema> = {
  Material: material,
  MaterialList: object({ items: array(ref('Material')) }),
  ImportMaterialRequest: object(
    {
      certificateId: {
        type: 'string',
        minLength: 1,
        maxLength: 300,
        description:
          'The certificate that it is to replace; its names and end are compared.',
      },
      pem: {
        type: 'string',
        minLength: 1,
        maxLength: MAX_TEXT,
        description: 'PEM texts in any order: certificates, chain, key.',
      },
      pkcs12: {
        type: 'string',
        minLength: 1,
        maxLength: MAX_TEXT,
        description: 'A PKCS#12 file, base64.',
      },
      password: {
        type: 'string',
        maxLength: 1_000,
        description:
          'Of the PKCS#12 file or of an encrypted PEM key. Never stored.',
      },
      dryRun: boolean('Only look at it; store nothing.'),
    },
    {
      optional: ['certificateId', 'pem', 'pkcs12', 'password', 'dryRun'],
      closed: true,
    },
  ),
  ImportMaterialResult: object({
    material: nullable(material),
    facts: nullable(
      object(facts, {
        description:
          'What was brought, whether or not it is kept; null when no certificate could be made out.',
      }),
    ),
    problems: array(
      object({
        code: string('Stable code.'),
        severity: oneOf(['error', 'warning']),
        message: string('What is wrong and what would be right.'),
      }),
      'Everything that is wrong or odd, at once.',
    ),
  }),
};
