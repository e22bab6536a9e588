import { KeyObject } from 'node:crypto';

/** Kinds of keys that certificates can be made for. */
export const KEY_KINDS = [
  'rsa-1024',
  'rsa-2048',
  'rsa-4096',
  'ec-p256',
  'ec-p384',
] as const;

/** @public */
export type KeyKind = (typeof KEY_KINDS)[number];

/** Digests that certificates can be signed with. */
export const SIGNATURE_DIGESTS = ['sha1', 'sha256', 'sha384'] as const;

/** @public */
export type SignatureDigest = (typeof SIGNATURE_DIGESTS)[number];

/** Attribute types that a subject can hold, as RFC 4514 and F5 write them. */
export const NAME_ATTRIBUTES = [
  'CN',
  'O',
  'OU',
  'C',
  'ST',
  'L',
  'DC',
  'emailAddress',
] as const;

/** @public */
export type NameAttribute = (typeof NAME_ATTRIBUTES)[number];

/** Attributes in the order in which they are encoded; types may repeat. @public */
export type DistinguishedName = readonly (readonly [NameAttribute, string])[];

/**
 * What a certificate shall be. Everything but the signature follows from it.
 *
 * @public
 */
export interface CertificateSpec {
  /** Unique within a farm; also the name of its key. */
  id: string;
  /** `id` of the certificate that signs it; absent for a self-signed one. */
  issuer?: string;
  subject: DistinguishedName;
  /** Alternative names: DNS names, wildcards, IP addresses. Empty leaves the extension out. */
  names: readonly string[];
  keyKind: KeyKind;
  /** Name of the key where it is not the certificate's own (a key used again, a pool). */
  keyName?: string;
  notBefore: Date;
  notAfter: Date;
  /** Hexadecimal; `0` is legal here although RFC 5280 forbids it. */
  serialNumber: string;
  digest: SignatureDigest;
  isCa: boolean;
  extendedKeyUsage: readonly ('serverAuth' | 'clientAuth')[];
}

/** A certificate that was issued, with its key. @public */
export interface IssuedCertificate {
  id: string;
  spec: CertificateSpec;
  der: Buffer;
  /** PEM with LF line ends, 64 columns and a final newline. */
  pem: string;
  /** SHA-256 over the DER, lower-case hexadecimal. */
  fingerprint: string;
  /** PKCS#8 PEM. */
  keyPem: string;
  privateKey: KeyObject;
}
