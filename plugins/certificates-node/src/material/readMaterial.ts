import { KeyObject, createHash } from 'node:crypto';
import {
  ChainStatus,
  MaterialProblem,
} from '@cmt/backstage-plugin-certificates-common';
import { CertificateMaterial, PrivateKeyMaterial } from '../deployment';
import { CertificateFacts } from '../x509';
import { ReadCertificate, assemble } from './assemble';
import { judge } from './judge';
import { Problems } from './problems';
import { readPem } from './readPem';
import { readPkcs12 } from './readPkcs12';

/**
 * What people have: PEM texts in any order, or a PKCS#12 file, or both.
 *
 * @public
 */
export interface MaterialInput {
  pem?: string;
  pkcs12?: Uint8Array;
  /** Of the PKCS#12 file and of encrypted keys. */
  password?: string;
}

/** A certificate with its chain and key, matched and in order. @public */
export interface ReadMaterial {
  certificate: CertificateMaterial;
  /** `null` when none was given or none belongs to the certificate. */
  key: PrivateKeyMaterial | null;
  facts: CertificateFacts;
  /** DER of leaf and chain. */
  der: Uint8Array[];
  chainFacts: CertificateFacts[];
  chainStatus: ChainStatus;
}

/** @public */
export interface ReadMaterialOptions {
  /** Milliseconds since the epoch. */
  now: number;
  /** DER of CA certificates that may complete a chain. */
  pool?: readonly Uint8Array[];
  /** Whether a subject, as `X509Certificate.issuer` prints it, is that of a known root. */
  isRootSubject?: (subject: string) => boolean;
}

/**
 * Reads what somebody brings, matches key to certificate, puts the chain in
 * order and says everything that is wrong, all at once.
 *
 * @returns no material when no certificate could be made out; an error among the
 * problems means that it must not be deployed
 * @public
 */
export function readMaterial(
  input: MaterialInput,
  options: ReadMaterialOptions,
): { material: ReadMaterial | null; problems: MaterialProblem[] } {
  const problems = new Problems();
  const { pem = '', pkcs12, password } = input;
  const texts = readPem(pem, password, problems);
  const file = pkcs12
    ? readPkcs12(pkcs12, password, problems)
    : { certificates: [], keys: [] };
  const assembled = assemble(
    {
      certificates: [...texts.certificates, ...file.certificates],
      keys: [...texts.keys, ...file.keys],
    },
    options.pool ?? [],
    problems,
  );
  if (!assembled) {
    return { material: null, problems: problems.list };
  }
  const chainStatus = judge(
    assembled,
    {
      now: options.now,
      isRootSubject: options.isRootSubject ?? (() => false),
    },
    problems,
  );
  const { leaf, chain, key } = assembled;
  return {
    material: {
      certificate: toCertificateMaterial(leaf, chain),
      key: key && { pem: exportKey(key) },
      facts: leaf.facts,
      der: [leaf, ...chain].map(({ der }) => der),
      chainFacts: chain.map(({ facts }) => facts),
      chainStatus,
    },
    problems: problems.list,
  };
}

function toCertificateMaterial(
  { der, facts, native }: ReadCertificate,
  chain: readonly ReadCertificate[],
): CertificateMaterial {
  return {
    fingerprint: facts.fingerprint,
    publicKeyFingerprint: createHash('sha256')
      .update(native.publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
    names: facts.names,
    keyType: facts.keyType,
    notAfter: new Date(facts.notAfter).toISOString(),
    certificatePem: encodePem(der),
    chainPem: chain.map(link => encodePem(link.der)),
    chainFingerprints: chain.map(link => link.facts.fingerprint),
  };
}

function exportKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** PEM as every device reads it: 64 columns, LF, final newline (RFC 7468). */
function encodePem(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g);
  return [
    '-----BEGIN CERTIFICATE-----',
    ...(lines ?? []),
    '-----END CERTIFICATE-----',
    '',
  ].join('\n');
}
