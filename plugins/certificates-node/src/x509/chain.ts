import { X509Certificate } from 'node:crypto';
import { ChainStatus } from '@cmt/backstage-plugin-certificates-common';

/**
 * Judges a chain as a server sent it, leaf first: whether a client that knows
 * only root certificates can build a path.
 *
 * @remarks
 *
 * A path is complete when every certificate is signed by the next one and the
 * last one is self-signed, or its issuer is no certificate that anybody would
 * send because it is a root: `isRootSubject` tells whether a subject, as
 * `X509Certificate.issuer` of Node.js prints it (one part to a line), is that of
 * a known root. A lone leaf whose issuer is unknown is incomplete. The order of
 * the certificates after the leaf does not matter, and certificates that do not
 * belong to the path are passed over, as clients do (RFC 8446 section 4.4.2).
 * Bytes that are no certificates, or an empty chain, are `unknown`.
 *
 * @public
 */
export function judgeChain(
  chain: readonly Uint8Array[],
  options: { isRootSubject?: (subject: string) => boolean } = {},
): ChainStatus {
  if (chain.length === 0) {
    return 'unknown';
  }
  let certificates: X509Certificate[];
  try {
    certificates = chain.map(der => new X509Certificate(der));
  } catch {
    return 'unknown';
  }
  const [leaf] = certificates;
  if (isSelfIssued(leaf)) {
    return 'self-signed';
  }

  const end = endOfPath(leaf, certificates.slice(1));
  if (isSelfIssued(end) || options.isRootSubject?.(end.issuer)) {
    return 'complete';
  }
  // Servers leave the root out. A CA certificate at the end of the path that is
  // not self-signed is therefore as far as a correct server goes; only a leaf
  // that nobody vouches for proves that something is missing.
  return end === leaf ? 'incomplete' : 'complete';
}

/** Follows signatures from one certificate to the next as far as they lead. */
function endOfPath(
  from: X509Certificate,
  others: readonly X509Certificate[],
): X509Certificate {
  const issuer = others.find(
    candidate => from.checkIssued(candidate) && isSignedBy(from, candidate),
  );
  return issuer
    ? endOfPath(
        issuer,
        others.filter(other => other !== issuer),
      )
    : from;
}

function isSelfIssued(certificate: X509Certificate): boolean {
  return (
    certificate.subject === certificate.issuer &&
    isSignedBy(certificate, certificate)
  );
}

function isSignedBy(
  certificate: X509Certificate,
  issuer: X509Certificate,
): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    // A key that OpenSSL does not know signs nothing that clients could check.
    return false;
  }
}
