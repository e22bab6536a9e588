/**
 * The timetable of ballot SC-081v3 (Baseline Requirements 6.3.2 and 4.2.1): from
 * when certificates live so many days at most, and proofs of domain control may be
 * used again for so many.
 *
 * @internal
 */
export const LIFETIME_TIMETABLE: readonly {
  from: string;
  lifetimeDays: number;
  reuseDays: number;
}[] = [
  { from: '2026-03-15', lifetimeDays: 200, reuseDays: 200 },
  { from: '2027-03-15', lifetimeDays: 100, reuseDays: 100 },
  { from: '2029-03-15', lifetimeDays: 47, reuseDays: 10 },
];

const DAYS_PER_YEAR = 365;

/** Share of the lifetime after which certificates are renewed. */
const SHARE = 2 / 3;

/** Renewals a year of so many certificates, by longest lifetime. @internal */
export function renewalsPerYear(
  certificates: number,
): Record<'200' | '100' | '47', number> {
  const perYear = (lifetimeDays: number) =>
    Math.round((certificates * DAYS_PER_YEAR) / (lifetimeDays * SHARE));
  return { '200': perYear(200), '100': perYear(100), '47': perYear(47) };
}
