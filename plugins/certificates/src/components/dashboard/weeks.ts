import { DateTime } from 'luxon';
import { DAY_MS } from '../ui';

/** The first day of a week, as short as a chart needs it: `7 Dec`. Weeks are UTC. */
export function formatWeekDay(iso: string): string {
  return DateTime.fromISO(iso, { zone: 'utc' })
    .setLocale(document.documentElement.lang || 'en')
    .toLocaleString({ day: 'numeric', month: 'short' });
}

/** How near a week is; for the colour of its bar, beside its position. */
export function urgencyOfWeek(
  start: string,
  now: number,
): 'near' | 'soon' | 'later' {
  const days = (Date.parse(start) - now) / DAY_MS;
  if (days < 7) {
    return 'near';
  }
  return days < 30 ? 'soon' : 'later';
}
