import { PlanRefusal } from '@cmt/backstage-plugin-certificates-common';
import { TargetPlanRequest } from '@cmt/backstage-plugin-certificates-node';
import { Candidate } from './candidates';
import { Lookup } from './lookup';
import { ownedElsewhere } from './ownership';

/** An entry with the way in which it gets the new version. */
export interface Decided extends Candidate {
  strategy: 'switch' | 'replace-content';
  reason: string;
}

const SWITCH_REASON =
  'The profile may be pointed at new objects; the old ones stay, so that going back is one step.';

/** Why the profile itself can not be changed. */
function locked({ profile, certificate }: Candidate): string | undefined {
  const secret = profile.stored.find(entry => entry.protected);
  if (secret) {
    return `The entry ${secret.name} of the profile has a passphrase, which a device does not take back; the profile is left as it is.`;
  }
  switch (profile.managedBy?.kind) {
    case undefined:
    case 'factory':
      return undefined;
    case 'as3':
    case 'iapp':
      return `The profile belongs to ${
        profile.managedBy.kind === 'as3' ? 'AS3' : 'an iApp'
      } and names ${certificate}, which does not: the name stays.`;
    default:
      return `${
        profile.managedBy?.detail ?? 'Other automation'
      } manages the profile and names ${certificate}: the name stays.`;
  }
}

/**
 * Decides for each entry whether its profile is pointed at new objects or the
 * objects get new content. Objects that get new content change for everybody who
 * uses them, so that entries that share them go the same way.
 */
export function decideStrategies(
  candidates: readonly Candidate[],
  request: TargetPlanRequest,
): Decided[] {
  const decided = candidates.map((candidate): Decided => {
    const lock = locked(candidate);
    if (lock) {
      return { ...candidate, strategy: 'replace-content', reason: lock };
    }
    return request.strategy === 'replace-content'
      ? {
          ...candidate,
          strategy: 'replace-content',
          reason: 'Asked for: the objects keep their names.',
        }
      : { ...candidate, strategy: 'switch', reason: SWITCH_REASON };
  });
  for (;;) {
    const replaced = new Map<string, string>();
    for (const { strategy, certificate, key, profile } of decided) {
      if (strategy === 'replace-content') {
        replaced.set(certificate, profile.fullPath);
        if (key) {
          replaced.set(key, profile.fullPath);
        }
      }
    }
    const follower = decided.find(
      ({ strategy, certificate, key }) =>
        strategy === 'switch' &&
        (replaced.has(certificate) || (key && replaced.has(key))),
    );
    if (!follower) {
      return decided;
    }
    follower.strategy = 'replace-content';
    follower.reason = `Its objects get new content for ${
      replaced.get(follower.certificate) ?? replaced.get(follower.key ?? '')
    }, where they cannot be exchanged.`;
  }
}

/** Why the objects of an entry can not get new content. */
export function contentRefusal(
  candidate: Decided,
  decided: readonly Decided[],
  lookup: Lookup,
): PlanRefusal | undefined {
  const { profile, entry, certificate, key } = candidate;
  const refuse = (
    reason: string,
    code: PlanRefusal['code'] = 'other',
  ): PlanRefusal => ({ profile: profile.fullPath, entry, reason, code });
  const file = lookup.certificates.get(certificate);
  const owned = ownedElsewhere(certificate, file?.managedBy ?? null);
  if (owned) {
    return refuse(owned.reason, owned.code);
  }
  if (file?.managedBy?.kind === 'factory') {
    return refuse(
      `${certificate} came with the device; its content is not replaced. Give the profile a certificate of its own.`,
      'factory',
    );
  }
  if (!key) {
    return refuse(
      `The entry names no key, so that there is none whose content could be replaced.`,
    );
  }
  const security = lookup.keys.get(key)?.securityType ?? 'normal';
  if (security === 'fips' || security === 'nethsm') {
    return refuse(
      `${key} is kept in a hardware security module; its content cannot be replaced by a file.`,
    );
  }
  const included = new Set(decided.map(({ id }) => id));
  const other = lookup.bindings.find(
    binding =>
      (binding.certificate === certificate || binding.key === key) &&
      !included.has(
        `${binding.profile.side}:${binding.profile.fullPath}:${
          binding.entry ?? ''
        }`,
      ),
  );
  return other
    ? refuse(
        `New content of ${certificate} and ${key} would also change ${other.profile.fullPath}, which is not part of this change. Include it, or give the profile objects of its own.`,
      )
    : undefined;
}
