import { Policy, PolicyMatch } from '@cmt/backstage-plugin-certificates-common';
import { compileGlobs } from '../../ownership/glob';
import { PolicyFacts } from './facts';

/** Which policy applies, and a sentence why. @internal */
export interface PolicyChoice {
  policy: Policy | null;
  /** For people: why this one, and why not those before it. */
  because: string;
  /** Ids of others that match too, by precedence. */
  alsoMatch: string[];
}

/** Criteria of a match with the words that people use for them. */
const CRITERIA: {
  key: keyof PolicyMatch;
  noun: string;
  fits: (wanted: readonly string[], facts: PolicyFacts) => string | undefined;
}[] = [
  {
    key: 'names',
    noun: 'name',
    fits: (wanted, { names }) => names.find(compileGlobs(wanted)),
  },
  {
    key: 'environments',
    noun: 'environment',
    fits: (wanted, { environments }) =>
      environments.find(environment => wanted.includes(environment)),
  },
  {
    key: 'devices',
    noun: 'device',
    fits: (wanted, { devices }) => devices.find(compileGlobs(wanted)),
  },
  {
    key: 'owners',
    noun: 'owner',
    fits: (wanted, { ownerRef }) =>
      ownerRef !== null &&
      wanted.some(owner => owner.toLowerCase() === ownerRef.toLowerCase())
        ? ownerRef
        : undefined,
  },
  {
    key: 'issuers',
    noun: 'issuer',
    fits: (wanted, { issuers }) => issuers.find(compileGlobs(wanted)),
  },
];

/** Orders by precedence: the highest priority first, of equals the first by name. @internal */
export function byPrecedence(
  a: Pick<Policy, 'priority' | 'name' | 'id'>,
  b: Pick<Policy, 'priority' | 'name' | 'id'>,
): number {
  return (
    b.priority - a.priority || compare(a.name, b.name) || compare(a.id, b.id)
  );
}

/** Whether everything that a policy states fits. @internal */
export function matches(match: PolicyMatch, facts: PolicyFacts): boolean {
  return judge(match, facts).unfit === undefined;
}

/**
 * The policy that applies to a certificate: of those that are enabled and match
 * the one with the highest priority, of equals the first by name.
 *
 * @internal
 */
export function policyFor(
  policies: readonly Policy[],
  facts: PolicyFacts,
): PolicyChoice {
  const enabled = policies.filter(policy => policy.enabled).sort(byPrecedence);
  const judged = enabled.map(policy => ({
    policy,
    ...judge(policy.match, facts),
  }));
  const [chosen, ...others] = judged.filter(({ unfit }) => !unfit);
  if (!chosen) {
    return {
      policy: null,
      because:
        enabled.length === 0
          ? 'No policy is enabled'
          : `None of ${enabled.length} policies fits: ${reasons(judged)}`,
      alsoMatch: [],
    };
  }
  const before = judged.slice(0, judged.indexOf(chosen));
  const why =
    chosen.fit.length > 0
      ? `'${chosen.policy.name}' fits ${chosen.fit.join(' and ')}`
      : `'${chosen.policy.name}' is meant for every certificate`;
  return {
    policy: chosen.policy,
    because:
      before.length > 0
        ? `${why}; of higher precedence but not fitting: ${reasons(before)}`
        : `${why}, and none has a higher precedence`,
    alsoMatch: others.map(({ policy }) => policy.id),
  };
}

/** Reasons that a sentence lists; more are counted. */
const MAX_REASONS = 3;

function reasons(
  judged: readonly { policy: Policy; unfit?: string }[],
): string {
  const listed = judged
    .slice(0, MAX_REASONS)
    .map(({ policy, unfit }) => `'${policy.name}' (${unfit})`)
    .join(', ');
  return judged.length > MAX_REASONS
    ? `${listed} and ${judged.length - MAX_REASONS} more`
    : listed;
}

function judge(
  match: PolicyMatch,
  facts: PolicyFacts,
): { fit: string[]; unfit?: string } {
  const fit: string[] = [];
  for (const { key, noun, fits } of CRITERIA) {
    const wanted = match[key];
    if (wanted === undefined) continue;
    const found = fits(wanted, facts);
    if (found === undefined) {
      return { fit, unfit: `another ${noun} than ${wanted.join(', ')}` };
    }
    fit.push(`the ${noun} ${found}`);
  }
  return { fit };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
