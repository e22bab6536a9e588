import { CertificateFactsForRules, Rule, RuleFinding } from './types';
import {
  configuredChainExpiring,
  missingIntermediate,
  nameNotCovered,
  notServed,
  selfSigned,
  supersededInUse,
  unused,
} from './usageRules';
import {
  factsIncomplete,
  lifetimeTooLong,
  servedChainExpiring,
  weakKey,
  weakSignature,
} from './versionRules';

/** All rules, in the order in which their findings are shown. */
const RULES: readonly Rule[] = [
  notServed,
  weakKey,
  weakSignature,
  supersededInUse,
  missingIntermediate,
  nameNotCovered,
  selfSigned,
  lifetimeTooLong,
  servedChainExpiring,
  configuredChainExpiring,
  unused,
  factsIncomplete,
];

/**
 * A certificate that is used ten thousand times and broken once is broken ten
 * thousand times: this many places of one kind are kept as examples.
 */
export const MAX_FINDINGS_PER_CODE = 100;

/**
 * The rules that a certificate breaks, apart from those that depend on the
 * clock. Nothing is said about what ships with a device and is not used, nor
 * about certificates that only tell whom to trust.
 *
 * @internal
 */
export function evaluateRules(facts: CertificateFactsForRules): RuleFinding[] {
  if (
    facts.category === 'trust-store' ||
    (facts.category === 'factory' && facts.usage !== 'in-use')
  ) {
    return [];
  }
  const findings = new Map<string, RuleFinding>();
  const counts = new Map<string, number>();
  for (const rule of RULES) {
    for (const finding of rule(facts)) {
      const key = findingKey(finding);
      const count = counts.get(finding.code) ?? 0;
      if (!findings.has(key) && count < MAX_FINDINGS_PER_CODE) {
        findings.set(key, finding);
        counts.set(finding.code, count + 1);
      }
    }
  }
  return [...findings.values()];
}

/** What tells findings of one certificate apart. @internal */
export function findingKey(finding: RuleFinding): string {
  return JSON.stringify([
    finding.code,
    finding.device ?? '',
    finding.object ?? '',
    finding.serverName ?? '',
  ]);
}
