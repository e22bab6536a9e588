import { KeyType } from '@cmt/backstage-plugin-certificates-common';
import { lifetimeDays, lifetimeLimitDays } from './lifetimeLimit';
import { Rule, RuleFinding, VersionFacts } from './types';

/** Bits below which a key is weak; other kinds come in one size. */
const MINIMUM_BITS: Partial<Record<KeyType, number>> = {
  rsa: 2048,
  dsa: 2048,
  ec: 256,
};

/** A rule that looks at one version, reported where the version is installed. */
function perVersion(
  check: (version: VersionFacts) => Omit<RuleFinding, 'device'> | undefined,
): Rule {
  return ({ versions }) =>
    versions.flatMap(version => {
      const finding = check(version);
      return finding
        ? version.installations.map(({ device, fullPath }) => ({
            ...finding,
            device,
            object: fullPath,
          }))
        : [];
    });
}

/** RSA and DSA below 2048 bits, curves below 256. @internal */
export const weakKey = perVersion(({ keyType, keySize }) => {
  const minimum = MINIMUM_BITS[keyType];
  return keySize !== null && minimum !== undefined && keySize < minimum
    ? { code: 'weak-key', facts: { keyType, keySize, minimum } }
    : undefined;
});

/** Signed with MD5 or SHA-1. A root's own signature is trusted by nobody. @internal */
export const weakSignature: Rule = facts =>
  facts.category === 'authority'
    ? []
    : perVersion(({ signatureAlgorithm }) =>
        signatureAlgorithm && /\b(md5|sha-?1)\b/i.test(signatureAlgorithm)
          ? { code: 'weak-signature', facts: { signatureAlgorithm } }
          : undefined,
      )(facts);

/** Longer than public CAs may issue; only where the CA is known to be public. @internal */
export const lifetimeTooLong = perVersion(
  ({ publicRoot, notBefore, notAfter }) => {
    if (!publicRoot || notBefore === null || notAfter === null) {
      return undefined;
    }
    const limit = lifetimeLimitDays(notBefore);
    const days = lifetimeDays(notBefore, notAfter);
    return limit !== undefined && days > limit
      ? { code: 'lifetime-too-long', facts: { days, limit } }
      : undefined;
  },
);

/** An intermediate that was served with it ends before it does. @internal */
export const servedChainExpiring: Rule = ({ versions }) =>
  versions.flatMap(({ chain, notAfter }) => {
    const first = chain
      .filter(link => notAfter !== null && link.notAfter < notAfter)
      .sort((a, b) => a.notAfter - b.notAfter)[0];
    return first
      ? [
          {
            code: 'chain-expiring' as const,
            facts: {
              subject: first.subject,
              notAfter: new Date(first.notAfter).toISOString(),
            },
          },
        ]
      : [];
  });

/** Nothing that is installed was seen as an encoded certificate. @internal */
export const factsIncomplete: Rule = ({ category, versions }) =>
  category === 'certificate' &&
  versions.length > 0 &&
  versions.every(version => version.factsSource === 'metadata')
    ? [{ code: 'facts-incomplete' }]
    : [];
