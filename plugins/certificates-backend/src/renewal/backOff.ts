const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Waits before further attempts; the last one is used from there on. */
const DELAYS = [
  1 * MINUTE,
  5 * MINUTE, // elapsed: 6 min
  30 * MINUTE, // elapsed: 36 min
  2 * HOUR, // elapsed: 2 h 36 min
  6 * HOUR,
];

/** Of a lifetime no wait is longer than this share: six hours are long for two days. */
const SHARE_OF_LIFE = 0.02;

/**
 * How long to wait after so many failures in a row. Front-weighted, because most
 * trouble passes soon; without an end, because a certificate that is not replaced
 * expires.
 *
 * @param lifetimeMs - of the certificate, where it is known
 * @internal
 */
export function backOff(failures: number, lifetimeMs: number | null): number {
  const delay = DELAYS[Math.min(Math.max(failures, 1), DELAYS.length) - 1];
  return lifetimeMs === null
    ? delay
    : Math.min(delay, Math.max(lifetimeMs * SHARE_OF_LIFE, MINUTE));
}

/** How long to wait until something is looked at again that has taken so long. @internal */
export function pollDelay(ageMs: number): number {
  return Math.min(Math.max(ageMs / 5, 1_000), MINUTE);
}
