import { setMaxListeners } from 'node:events';

/**
 * A signal for handshakes that are made at the same time: each listens to it
 * while it lasts. Node takes more than ten listeners for a leak and warns; here it
 * is told how many are right, and the signal of the caller stays as it is.
 */
export function sharedSignal(
  signal: AbortSignal,
  concurrency: number,
): AbortSignal {
  const shared = AbortSignal.any([signal]);
  setMaxListeners(concurrency, shared);
  return shared;
}
