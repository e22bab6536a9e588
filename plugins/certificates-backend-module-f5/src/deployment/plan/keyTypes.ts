import {
  KeyType,
  PlanRefusal,
} from '@cmt/backstage-plugin-certificates-common';
import { Candidate } from './candidates';
import { Lookup } from './lookup';

const NAMES: Partial<Record<KeyType, string>> = {
  rsa: 'an RSA',
  ec: 'an ECDSA',
  dsa: 'a DSA',
};

/** First version whose client-ssl profiles do without an RSA certificate. */
const WITHOUT_RSA_SINCE = 14;

/**
 * Leaves entries for other kinds of keys alone: a profile holds one of each
 * kind. An entry that was chosen by name may change its kind where it is alone.
 */
export function keyTypeRefusals(
  lookup: Lookup,
  keyType: KeyType,
): (candidate: Candidate) => PlanRefusal | undefined {
  const version = Number.parseInt(lookup.reading.version ?? '0', 10);
  return ({ chosen, profile, entry, certificate }) => {
    const held = lookup.certificates.get(certificate)?.keyType ?? 'unknown';
    if (held === 'unknown' || held === keyType) {
      return undefined;
    }
    const alone = profile.entries.length < 2;
    const mayLackRsa =
      profile.side === 'server' ||
      keyType === 'rsa' ||
      version >= WITHOUT_RSA_SINCE;
    if (chosen && alone && mayLackRsa) {
      return undefined;
    }
    return {
      profile: profile.fullPath,
      entry,
      code: 'key-type',
      reason: `It holds ${
        NAMES[held] ?? `a ${held}`
      } certificate, and the new version is ${
        NAMES[keyType] ?? `a ${keyType}`
      } one: ${
        alone
          ? 'clients that cannot use it would be locked out. Choose this entry explicitly to change its kind'
          : 'the entry stays as it is. Renew it with a key of its own kind'
      }.`,
    };
  };
}
