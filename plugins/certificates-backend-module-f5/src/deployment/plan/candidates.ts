import { PlanRefusal } from '@cmt/backstage-plugin-certificates-common';
import { TargetPlanRequest } from '@cmt/backstage-plugin-certificates-node';
import { Binding, Lookup, bindingId } from './lookup';

/** An entry that is asked for, and may be changed as far as its certificate goes. */
export interface Candidate extends Binding {
  id: string;
  /** It was chosen by name, not only because it uses the certificate. */
  chosen: boolean;
  /** Of the certificate that it holds now; `null` where nobody knows. */
  fingerprint: string | null;
}

export interface Candidates {
  candidates: Candidate[];
  refusals: PlanRefusal[];
  warnings: string[];
}

/**
 * Finds the entries that use what is to be replaced, each at the profile that
 * owns the value: a write to a child would break its inheritance.
 */
export function findCandidates(
  lookup: Lookup,
  request: TargetPlanRequest,
): Candidates {
  const { replaced, changed, warnings } = compareReplaced(lookup, request);
  const refusals: PlanRefusal[] = [];
  const wanted = request.bindings && selected(lookup, request, refusals);

  const candidates = lookup.bindings.flatMap(binding => {
    const { profile, entry, certificate } = binding;
    const id = bindingId(profile.side, profile.fullPath, entry);
    if (wanted && !wanted.has(id)) {
      return [];
    }
    if (changed.has(certificate)) {
      refusals.push({
        profile: profile.fullPath,
        entry,
        code: 'other',
        reason: `${certificate} holds another certificate than when the device was last scanned. Scan it again, then plan again.`,
      });
      return [];
    }
    if (!replaced.has(certificate)) {
      if (wanted) {
        refusals.push({
          profile: profile.fullPath,
          entry,
          code: 'not-found',
          reason: `It uses ${certificate}, which is none of the certificates that are to be replaced.`,
        });
      }
      return [];
    }
    return [
      {
        ...binding,
        id,
        chosen: wanted !== undefined,
        fingerprint: replaced.get(certificate) ?? null,
      },
    ];
  });
  return { candidates, refusals, warnings };
}

/** Which of the objects still hold what the inventory says. */
function compareReplaced(lookup: Lookup, { replaces }: TargetPlanRequest) {
  const replaced = new Map<string, string | null>();
  const changed = new Set<string>();
  const warnings: string[] = [];
  for (const { fullPath, fingerprint } of replaces) {
    const file = lookup.certificates.get(fullPath);
    if (!file) {
      warnings.push(`${fullPath} is not on the device any more.`);
    } else if (
      file.fingerprint !== null &&
      fingerprint !== null &&
      file.fingerprint !== fingerprint
    ) {
      changed.add(fullPath);
    } else {
      replaced.set(fullPath, file.fingerprint ?? fingerprint);
    }
  }
  return { replaced, changed, warnings: warnings.sort() };
}

/** Ids of the entries that own the values that were chosen. */
function selected(
  lookup: Lookup,
  { unit, bindings = [] }: TargetPlanRequest,
  refusals: PlanRefusal[],
): Set<string> {
  const ids = new Set<string>();
  for (const selector of bindings.filter(b => b.unit === unit.name)) {
    const { side, profile, entry } = selector;
    const found = lookup.resolved(side, profile);
    const value = found?.entries.find(candidate => candidate.name === entry);
    if (!found || !value) {
      refusals.push({
        profile,
        entry,
        code: 'not-found',
        reason: found
          ? `The profile has no entry ${entry ?? 'of its own'} any more.`
          : 'The device has no such profile any more.',
      });
      continue;
    }
    ids.add(bindingId(side, value.inheritedFrom ?? profile, entry));
  }
  return ids;
}
