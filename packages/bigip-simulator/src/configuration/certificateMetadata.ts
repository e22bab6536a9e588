import { createPrivateKey, KeyObject, X509Certificate } from 'node:crypto';

/** What a device knows of one certificate; all of it comes from its bytes. */
export interface CertificateMetadata {
  /** Curve of an EC key, as OpenSSL calls it. */
  curve?: string;
  keySize: number;
  keyType: 'rsa-public' | 'ec-public' | 'dsa-public' | 'unknown';
  /** From the subject. */
  email?: string;
  /** Seconds since the epoch. */
  expirationDate: number;
  /** `Dec  7 17:55:54 2030 GMT`. */
  expirationString: string;
  /** `SHA256/AA:BB:...` over the DER. */
  fingerprint: string;
  /** Most specific part first, values not escaped: cannot be parsed safely. */
  subject: string;
  issuer: string;
  /** Missing when the serial number is zero. */
  serialNumber?: string;
  /** `DNS:a, IP Address:10.0.0.1`. */
  subjectAlternativeName?: string;
  /** Of the X.509 format. */
  version: number;
  /** Single attributes of the subject, for the view that splits them. */
  subjectAttributes: [type: string, value: string][];
}

const PEM_BLOCK =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

const leaves = new WeakMap<
  Buffer,
  { leaf: CertificateMetadata | undefined; count: number }
>();
const bundles = new WeakMap<Buffer, CertificateMetadata[]>();

/**
 * The first certificate of a file and the number of certificates in it. Read
 * once per content, however many devices and revisions share it.
 *
 * @returns no leaf when the file holds nothing that is a certificate
 */
export function certificateMetadata(content: Buffer): {
  leaf: CertificateMetadata | undefined;
  count: number;
} {
  let known = leaves.get(content);
  if (!known) {
    const blocks = pemBlocks(content);
    known = {
      leaf: blocks.length > 0 ? readCertificate(blocks[0]) : undefined,
      count: blocks.length,
    };
    leaves.set(content, known);
  }
  return known;
}

/** All certificates of a bundle; those that cannot be read are left out. */
export function bundleMetadata(content: Buffer): CertificateMetadata[] {
  let known = bundles.get(content);
  if (!known) {
    known = pemBlocks(content)
      .map(readCertificate)
      .filter(certificate => certificate !== undefined);
    bundles.set(content, known);
  }
  return known;
}

function pemBlocks(content: Buffer): string[] {
  return content.toString('latin1').match(PEM_BLOCK) ?? [];
}

function readCertificate(pem: string): CertificateMetadata | undefined {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return undefined;
  }
  const subjectAttributes = nameAttributes(certificate.subject);
  return {
    ...publicKeyOf(certificate),
    email: subjectAttributes.find(([type]) => type === 'emailAddress')?.[1],
    expirationDate: Math.floor(Date.parse(certificate.validTo) / 1000),
    expirationString: certificate.validTo,
    fingerprint: `SHA256/${certificate.fingerprint256}`,
    subject: reversedName(certificate.subject),
    issuer: reversedName(certificate.issuer),
    serialNumber: serialText(certificate.serialNumber),
    subjectAlternativeName: certificate.subjectAltName,
    version: versionOf(certificate.raw),
    subjectAttributes,
  };
}

function publicKeyOf(
  certificate: X509Certificate,
): Pick<CertificateMetadata, 'curve' | 'keySize' | 'keyType'> {
  try {
    const { type, size, curve } = describeKey(certificate.publicKey);
    return {
      keyType: type === 'unknown' ? type : `${type}-public`,
      keySize: size,
      curve,
    };
  } catch {
    // A key that OpenSSL refuses does not make the certificate unreadable.
    return { keyType: 'unknown', keySize: 0 };
  }
}

const CURVE_SIZES: Record<string, number> = {
  prime256v1: 256,
  secp384r1: 384,
  secp521r1: 521,
};

function describeKey(key: KeyObject): {
  type: 'rsa' | 'ec' | 'dsa' | 'unknown';
  size: number;
  curve?: string;
} {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return { type: 'rsa', size: modulusLength ?? 0 };
    case 'dsa':
      return { type: 'dsa', size: modulusLength ?? 0 };
    case 'ec':
      return {
        type: 'ec',
        size: CURVE_SIZES[namedCurve ?? ''] ?? 0,
        curve: namedCurve,
      };
    default:
      return { type: 'unknown', size: 0 };
  }
}

/** Node prints one attribute per line in encoded order, escaped as RFC 2253. */
function nameAttributes(name: string): [string, string][] {
  return (name ?? '')
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const at = line.indexOf('=');
      return [line.slice(0, at), unescape(line.slice(at + 1))];
    });
}

function unescape(value: string): string {
  return value.replace(/\\([0-9A-Fa-f]{2}|.)/g, (_, escaped: string) =>
    escaped.length === 2 ? String.fromCharCode(parseInt(escaped, 16)) : escaped,
  );
}

function reversedName(name: string): string {
  return nameAttributes(name)
    .reverse()
    .map(([type, value]) => `${type}=${value}`)
    .join(',');
}

/**
 * Small serial numbers in decimal, large ones as hexadecimal bytes. The limit
 * is that of a 32-bit signed integer, in which a device counts.
 */
function serialText(hex: string): string | undefined {
  const value = BigInt(`0x${hex || '0'}`);
  if (value === 0n) return undefined;
  if (value <= 0x7fffffffn) return value.toString();
  const bytes = value.toString(16);
  return (bytes.length % 2 ? `0${bytes}` : bytes).match(/../g)!.join(':');
}

/** X.509 version: an explicit tag in the certificate, else 1. */
function versionOf(der: Buffer): number {
  let at = 0;
  for (let level = 0; level < 2; level++) {
    const length = der[at + 1];
    at += 2 + (length > 0x80 ? length - 0x80 : 0);
  }
  return der[at] === 0xa0 ? der[at + 4] + 1 : 1;
}

/** What a device shows of a private key. */
export interface KeyMetadata {
  keyType: 'rsa-private' | 'ec-private' | 'dsa-private' | 'unknown';
  keySize: number;
  curve?: string;
}

const keys = new WeakMap<Buffer, KeyMetadata>();

/** Read once per content; a key that cannot be read is of type `unknown`. */
export function keyMetadata(content: Buffer, passphrase?: string): KeyMetadata {
  let known = keys.get(content);
  if (!known) {
    try {
      const { type, size, curve } = describeKey(
        createPrivateKey({ key: content, passphrase }),
      );
      known = {
        keyType: type === 'unknown' ? type : `${type}-private`,
        keySize: size,
        curve,
      };
    } catch {
      known = { keyType: 'unknown', keySize: 0 };
    }
    keys.set(content, known);
  }
  return known;
}
