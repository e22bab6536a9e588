import 'reflect-metadata';
import { createHash, KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import {
  bitString,
  explicit,
  integer,
  nullValue,
  objectIdentifier,
  sequence,
  time,
} from './der';
import { CertificateSpec, DistinguishedName, SignatureDigest } from './types';

const X509_VERSION_3 = '2';

const SIGNATURE_OIDS: Record<'rsa' | 'ec', Record<SignatureDigest, string>> = {
  rsa: {
    sha1: '1.2.840.113549.1.1.5',
    sha256: '1.2.840.113549.1.1.11',
    sha384: '1.2.840.113549.1.1.12',
  },
  ec: {
    sha1: '1.2.840.10045.4.1',
    sha256: '1.2.840.10045.4.3.2',
    sha384: '1.2.840.10045.4.3.3',
  },
};

/** Attribute types whose name differs in `@peculiar/x509`. */
const ATTRIBUTE_NAMES: Partial<Record<string, string>> = { emailAddress: 'E' };

const EXTENDED_KEY_USAGES = {
  serverAuth: x509.ExtendedKeyUsage.serverAuth,
  clientAuth: x509.ExtendedKeyUsage.clientAuth,
};

/** The parts of a certificate that are taken from its issuer. */
export interface IssuerParts {
  subject: DistinguishedName;
  privateKey: KeyObject;
  spki: Buffer;
}

/** A certificate before it is signed. */
export interface UnsignedCertificate {
  /** DER of the TBSCertificate. */
  tbs: Buffer;
  algorithm: Buffer;
  /** The same bytes give the same signature (RSA PKCS#1 v1.5), or they do not (ECDSA). */
  deterministic: boolean;
}

/** Encodes everything but the signature (RFC 5280 section 4.1). */
export function encodeUnsigned(
  spec: CertificateSpec,
  spki: Buffer,
  issuer: IssuerParts,
): UnsignedCertificate {
  const family = issuer.privateKey.asymmetricKeyType === 'ec' ? 'ec' : 'rsa';
  const oid = objectIdentifier(SIGNATURE_OIDS[family][spec.digest]);
  // RFC 4055: RSA carries a NULL as parameters; RFC 5758: ECDSA carries none.
  const algorithm =
    family === 'rsa' ? sequence(oid, nullValue()) : sequence(oid);
  return {
    tbs: sequence(
      explicit(0, integer(X509_VERSION_3)),
      integer(spec.serialNumber),
      algorithm,
      encodeName(issuer.subject),
      sequence(time(spec.notBefore), time(spec.notAfter)),
      encodeName(spec.subject),
      spki,
      explicit(3, sequence(...encodeExtensions(spec, spki, issuer))),
    ),
    algorithm,
    deterministic: family === 'rsa',
  };
}

/** Signs a certificate; the result is its DER. */
export function signCertificate(
  unsigned: UnsignedCertificate,
  digest: SignatureDigest,
  issuerKey: KeyObject,
): Buffer {
  return sequence(
    unsigned.tbs,
    unsigned.algorithm,
    bitString(sign(digest, unsigned.tbs, issuerKey)),
  );
}

/** Issuers sign many certificates; their names are encoded once. */
const encodedNames = new WeakMap<DistinguishedName, Buffer>();

function encodeName(name: DistinguishedName): Buffer {
  const known = encodedNames.get(name);
  if (known) {
    return known;
  }
  const encoded = Buffer.from(
    new x509.Name(
      name.map(([type, value]) => ({
        [ATTRIBUTE_NAMES[type] ?? type]: [value],
      })),
    ).toArrayBuffer(),
  );
  encodedNames.set(name, encoded);
  return encoded;
}

function encodeExtensions(
  spec: CertificateSpec,
  spki: Buffer,
  issuer: IssuerParts,
): Buffer[] {
  const { KeyUsageFlags } = x509;
  const usages = spec.extendedKeyUsage;
  const subjectKey = keyIdentifier(spki);
  const issuerKey = keyIdentifier(issuer.spki);
  const extensions = [
    shared(`ca ${spec.isCa}`, () => [
      new x509.BasicConstraintsExtension(spec.isCa, undefined, true),
      new x509.KeyUsagesExtension(
        spec.isCa
          ? KeyUsageFlags.keyCertSign + KeyUsageFlags.cRLSign
          : KeyUsageFlags.digitalSignature + KeyUsageFlags.keyEncipherment,
        true,
      ),
    ]),
    shared(`keys ${subjectKey} ${issuerKey}`, () => [
      new x509.SubjectKeyIdentifierExtension(subjectKey),
      new x509.AuthorityKeyIdentifierExtension(issuerKey),
    ]),
  ];
  if (usages.length > 0) {
    extensions.push(
      shared(`usages ${usages.join()}`, () => [
        new x509.ExtendedKeyUsageExtension(
          usages.map(usage => EXTENDED_KEY_USAGES[usage]),
        ),
      ]),
    );
  }
  if (spec.names.length > 0) {
    extensions.push(
      encode([
        new x509.SubjectAlternativeNameExtension(
          spec.names.map(name => ({
            type: isIP(name) ? ('ip' as const) : ('dns' as const),
            value: name,
          })),
        ),
      ]),
    );
  }
  return extensions;
}

/** Extensions that many certificates have in common are encoded once. */
const sharedExtensions = new Map<string, Buffer>();

function shared(key: string, make: () => x509.Extension[]): Buffer {
  const encoded = sharedExtensions.get(key) ?? encode(make());
  sharedExtensions.set(key, encoded);
  return encoded;
}

function encode(extensions: x509.Extension[]): Buffer {
  return Buffer.concat(
    extensions.map(extension => Buffer.from(extension.rawData)),
  );
}

/** RFC 7093 section 2, method 1: the left-most 160 bits of a SHA-256. */
function keyIdentifier(spki: Buffer): string {
  return createHash('sha256').update(spki).digest('hex').slice(0, 40);
}
