import { setTimeout as sleep } from 'node:timers/promises';
import { CallError, CallProblem } from './callError';
import { stopped } from './networkError';

/**
 * Pauses before each repetition of an idempotent call, in milliseconds. Short
 * hiccups pass within them; a restart takes minutes and is left to the next scan.
 */
export const RETRY_DELAYS_MS: readonly number[] = [
  // a connection that broke, a token lost inside the device
  300,
  // a task that holds the device for a moment
  1_500,
  // a daemon that restarts
  5_000,
];

/** A device that asks for a longer pause than this is left alone: the scan ends. */
const MAX_RETRY_AFTER_MS = 30_000;

/** Spread of the pauses, so that many devices are not asked in step. */
const JITTER = 0.2;

/** Does something again while it fails in a way that passes. */
export type Repeat = <T>(
  label: string,
  attempt: () => Promise<T>,
  options?: {
    /** Ends the pauses too. */
    signal?: AbortSignal;
    /** Problems that are an answer to the caller, although they may pass. */
    accept?: (problem: CallProblem) => boolean;
  },
) => Promise<T>;

/**
 * @param onRetry - told before each pause
 */
export function createRepeat(options: {
  signal: AbortSignal;
  delaysMs?: readonly number[];
  onRetry: (problem: CallProblem) => void;
}): Repeat {
  const { delaysMs = RETRY_DELAYS_MS, onRetry } = options;
  return async (label, attempt, { accept, signal = options.signal } = {}) => {
    for (const delay of delaysMs) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof CallError) || !passes(error.problem)) {
          throw error;
        }
        if (accept?.(error.problem)) {
          throw error;
        }
        onRetry(error.problem);
        await pause(delay, error.problem.retryAfterMs, label, signal);
      }
    }
    return attempt();
  };
}

function passes(problem: CallProblem): boolean {
  return (
    problem.retry === true && (problem.retryAfterMs ?? 0) <= MAX_RETRY_AFTER_MS
  );
}

/** Waits, at least as long as the device asked for. Ends early with the signal. */
async function pause(
  delayMs: number,
  retryAfterMs: number | undefined,
  label: string,
  signal: AbortSignal,
): Promise<void> {
  const jittered = delayMs * (1 + JITTER * (2 * Math.random() - 1));
  try {
    await sleep(Math.max(jittered, retryAfterMs ?? 0), undefined, { signal });
  } catch {
    throw stopped(label, signal);
  }
}
