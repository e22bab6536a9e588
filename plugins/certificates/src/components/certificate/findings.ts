import {
  Finding,
  FindingCode,
  FindingSeverity,
} from '@cmt/backstage-plugin-certificates-common';

/** All findings of one rule, with every place where it is broken. */
export interface FindingGroup {
  code: FindingCode;
  severity: FindingSeverity;
  /** ISO 8601: the earliest of its findings. */
  since: string | null;
  /** `device · object · server name`; empty when it is about the certificate as such. */
  places: string[];
}

const SEVERITIES: readonly FindingSeverity[] = ['error', 'warning', 'info'];

/**
 * Groups findings by rule, the weightiest first: a wildcard breaks one rule in a
 * hundred places, but there is one thing to do.
 */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<FindingCode, FindingGroup>();
  for (const finding of findings) {
    const group = groups.get(finding.code) ?? {
      code: finding.code,
      severity: finding.severity,
      since: finding.since,
      places: [],
    };
    const place = [finding.device, finding.object, finding.serverName]
      .filter(Boolean)
      .join(' · ');
    if (place) {
      group.places.push(place);
    }
    if (finding.since && (!group.since || finding.since < group.since)) {
      group.since = finding.since;
    }
    groups.set(finding.code, group);
  }
  return [...groups.values()].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
}
