import { createHash } from 'node:crypto';
import { PolicyTiming } from '@cmt/backstage-plugin-certificates-common';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Certificates that live shorter than this are renewed halfway. */
const SHORT_LIFE = 10 * DAY;
const SHARE = 2 / 3;
const SHARE_OF_SHORT_LIFE = 1 / 2;

/** Renewals are spread over this share of the lifetime, before the moment computed. */
const JITTER = 0.05;

/** An override never begins earlier than this share of the lifetime before the end. */
const OVERRIDE_SHARE = 0.1;

/** Validity of a version, milliseconds since the epoch. @internal */
export interface Validity {
  notBefore: number;
  notAfter: number;
}

/** When to renew, and how that came about. @internal */
export interface RenewalTime {
  /** Milliseconds since the epoch. */
  at: number;
  /** For people. */
  because: string;
}

/**
 * When a version is to be replaced: within the window that the CA suggests, else
 * after a share of its lifetime. Never a number of days, which would renew
 * certificates of six days for ever.
 *
 * Each certificate has a place of its own within the window, or within the last
 * 5 % of the lifetime before the moment: always the same, so that asking again
 * does not draw lots again (RFC 9773 section 4.2 lets clients choose).
 *
 * @internal
 */
export function renewalTime(options: {
  certificateId: string;
  validity: Validity;
  timing: Pick<PolicyTiming, 'useRenewalInfo' | 'shareOfLife'>;
  /** The window that the CA suggests, if any. */
  info?: { start: number; end: number; explanationUrl: string | null };
}): RenewalTime {
  const { certificateId, validity, timing, info } = options;
  const place = placeOf(certificateId);
  if (timing.useRenewalInfo && info && info.start < info.end) {
    return {
      at: Math.round(info.start + place * (info.end - info.start)),
      because: `The CA suggests ${moment(info.start)} to ${moment(info.end)}${
        info.explanationUrl ? `, see ${info.explanationUrl}` : ''
      }`,
    };
  }
  const life = Math.max(validity.notAfter - validity.notBefore, 0);
  const isShort = life < SHORT_LIFE;
  const share = timing.shareOfLife ?? (isShort ? SHARE_OF_SHORT_LIFE : SHARE);
  const latest = validity.notBefore + share * life;
  return {
    at: Math.round(latest - place * Math.min(JITTER, share) * life),
    because: `After ${Math.round(share * 100)} % of its ${lifeText(life)}${
      timing.shareOfLife === null && isShort
        ? ', because it lives less than ten days'
        : ''
    }, up to ${JITTER * 100} % earlier so that not all are renewed at once`,
  };
}

/**
 * From when on windows and freezes do not hold a replacement back any more.
 *
 * @returns milliseconds since the epoch; `null` for never
 * @internal
 */
export function overrideFrom(
  validity: { notBefore: number | null; notAfter: number },
  timing: Pick<PolicyTiming, 'overrideDays'>,
): number | null {
  if (timing.overrideDays === null) {
    return null;
  }
  const asked = timing.overrideDays * DAY;
  const limit =
    validity.notBefore === null
      ? asked
      : OVERRIDE_SHARE * Math.max(validity.notAfter - validity.notBefore, 0);
  return Math.round(validity.notAfter - Math.min(asked, limit));
}

/** A place from 0 to 1 that belongs to a certificate. */
function placeOf(certificateId: string): number {
  const bytes = createHash('sha256').update(certificateId).digest();
  return bytes.readUInt32BE(0) / 2 ** 32;
}

function moment(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function lifeText(life: number): string {
  return life >= 2 * DAY
    ? `${Math.round(life / DAY)} days`
    : `${Math.round(life / HOUR)} hours`;
}
