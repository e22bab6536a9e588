import {
  CertificateSummary,
  DeviceSummary,
  ExpiryBucket,
  FINDING_SEVERITY,
  FindingCode,
  InventorySummary,
  SummaryGroup,
  USAGE_STATES,
  UsageState,
} from '@cmt/backstage-plugin-certificates-common';
import { deviceStatusCounts, stateCounts } from './builders';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const WEEKS = 26;
const MAX_ATTENTION = 10;

/** Groups certificates by the values that each has. */
export function countBy(
  certificates: CertificateSummary[],
  values: (c: CertificateSummary) => readonly string[],
): Map<string, CertificateSummary[]> {
  const groups = new Map<string, CertificateSummary[]>();
  for (const certificate of certificates) {
    for (const value of values(certificate)) {
      groups.set(value, [...(groups.get(value) ?? []), certificate]);
    }
  }
  return groups;
}

function groupsOf(
  certificates: CertificateSummary[],
  values: (c: CertificateSummary) => readonly string[],
): SummaryGroup[] {
  const inState = (items: CertificateSummary[], state: string) =>
    items.filter(c => c.state === state).length;
  return [...countBy(certificates, values)]
    .map(([value, items]) => ({
      value,
      total: items.length,
      expired: inState(items, 'expired'),
      critical: inState(items, 'critical'),
      warning: inState(items, 'warning'),
    }))
    .sort((a, b) => b.total - a.total);
}

function expiries(certificates: CertificateSummary[]): ExpiryBucket[] {
  const today = new Date();
  const monday = Date.UTC(
    today.getUTCFullYear(),
    today.getUTCMonth(),
    today.getUTCDate() - ((today.getUTCDay() + 6) % 7),
  );
  return Array.from({ length: WEEKS }, (_, week) => {
    const start = new Date(monday + week * WEEK_MS).toISOString();
    const end = new Date(monday + (week + 1) * WEEK_MS).toISOString();
    const count = certificates.filter(
      ({ expiresAt }) => expiresAt && expiresAt >= start && expiresAt < end,
    ).length;
    return { start, end, count };
  });
}

/** The summary of certificates, by the rules of the backend. */
export function summarize(
  certificates: CertificateSummary[],
  devices: DeviceSummary[],
): InventorySummary {
  const byState = stateCounts();
  certificates.forEach(c => (byState[c.state] += 1));
  const byUsage = Object.fromEntries(
    USAGE_STATES.map(usage => [
      usage,
      certificates.filter(c => c.usage === usage).length,
    ]),
  ) as Record<UsageState, number>;
  const statuses = deviceStatusCounts();
  devices.forEach(device => (statuses[device.status] += 1));
  return {
    asOf: new Date().toISOString(),
    total: certificates.length,
    byState,
    byUsage,
    withoutOwner: certificates.filter(
      c => !c.owner || c.owner.kind === 'triage',
    ).length,
    findings: [...countBy(certificates, c => c.findings)]
      .map(([code, items]) => ({
        code: code as FindingCode,
        severity: FINDING_SEVERITY[code as FindingCode],
        count: items.length,
      }))
      .sort((a, b) => b.count - a.count),
    expiries: expiries(certificates),
    byOwner: groupsOf(certificates, c => (c.owner ? [c.owner.ref] : [])),
    byIssuer: groupsOf(certificates, c => (c.issuer ? [c.issuer] : [])),
    byDevice: groupsOf(certificates, c => c.devices),
    byEnvironment: groupsOf(certificates, c => c.environments),
    attention: certificates
      .filter(c => c.state !== 'healthy' && c.expiresAt)
      .sort((a, b) => (a.expiresAt! < b.expiresAt! ? -1 : 1))
      .slice(0, MAX_ATTENTION),
    devices: statuses,
  };
}
