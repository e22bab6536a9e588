/** @public */
export type ExpectedState = 'expired' | 'critical' | 'warning' | 'healthy';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Urgency of a certificate that a person renews: a warning at 30 days or one
 * sixth of the lifetime, critical at 7 days or one twentieth, whichever comes
 * first. Written down here again, not imported, so that a mistake in the
 * product's rule shows.
 */
export function expectedState(
  { notBefore, notAfter }: { notBefore: Date; notAfter: Date },
  at: Date,
): ExpectedState {
  const left = notAfter.getTime() - at.getTime();
  const lifetime = notAfter.getTime() - notBefore.getTime();
  if (left <= 0) {
    return 'expired';
  }
  if (left <= Math.max(7 * DAY_MS, lifetime / 20)) {
    return 'critical';
  }
  return left <= Math.max(30 * DAY_MS, lifetime / 6) ? 'warning' : 'healthy';
}
