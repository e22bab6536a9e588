import {
  KeyType,
  PlannedChange,
} from '@cmt/backstage-plugin-certificates-common';
import { Lookup } from './lookup';
import { unusedReason } from './proofs';
import { Decided } from './strategy';

/** What people should know before they say yes; no reason not to run. */
export function planWarnings(
  changes: readonly PlannedChange[],
  decided: readonly Decided[],
  lookup: Lookup,
  keyType: KeyType,
): string[] {
  const unused = changes
    .filter(change => unusedReason(change) !== null)
    .map(({ profile }) => `No virtual server uses ${profile}.`);
  const inherited = changes
    .filter(({ inheritedBy }) => inheritedBy.length > 0)
    .map(
      ({ profile, inheritedBy }) =>
        `${inheritedBy.join(', ')} ${
          inheritedBy.length === 1 ? 'inherits' : 'inherit'
        } from ${profile} and will change with it.`,
    );
  const keys = decided.flatMap(({ key, profile, certificate, strategy }) => {
    const security = (key && lookup.keys.get(key)?.securityType) || 'normal';
    const file = lookup.certificates.get(certificate);
    const held = file?.keyType;
    return [
      ...(strategy === 'switch' && file?.issuerCertificate
        ? [
            `${certificate} names ${file.issuerCertificate} as its issuer, for the validation of certificates (OCSP, CRL); the new object does not. Set it there by hand if stapling relies on it.`,
          ]
        : []),
      ...(security === 'password'
        ? [
            `The key of ${profile.fullPath} has a passphrase; the new one is stored without one.`,
          ]
        : []),
      ...(security === 'fips' || security === 'nethsm'
        ? [
            `The key of ${profile.fullPath} is kept in a hardware security module; the new one is a file.`,
          ]
        : []),
      ...(held && held !== 'unknown' && held !== keyType
        ? [
            `${profile.fullPath} changes from a key of kind ${held} to one of kind ${keyType}; old clients may fail.`,
          ]
        : []),
    ];
  });
  return [...new Set([...unused, ...inherited, ...keys])].sort();
}
