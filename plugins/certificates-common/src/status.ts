/**
 * How urgent a certificate is.
 *
 * @public
 */
export type CertificateState =
  | 'expired'
  | 'critical'
  | 'warning'
  | 'healthy'
  | 'unknown';

/** All states, most urgent first. @public */
export const CERTIFICATE_STATES: readonly CertificateState[] = [
  'expired',
  'critical',
  'warning',
  'healthy',
  'unknown',
];

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A person who renews by hand needs these lead times, whatever the lifetime:
 * a change has to be planned, approved and deployed in office hours.
 */
const MANUAL_WARNING_DAYS = 30;
const MANUAL_CRITICAL_DAYS = 7;

/** The validity of a certificate, in milliseconds since the epoch. @public */
export interface Validity {
  /** `undefined` when the start is not known (device metadata has none). */
  notBefore?: number;
  notAfter: number;
}

/** The moments from which on a certificate is in a more urgent state. @public */
export interface UrgencyThresholds {
  warningAt: number;
  criticalAt: number;
}

/**
 * Computes when a certificate starts to need attention.
 *
 * @remarks
 *
 * Days alone mislead: 30 days are a month of slack on a 398-day certificate and
 * almost the whole life of a 47-day one. Share of lifetime alone misleads too:
 * people need days, not percents. So:
 *
 * - without automation a certificate warns at 30 days or one sixth of its
 *   lifetime left, whichever comes first, and is critical at 7 days or one
 *   twentieth. 30 days left of 47 therefore warn: somebody has to act.
 * - with automation, which renews at two thirds of the lifetime, it warns at one
 *   quarter left (automation is late) and is critical at one tenth. 30 days left
 *   of 47 are healthy.
 *
 * @public
 */
export function urgencyThresholds(
  validity: Validity,
  options: { automated: boolean },
): UrgencyThresholds {
  const { notBefore, notAfter } = validity;
  const lifetime =
    notBefore === undefined ? undefined : Math.max(0, notAfter - notBefore);

  if (options.automated && lifetime !== undefined) {
    return {
      warningAt: notAfter - lifetime / 4,
      criticalAt: notAfter - lifetime / 10,
    };
  }

  return {
    warningAt:
      notAfter - Math.max(MANUAL_WARNING_DAYS * DAY_MS, (lifetime ?? 0) / 6),
    criticalAt:
      notAfter - Math.max(MANUAL_CRITICAL_DAYS * DAY_MS, (lifetime ?? 0) / 20),
  };
}

/**
 * Judges a certificate at a moment.
 *
 * @public
 */
export function certificateState(
  validity: Validity | undefined,
  options: { automated: boolean; now: number },
): CertificateState {
  if (!validity) {
    return 'unknown';
  }
  if (options.now >= validity.notAfter) {
    return 'expired';
  }
  const { warningAt, criticalAt } = urgencyThresholds(validity, options);
  if (options.now >= criticalAt) {
    return 'critical';
  }
  return options.now >= warningAt ? 'warning' : 'healthy';
}
