const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Longest lifetimes that the CA/Browser Forum allows for publicly trusted TLS
 * certificates, by date of issue, newest first (Baseline Requirements 6.3.2;
 * ballots 193, SC31 and SC-081v3).
 */
const LIMITS: readonly { issuedFrom: number; days: number }[] = [
  { issuedFrom: Date.UTC(2029, 2, 15), days: 47 },
  { issuedFrom: Date.UTC(2027, 2, 15), days: 100 },
  { issuedFrom: Date.UTC(2026, 2, 15), days: 200 },
  { issuedFrom: Date.UTC(2020, 8, 1), days: 398 },
  { issuedFrom: Date.UTC(2018, 2, 1), days: 825 },
];

/**
 * Longest lifetime in days for a public certificate that was issued at a moment;
 * `undefined` for those that are older than the rule.
 *
 * @internal
 */
export function lifetimeLimitDays(issuedAt: number): number | undefined {
  return LIMITS.find(limit => issuedAt >= limit.issuedFrom)?.days;
}

/**
 * Lifetime in days as the Baseline Requirements count it: the end is part of it,
 * and a second more than a day is another day.
 *
 * @internal
 */
export function lifetimeDays(notBefore: number, notAfter: number): number {
  return Math.ceil((notAfter - notBefore + 1_000) / DAY_MS);
}
