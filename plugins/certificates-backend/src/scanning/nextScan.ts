import { DeviceErrorKind } from '@cmt/backstage-plugin-certificates-common';
import { ScanSchedule } from '../config';

/**
 * However long the interval is, a scan starts at most this much after its time:
 * people who schedule by cron expect the hour that they named.
 */
export const MAX_JITTER_MS = 5 * 60_000;

/** Settings of the circuit breaker. Durations in milliseconds. */
export interface BreakerSettings {
  /** Consecutive failures from which on the device is paused. */
  failures: number;
  initialDelay: number;
  maxDelay: number;
}

/** How a scan ended, as far as the next one is concerned. */
export type ScanOutcome =
  | { ok: true }
  | { ok: false; kind: DeviceErrorKind; retryAfterMs?: number };

/** What follows from the end of a scan. */
export interface NextScan {
  status: 'ok' | 'failing' | 'paused';
  /** Milliseconds since the epoch. */
  nextScanAt: number;
  consecutiveFailures: number;
}

/**
 * Decides when a device is scanned next and whether its circuit breaker opens.
 *
 * @remarks
 *
 * - After a success: by schedule, with jitter.
 * - After fewer failures than the breaker allows: by schedule too; the device is
 *   `failing`.
 * - From then on it is `paused`, for the initial delay, doubled with every
 *   further failure up to the cap, and never shorter than the schedule.
 * - Refused credentials pause it at once: every further attempt may lock the
 *   account.
 * - A device that asks for time gets it.
 *
 * A scan that we stopped ourselves says nothing about the device; the caller does
 * not ask.
 */
export function decideNextScan(input: {
  schedule: ScanSchedule;
  /** Share of the interval, 0 to 1. */
  jitter: number;
  breaker: BreakerSettings;
  outcome: ScanOutcome;
  /** Before this scan. */
  consecutiveFailures: number;
  now: number;
  /** From 0 to 1. */
  random: number;
}): NextScan {
  const { schedule, breaker, outcome, now } = input;
  const scheduled =
    schedule.next(now) +
    Math.round(
      Math.min(input.jitter * schedule.intervalMs, MAX_JITTER_MS) *
        input.random,
    );

  if (outcome.ok) {
    return { status: 'ok', nextScanAt: scheduled, consecutiveFailures: 0 };
  }
  const consecutiveFailures = input.consecutiveFailures + 1;
  const earliest = now + (outcome.retryAfterMs ?? 0);
  const pauses =
    outcome.kind === 'auth'
      ? consecutiveFailures
      : consecutiveFailures - breaker.failures + 1;
  if (pauses < 1) {
    return {
      status: 'failing',
      nextScanAt: Math.max(scheduled, earliest),
      consecutiveFailures,
    };
  }
  const delay = Math.min(
    breaker.initialDelay * 2 ** Math.min(pauses - 1, 30),
    breaker.maxDelay,
  );
  return {
    status: 'paused',
    nextScanAt: Math.max(scheduled, earliest, now + delay),
    consecutiveFailures,
  };
}
