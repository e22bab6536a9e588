import { X509Certificate } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import {
  KeyType,
  normalizeNames,
} from '@cmt/backstage-plugin-certificates-common';

/**
 * Facts read from an encoded certificate.
 *
 * @public
 */
export interface CertificateFacts {
  /** SHA-256 over the DER, lower-case hexadecimal. */
  fingerprint: string;
  /** RFC 4514. */
  subject: string;
  issuer: string;
  /** The issuer's CN, else its O, else the whole name. */
  issuerLabel: string;
  /** Lower-case hexadecimal without leading zeros. */
  serialNumber: string;
  /** Milliseconds since the epoch. */
  notBefore: number;
  notAfter: number;
  /** Alternative names of type DNS and IP; the CN where there are none. Normalised. */
  names: string[];
  keyType: KeyType;
  keySize: number | null;
  curve: string | null;
  /** For example `sha256WithRSAEncryption`. */
  signatureAlgorithm: string;
  selfSigned: boolean;
  isCa: boolean;
  extendedKeyUsage: string[];
  /** Lower-case hexadecimal. */
  subjectKeyIdentifier: string | null;
  authorityKeyIdentifier: string | null;
}

/** The bytes are no X.509 certificate. @public */
export class CertificateParseError extends Error {
  readonly name = 'CertificateParseError';
}

const CURVE_SIZES: Record<string, number> = {
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
};

const EXTENDED_KEY_USAGES: Record<string, string> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
};

/**
 * Reads the facts of a DER-encoded certificate (RFC 5280).
 *
 * @throws CertificateParseError when the bytes are no certificate
 * @public
 */
export function parseCertificate(der: Uint8Array): CertificateFacts {
  try {
    return readFacts(der);
  } catch (error) {
    throw new CertificateParseError(
      `Not an X.509 certificate (${der.byteLength} bytes): ${
        error instanceof Error ? error.message : 'unreadable'
      }`,
    );
  }
}

function readFacts(der: Uint8Array): CertificateFacts {
  const native = new X509Certificate(der);
  const parsed = new x509.X509Certificate(der);
  const commonName = parsed.subjectName.getField('CN')[0];
  const sans = parsed
    .getExtension(x509.SubjectAlternativeNameExtension)
    ?.names.items.filter(n => n.type === 'dns' || n.type === 'ip')
    .map(n => n.value);
  const eku = parsed.getExtension(x509.ExtendedKeyUsageExtension);
  const constraints = parsed.getExtension(x509.BasicConstraintsExtension);

  return {
    fingerprint: native.fingerprint256.replace(/:/g, '').toLowerCase(),
    subject: parsed.subject,
    issuer: parsed.issuer,
    issuerLabel:
      parsed.issuerName.getField('CN')[0] ??
      parsed.issuerName.getField('O')[0] ??
      parsed.issuer,
    serialNumber: normalizeSerialNumber(native.serialNumber),
    notBefore: parsed.notBefore.getTime(),
    notAfter: parsed.notAfter.getTime(),
    names: normalizeNames(
      sans && sans.length > 0 ? sans : commonName ? [commonName] : [],
    ),
    ...readPublicKey(native),
    signatureAlgorithm: readSignatureAlgorithm(parsed),
    selfSigned:
      parsed.subject === parsed.issuer && native.verify(native.publicKey),
    isCa: constraints?.ca ?? false,
    extendedKeyUsage: (eku?.usages ?? []).map(
      oid => EXTENDED_KEY_USAGES[String(oid)] ?? String(oid),
    ),
    subjectKeyIdentifier:
      parsed
        .getExtension(x509.SubjectKeyIdentifierExtension)
        ?.keyId.toLowerCase() ?? null,
    authorityKeyIdentifier:
      parsed
        .getExtension(x509.AuthorityKeyIdentifierExtension)
        ?.keyId?.toLowerCase() ?? null,
  };
}

function readPublicKey(
  certificate: X509Certificate,
): Pick<CertificateFacts, 'keyType' | 'keySize' | 'curve'> {
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  switch (asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return {
        keyType: 'rsa',
        keySize: asymmetricKeyDetails?.modulusLength ?? null,
        curve: null,
      };
    case 'dsa':
      return {
        keyType: 'dsa',
        keySize: asymmetricKeyDetails?.modulusLength ?? null,
        curve: null,
      };
    case 'ec': {
      const curve = asymmetricKeyDetails?.namedCurve ?? null;
      return {
        keyType: 'ec',
        keySize: (curve && CURVE_SIZES[curve]) || null,
        curve,
      };
    }
    case 'ed25519':
      return { keyType: 'ed25519', keySize: 256, curve: null };
    case 'ed448':
      return { keyType: 'ed448', keySize: 456, curve: null };
    default:
      return { keyType: 'unknown', keySize: null, curve: null };
  }
}

function readSignatureAlgorithm(certificate: x509.X509Certificate): string {
  const { name, hash } = certificate.signatureAlgorithm as {
    name: string;
    hash?: { name: string } | string;
  };
  const hashName = typeof hash === 'string' ? hash : hash?.name;
  return hashName ? `${name} with ${hashName}` : name;
}

/**
 * Writes a hexadecimal serial number in the one form used everywhere: lower
 * case, no separators, no leading zeros.
 *
 * @public
 */
export function normalizeSerialNumber(hexadecimal: string): string {
  return (
    hexadecimal.replace(/[^0-9a-f]/gi, '').toLowerCase().replace(/^0+/, '') ||
    '0'
  );
}
