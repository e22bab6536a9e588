import { CertificatesTranslator } from '../../translation';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The span that a rate limit counts over, in its largest whole unit: `3 hours`. */
export function periodText(
  t: CertificatesTranslator,
  periodMs: number,
): string {
  if (periodMs % DAY_MS === 0) {
    return t('authorities.budget.days', { count: periodMs / DAY_MS });
  }
  return periodMs % HOUR_MS === 0
    ? t('authorities.budget.hours', { count: periodMs / HOUR_MS })
    : t('authorities.budget.minutes', {
        count: Math.round(periodMs / MINUTE_MS),
      });
}
