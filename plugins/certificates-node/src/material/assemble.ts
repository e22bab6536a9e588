import { KeyObject, X509Certificate, createPublicKey } from 'node:crypto';
import {
  CertificateFacts,
  CertificateParseError,
  parseCertificate,
} from '../x509';
import { Contents } from './contents';
import { Problems } from './problems';

/** A certificate that could be read. */
export interface ReadCertificate {
  der: Uint8Array;
  facts: CertificateFacts;
  native: X509Certificate;
}

/** What belongs together. */
export interface Assembled {
  leaf: ReadCertificate;
  /** Nearest issuer first; a root is left out, since nobody sends it. */
  chain: ReadCertificate[];
  /** The last certificate of the path, root included. */
  end: ReadCertificate;
  key: KeyObject | null;
}

/**
 * Finds the leaf, its key and the path of its issuers, in whatever order they
 * came. Issuers that are missing are taken from `pool`.
 */
export function assemble(
  contents: Contents,
  pool: readonly Uint8Array[],
  problems: Problems,
): Assembled | undefined {
  const certificates = readAll(contents.certificates, problems);
  if (certificates.length === 0) {
    if (!problems.list.some(({ severity }) => severity === 'error')) {
      problems.error(
        'no-certificate',
        'There is no certificate among what was given.',
      );
    }
    return undefined;
  }
  const found = findLeaf(certificates, contents.keys, problems);
  if (!found) {
    return undefined;
  }
  const others = certificates.filter(other => other !== found.leaf);
  const known = readAll(pool, new Problems());
  const { path, borrowed } = findPath(found.leaf, others, known);
  const unused = others.filter(other => !path.includes(other));
  if (unused.length > 0) {
    problems.warning(
      'unused-certificates',
      `Not part of the chain, and left out: ${unused
        .map(({ facts }) => facts.subject)
        .join('; ')}.`,
    );
  }
  if (borrowed.length > 0) {
    problems.warning(
      'chain-completed',
      `The chain was completed with certificates that are known already: ${borrowed
        .map(({ facts }) => facts.subject)
        .join('; ')}.`,
    );
  }
  return {
    ...found,
    chain: path.filter(({ facts }) => !facts.selfSigned),
    end: path.at(-1) ?? found.leaf,
  };
}

function readAll(
  encoded: readonly Uint8Array[],
  problems: Problems,
): ReadCertificate[] {
  const byFingerprint = new Map<string, ReadCertificate>();
  for (const der of encoded) {
    try {
      const facts = parseCertificate(der);
      byFingerprint.set(facts.fingerprint, {
        der,
        facts,
        native: new X509Certificate(der),
      });
    } catch (error) {
      problems.error(
        'unreadable',
        error instanceof CertificateParseError
          ? `A certificate could not be read: ${error.message}.`
          : 'A certificate could not be read.',
      );
    }
  }
  return [...byFingerprint.values()];
}

function findLeaf(
  certificates: ReadCertificate[],
  keys: readonly KeyObject[],
  problems: Problems,
): { leaf: ReadCertificate; key: KeyObject | null } | undefined {
  for (const key of keys) {
    const publicKey = createPublicKey(key);
    const leaf = certificates.find(({ native }) =>
      publicKeyOf(native)?.equals(publicKey),
    );
    if (leaf) {
      if (keys.length > 1) {
        problems.warning(
          'unused-keys',
          'There are several private keys; the one that belongs to the certificate is used.',
        );
      }
      return { leaf, key };
    }
  }
  const servers = certificates.filter(({ facts }) => !facts.isCa);
  const leaves =
    servers.length > 0
      ? servers
      : certificates.filter(
          candidate =>
            !certificates.some(
              other => other !== candidate && issued(candidate, other),
            ),
        );
  if (leaves.length !== 1) {
    problems.error(
      'several-leaves',
      `There are certificates that do not belong together, and no key that says which one is meant: ${certificates
        .map(({ facts }) => facts.subject)
        .join('; ')}. Give one certificate with its chain.`,
    );
    return undefined;
  }
  if (keys.length > 0) {
    problems.error(
      'key-mismatch',
      `The private key does not belong to the certificate of ${leaves[0].facts.subject}. Give the key that the certificate was requested with.`,
    );
  } else {
    problems.error(
      'no-key',
      'The private key is missing. Give it as a further PEM text, or a PKCS#12 file that holds both.',
    );
  }
  return { leaf: leaves[0], key: null };
}

function findPath(
  leaf: ReadCertificate,
  given: readonly ReadCertificate[],
  known: readonly ReadCertificate[],
): { path: ReadCertificate[]; borrowed: ReadCertificate[] } {
  const path: ReadCertificate[] = [];
  const borrowed: ReadCertificate[] = [];
  let end: ReadCertificate | undefined = leaf;
  while (end && !end.facts.selfSigned) {
    const taken = [...path, leaf];
    const own = issuerOf(end, given, taken);
    end = own ?? issuerOf(end, known, taken);
    if (end) {
      path.push(end);
      if (!own && !end.facts.selfSigned) {
        borrowed.push(end);
      }
    }
  }
  return { path, borrowed };
}

function issuerOf(
  subject: ReadCertificate,
  candidates: readonly ReadCertificate[],
  taken: readonly ReadCertificate[],
): ReadCertificate | undefined {
  return candidates.find(
    candidate => !taken.includes(candidate) && issued(candidate, subject),
  );
}

function issued(issuer: ReadCertificate, subject: ReadCertificate): boolean {
  const publicKey = publicKeyOf(issuer.native);
  if (!publicKey || !subject.native.checkIssued(issuer.native)) {
    return false;
  }
  try {
    return subject.native.verify(publicKey);
  } catch {
    // A key that OpenSSL does not know vouches for nothing.
    return false;
  }
}

function publicKeyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey;
  } catch {
    // An unknown kind of key belongs to no private key that we can use.
    return undefined;
  }
}
