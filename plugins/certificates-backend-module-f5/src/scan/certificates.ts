import { z } from 'zod';
import {
  KeyType,
  normalizeNames,
} from '@cmt/backstage-plugin-certificates-common';
import {
  SnapshotCertificate,
  SnapshotKey,
  normalizeSerialNumber,
} from '@cmt/backstage-plugin-certificates-node';
import { As3Partitions, managedBy, ownership } from './managedBy';
import { flag, fullPathOf, identity, number, text, toFullPath } from './values';

const certificateSchema = z.object({
  ...identity,
  ...ownership,
  checksum: text,
  fingerprint: text,
  subject: text,
  issuer: text,
  serialNumber: text,
  expirationDate: number,
  subjectAlternativeName: text,
  keyType: text,
  certificateKeySize: number,
  certificateKeyCurveName: text,
  isBundle: flag,
  issuerCert: text,
  createTime: text,
  lastUpdateTime: text,
});

/** A certificate file object before it is known who manages it. */
export type CertificateFile = Omit<SnapshotCertificate, 'managedBy'> & {
  ownership: Parameters<typeof managedBy>[0];
};

/** Reads one item of `sys/file/ssl-cert`. */
export function readCertificate(item: unknown): CertificateFile {
  const object = certificateSchema.parse(item);
  const fullPath = fullPathOf(object);
  return {
    fullPath,
    checksum: object.checksum,
    fingerprint: readFingerprint(object.fingerprint),
    subject: object.subject,
    issuer: object.issuer,
    serialNumber: readSerialNumber(object.serialNumber),
    notAfter:
      object.expirationDate === null ? null : object.expirationDate * 1000,
    names: readNames(object.subjectAlternativeName, object.subject),
    keyType: readKeyType(object.keyType),
    keySize: object.certificateKeySize || null,
    curve: object.certificateKeyCurveName,
    isBundle: object.isBundle,
    issuerCertificate: object.issuerCert && toFullPath(object.issuerCert),
    createdAt: readTime(object.createTime),
    updatedAt: readTime(object.lastUpdateTime),
    ownership: { ...object, fullPath },
  };
}

/** Adds who manages the object. */
export function toSnapshotCertificate(
  { ownership: signs, ...certificate }: CertificateFile,
  as3Partitions: As3Partitions,
): SnapshotCertificate {
  return { ...certificate, managedBy: managedBy(signs, as3Partitions) };
}

const keySchema = z.object({
  ...identity,
  keyType: text,
  keySize: number,
  curveName: text,
  securityType: text,
});

/** Attributes of a key that are asked for: its passphrase is not one of them. */
export const KEY_ATTRIBUTES = [
  'name',
  'partition',
  'subPath',
  'fullPath',
  'keyType',
  'keySize',
  'curveName',
  'securityType',
];

/** Reads one item of `sys/file/ssl-key`: metadata only. */
export function readKey(item: unknown): SnapshotKey {
  const object = keySchema.parse(item);
  return {
    fullPath: fullPathOf(object),
    keyType: readKeyType(object.keyType),
    keySize: object.keySize || null,
    curve: object.curveName,
    securityType: object.securityType ?? 'normal',
  };
}

/** `SHA256/AA:BB:…` as lower-case hexadecimal. */
function readFingerprint(value: string | null): string | null {
  const hexadecimal = value
    ?.replace(/^SHA256\//i, '')
    .replace(/:/g, '')
    .toLowerCase();
  return hexadecimal && /^[0-9a-f]{64}$/.test(hexadecimal) ? hexadecimal : null;
}

/** Small serial numbers are written in decimal, large ones in hexadecimal with colons. */
export function readSerialNumber(value: string | null): string | null {
  if (!value) {
    return null;
  }
  if (/^\d+$/.test(value)) {
    return normalizeSerialNumber(BigInt(value).toString(16));
  }
  return /^[0-9a-f:]+$/i.test(value) ? normalizeSerialNumber(value) : null;
}

const GENERAL_NAME =
  /(?:^|,\s*)(DNS|IP Address|IP|email|URI|othername|DirName|Registered ID|X400Name|EdiPartyName):/g;

/**
 * Names from the text in which OpenSSL prints alternative names. Where there are
 * none, a CN that looks like a host name and is the only one stands in: the
 * subject is not escaped, so anything else could be a part of another value.
 */
export function readNames(
  alternativeNames: string | null,
  subject: string | null,
): string[] {
  const names: string[] = [];
  const printed = alternativeNames ?? '';
  const heads = [...printed.matchAll(GENERAL_NAME)];
  heads.forEach((head, index) => {
    if (head[1] === 'DNS' || head[1].startsWith('IP')) {
      names.push(
        printed.slice(head.index + head[0].length, heads[index + 1]?.index),
      );
    }
  });
  if (names.length > 0) {
    return normalizeNames(names);
  }
  const commonNames = [...(subject ?? '').matchAll(/(?:^|,)CN=([^,]*)/g)];
  const [only] = commonNames;
  return commonNames.length === 1 &&
    /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/i.test(only[1])
    ? normalizeNames([only[1]])
    : [];
}

/** `rsa-public`, `ec-private` and the like. */
function readKeyType(value: string | null): KeyType {
  switch (value?.toLowerCase().replace(/-(public|private)$/, '')) {
    case 'rsa':
      return 'rsa';
    case 'ec':
    case 'ecdsa':
      return 'ec';
    case 'dsa':
      return 'dsa';
    case 'ed25519':
      return 'ed25519';
    case 'ed448':
      return 'ed448';
    default:
      return 'unknown';
  }
}

function readTime(value: string | null): string | null {
  const ms = value ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
