import { DateTime } from 'luxon';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Units with the distance up to which they read best. */
const UNITS: readonly {
  unit: Intl.RelativeTimeFormatUnit;
  ms: number;
  below: number;
}[] = [
  { unit: 'second', ms: SECOND_MS, below: MINUTE_MS },
  { unit: 'minute', ms: MINUTE_MS, below: 90 * MINUTE_MS },
  { unit: 'hour', ms: HOUR_MS, below: 36 * HOUR_MS },
  { unit: 'day', ms: DAY_MS, below: 90 * DAY_MS },
  { unit: 'month', ms: 30.44 * DAY_MS, below: 730 * DAY_MS },
  { unit: 'year', ms: 365.25 * DAY_MS, below: Infinity },
];

/** The language that the page is written in, so that dates match the texts. */
function pageLanguage(): string {
  return globalThis.document?.documentElement.lang || 'en';
}

function pickUnit(distanceMs: number) {
  const magnitude = Math.abs(distanceMs);
  const { unit, ms } = UNITS.find(u => magnitude < u.below)!;
  return { unit, amount: Math.trunc(magnitude / ms) * Math.sign(distanceMs) };
}

/**
 * A moment relative to now, rounded towards now: `in 12 days`, `3 hours ago`.
 *
 * @param iso - ISO 8601
 * @param now - milliseconds since the epoch
 */
export function formatRelative(iso: string, now: number): string {
  const { unit, amount } = pickUnit(Date.parse(iso) - now);
  return new Intl.RelativeTimeFormat(pageLanguage(), {
    numeric: unit === 'second' ? 'auto' : 'always',
  }).format(amount, unit);
}

/** How long ago a moment was: `3 hours`. */
export function formatAge(iso: string, now: number): string {
  const { unit, amount } = pickUnit(Math.max(0, now - Date.parse(iso)));
  return new Intl.NumberFormat(pageLanguage(), {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  }).format(amount);
}

/** The exact moment in the user's time zone: `6 Dec 2026, 14:05:00 CET`. */
export function formatExact(iso: string): string {
  return DateTime.fromISO(iso)
    .setLocale(pageLanguage())
    .toLocaleString({
      ...DateTime.DATETIME_MED_WITH_SECONDS,
      timeZoneName: 'short',
    });
}

/** The day in the user's time zone: `6 Dec 2026`. */
export function formatDay(iso: string): string {
  return DateTime.fromISO(iso)
    .setLocale(pageLanguage())
    .toLocaleString(DateTime.DATE_MED);
}

/** How long something took: `0.4 s`, `12 s`, `3 min 5 s`. */
export function formatDuration(fromIso: string, toIso: string): string {
  const exact = Math.max(0, Date.parse(toIso) - Date.parse(fromIso)) / 1000;
  if (exact < 10) {
    return `${exact.toFixed(1)} s`;
  }
  const seconds = Math.round(exact);
  return seconds < 60
    ? `${seconds} s`
    : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
