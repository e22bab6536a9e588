/**
 * Share of a certificate's life after which it should have been renewed.
 * Automation renews at this point; people should have planned it by then.
 */
export const RENEWAL_SHARE = 2 / 3;

/** Where in its life a version is. Shares run from 0 (start) to 1 (end). */
export interface Life {
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  renewAt: number;
  /** Share of the life that is over, 0 to 1. */
  used: number;
  phase: 'before' | 'running' | 'renewal-due' | 'ended';
}

/**
 * Computes the life of a version; `null` when its start or its end is not known
 * or the two contradict each other.
 *
 * @param now - milliseconds since the epoch
 */
export function lifeOf(
  validity: { notBefore: string | null; notAfter: string | null },
  now: number,
): Life | null {
  if (!validity.notBefore || !validity.notAfter) {
    return null;
  }
  const start = Date.parse(validity.notBefore);
  const end = Date.parse(validity.notAfter);
  if (!(end > start)) {
    return null;
  }
  const renewAt = start + (end - start) * RENEWAL_SHARE;
  const used = Math.min(1, Math.max(0, (now - start) / (end - start)));
  return {
    start,
    end,
    renewAt,
    used,
    phase: phaseAt(now, start, renewAt, end),
  };
}

function phaseAt(
  now: number,
  start: number,
  renewAt: number,
  end: number,
): Life['phase'] {
  if (now < start) {
    return 'before';
  }
  if (now >= end) {
    return 'ended';
  }
  return now >= renewAt ? 'renewal-due' : 'running';
}
