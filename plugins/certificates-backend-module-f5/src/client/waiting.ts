import { setTimeout as sleep } from 'node:timers/promises';
import { stopped } from './networkError';

/** Whether a promise that never rejects settles in time. */
export async function endsWithin(
  promise: Promise<unknown>,
  timeoutMs: number,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(resolve, timeoutMs, false);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Stops waiting for a promise when the signal is aborted; what it stands for
 * goes on.
 *
 * @throws CallError when the signal is aborted first
 */
export function unlessStopped<T>(
  promise: Promise<T>,
  label: string,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(stopped(label, signal));
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener('abort', stop, { once: true });
    promise
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Waits, at most until the signal is aborted. Never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    // What was waited for is looked at earlier then.
  }
}
