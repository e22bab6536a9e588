import { KeyObject, X509Certificate } from 'node:crypto';
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
  /** RFC 4514: most specific part first. */
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
  /**
   * Key algorithm and digest, for example `RSASSA-PKCS1-v1_5 with SHA-256` or
   * `ECDSA with SHA-384`; the object identifier where it is not known.
   */
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

/** Algorithms that the parser has no name for, most of them because nobody should use them. */
const SIGNATURE_ALGORITHMS: Record<string, string> = {
  '1.2.840.113549.1.1.2': 'RSASSA-PKCS1-v1_5 with MD2',
  '1.2.840.113549.1.1.4': 'RSASSA-PKCS1-v1_5 with MD5',
  '1.2.840.113549.1.1.14': 'RSASSA-PKCS1-v1_5 with SHA-224',
  '1.2.840.10040.4.3': 'DSA with SHA-1',
  '2.16.840.1.101.3.4.3.1': 'DSA with SHA-224',
  '2.16.840.1.101.3.4.3.2': 'DSA with SHA-256',
  '1.2.840.10045.4.1': 'ECDSA with SHA-1',
  '1.2.840.10045.4.3.1': 'ECDSA with SHA-224',
  '1.3.101.113': 'Ed448',
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
  const shape = `${der.byteLength} bytes`;
  if (!isOneSequence(der)) {
    throw new CertificateParseError(
      `Not a DER-encoded certificate (${shape}): it is text, cut off, or followed by something else`,
    );
  }
  try {
    return readFacts(der);
  } catch {
    throw new CertificateParseError(`Not an X.509 certificate (${shape})`);
  }
}

/** Whether the bytes are one ASN.1 SEQUENCE and nothing else. */
function isOneSequence(der: Uint8Array): boolean {
  const [tag, first] = der;
  if (tag !== 0x30 || first === undefined) {
    return false;
  }
  if (first < 0x80) {
    return der.byteLength === 2 + first;
  }
  const octets = first - 0x80;
  if (octets < 1 || octets > 4 || der.byteLength < 2 + octets) {
    return false;
  }
  let length = 0;
  for (const octet of der.subarray(2, 2 + octets)) {
    length = length * 256 + octet;
  }
  return der.byteLength === 2 + octets + length;
}

function readFacts(der: Uint8Array): CertificateFacts {
  const native = new X509Certificate(der);
  const parsed = new x509.X509Certificate(der);
  // Of several, the most specific one counts (RFC 6125 section 2.3.1).
  const commonName = parsed.subjectName.getField('CN').at(-1);
  const alternatives = parsed
    .getExtension(x509.SubjectAlternativeNameExtension)
    ?.names.items.filter(n => n.type === 'dns' || n.type === 'ip')
    .map(n => n.value);
  const eku = parsed.getExtension(x509.ExtendedKeyUsageExtension);
  const constraints = parsed.getExtension(x509.BasicConstraintsExtension);

  return {
    fingerprint: native.fingerprint256.replace(/:/g, '').toLowerCase(),
    subject: formatName(parsed.subjectName),
    issuer: formatName(parsed.issuerName),
    issuerLabel:
      parsed.issuerName.getField('CN').at(-1) ??
      parsed.issuerName.getField('O').at(-1) ??
      formatName(parsed.issuerName),
    serialNumber: normalizeSerialNumber(native.serialNumber),
    notBefore: parsed.notBefore.getTime(),
    notAfter: parsed.notAfter.getTime(),
    names: normalizeNames(
      alternatives?.length ? alternatives : [commonName ?? ''],
    ),
    ...readPublicKey(native),
    signatureAlgorithm: readSignatureAlgorithm(parsed),
    selfSigned: parsed.subject === parsed.issuer && isSignedByItself(native),
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

/** Writes a distinguished name as RFC 4514 does. */
function formatName(name: x509.Name): string {
  return name
    .toJSON()
    .map(rdn =>
      Object.entries(rdn)
        .flatMap(([type, values]) =>
          values.map(value => `${type}=${escapeValue(value)}`),
        )
        .join('+'),
    )
    .reverse()
    .join(',');
}

function escapeValue(value: string): string {
  return value
    .replace(/[\\,+"<>;]/g, '\\$&')
    .replace(/\0/g, '\\00')
    .replace(/^[ #]|(?<=.) $/g, '\\$&');
}

function isSignedByItself(certificate: X509Certificate): boolean {
  try {
    return certificate.verify(certificate.publicKey);
  } catch {
    // A key that OpenSSL does not know verifies nothing.
    return false;
  }
}

function publicKeyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey;
  } catch {
    // Newer or broken kinds of keys do not make the rest unreadable.
    return undefined;
  }
}

function readPublicKey(
  certificate: X509Certificate,
): Pick<CertificateFacts, 'keyType' | 'keySize' | 'curve'> {
  const { asymmetricKeyType, asymmetricKeyDetails } =
    publicKeyOf(certificate) ?? {};
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
      return { keyType: 'ec', keySize: curveSize(curve), curve };
    }
    case 'ed25519':
      return { keyType: 'ed25519', keySize: 256, curve: null };
    case 'ed448':
      return { keyType: 'ed448', keySize: 456, curve: null };
    default:
      return { keyType: 'unknown', keySize: null, curve: null };
  }
}

/** Curves are named after the size of their field: `secp224r1`, `brainpoolP256r1`. */
function curveSize(curve: string | null): number | null {
  const size = /\d{3}/.exec(curve ?? '')?.[0];
  return size ? Number(size) : null;
}

function readSignatureAlgorithm(certificate: x509.X509Certificate): string {
  const { name, hash } = certificate.signatureAlgorithm as {
    name: string;
    hash?: { name: string } | string;
  };
  const hashName = typeof hash === 'string' ? hash : hash?.name;
  return hashName
    ? `${name} with ${hashName}`
    : SIGNATURE_ALGORITHMS[name] ?? name;
}

/**
 * Writes a hexadecimal serial number in the one form used everywhere: lower
 * case, no separators, no leading zeros.
 *
 * @public
 */
export function normalizeSerialNumber(hexadecimal: string): string {
  return (
    hexadecimal
      .replace(/[^0-9a-f]/gi, '')
      .toLowerCase()
      .replace(/^0+/, '') || '0'
  );
}
