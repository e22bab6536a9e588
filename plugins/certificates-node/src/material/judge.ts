import { ChainStatus } from '@cmt/backstage-plugin-certificates-common';
import { Assembled, ReadCertificate } from './assemble';
import { Problems } from './problems';

/** Smallest RSA modulus that public CAs may certify (CA/Browser Forum Baseline Requirements 6.1.5). */
const RSA_BITS = 2048;
const EC_BITS = 256;
const WEAK_DIGEST = /MD2|MD5|SHA-1\b/;

/** Tells everything about a certificate and its chain that would hurt in service. */
export function judge(
  assembled: Assembled,
  options: { now: number; isRootSubject: (subject: string) => boolean },
  problems: Problems,
): ChainStatus {
  const { leaf } = assembled;
  const { facts } = leaf;
  judgeValidity(leaf, options.now, problems);
  judgeStrength(assembled, problems);
  if (facts.isCa) {
    problems.error(
      'is-ca',
      `${facts.subject} is a CA certificate. Give the certificate of the server.`,
    );
  }
  if (facts.names.length === 0) {
    problems.error(
      'no-names',
      'The certificate names no host: it has no alternative name and no common name.',
    );
  }
  if (
    facts.extendedKeyUsage.length > 0 &&
    !facts.extendedKeyUsage.includes('serverAuth') &&
    // anyExtendedKeyUsage, RFC 5280 section 4.2.1.12
    !facts.extendedKeyUsage.includes('2.5.29.37.0')
  ) {
    problems.error(
      'no-server-auth',
      `The certificate may not be used by a TLS server: its extended key usage is ${facts.extendedKeyUsage.join(
        ', ',
      )}. Ask the CA for one with serverAuth.`,
    );
  }
  return judgeChainOf(assembled, options, problems);
}

function judgeValidity(
  { facts }: ReadCertificate,
  now: number,
  problems: Problems,
): void {
  if (facts.notAfter <= now) {
    problems.error(
      'expired',
      `The certificate ended on ${day(facts.notAfter)}.`,
    );
  }
  if (facts.notBefore > now) {
    problems.error(
      'not-yet-valid',
      `The certificate is not valid before ${new Date(
        facts.notBefore,
      ).toISOString()}.`,
    );
  }
}

function judgeStrength({ leaf, chain }: Assembled, problems: Problems): void {
  for (const { facts } of [leaf, ...chain]) {
    const { keyType, keySize } = facts;
    if (
      (keyType === 'rsa' && (keySize ?? 0) < RSA_BITS) ||
      (keyType === 'ec' && (keySize ?? 0) < EC_BITS) ||
      keyType === 'dsa'
    ) {
      problems.error(
        'weak-key',
        `The key of ${facts.subject} is too weak: ${keyType.toUpperCase()}${
          keySize ? ` with ${keySize} bits` : ''
        }. Use RSA from ${RSA_BITS} bits or EC from ${EC_BITS} bits.`,
      );
    }
    if (WEAK_DIGEST.test(facts.signatureAlgorithm)) {
      problems.error(
        'weak-signature',
        `${facts.subject} is signed with ${facts.signatureAlgorithm}, which clients refuse.`,
      );
    }
  }
}

function judgeChainOf(
  { leaf, chain, end }: Assembled,
  options: { now: number; isRootSubject: (subject: string) => boolean },
  problems: Problems,
): ChainStatus {
  if (leaf.facts.selfSigned) {
    problems.warning(
      'self-signed',
      'The certificate is self-signed: only clients that were told to trust it will.',
    );
    return 'self-signed';
  }
  for (const { facts } of chain) {
    if (facts.notAfter <= options.now) {
      problems.error(
        'chain-expired',
        `${facts.subject} of the chain ended on ${day(facts.notAfter)}.`,
      );
    } else if (facts.notAfter < leaf.facts.notAfter) {
      problems.warning(
        'chain-ends-earlier',
        `${facts.subject} of the chain ends on ${day(
          facts.notAfter,
        )}, before the certificate does.`,
      );
    }
  }
  const complete =
    end.facts.selfSigned ||
    (chain.length > 0 && end.facts.isCa) ||
    options.isRootSubject(end.native.issuer);
  if (!complete) {
    problems.warning(
      'chain-incomplete',
      `The certificate of the issuer is missing: ${end.facts.issuer}. Many clients will not trust the server without it; give it as a further PEM text.`,
    );
  }
  return complete ? 'complete' : 'incomplete';
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
