import { durationToMilliseconds, HumanDuration } from '@backstage/types';
import { DeviceSchedule } from '@cmt/backstage-plugin-certificates-node';
import { Duration } from 'luxon';
import { createTask, validateDetailed } from 'node-cron';

/** Scanning a device more often than this would do it harm and nobody good. */
export const SHORTEST_INTERVAL_MS = 60_000;

/** How many runs ahead the gaps of a cron expression are looked at. */
const CRON_HORIZON_RUNS = 16;

/**
 * When a device is scanned. Computed from a {@link DeviceSchedule}; knows
 * nothing about what happened before.
 */
export interface ScanSchedule {
  /** For people: the cron expression with its time zone, or an ISO 8601 duration. */
  readonly text: string;
  /** Longest time between two runs, in milliseconds. The yardstick for staleness. */
  readonly intervalMs: number;
  /**
   * First run after a moment, in milliseconds since the epoch. `now` must not
   * lie in the future: cron expressions are counted from the system's clock.
   */
  next(now: number): number;
}

/** A schedule that cannot be used; the message says what would be right. */
export class ScheduleError extends Error {
  readonly name = 'ScheduleError';
}

/**
 * Validates a schedule and makes it usable.
 *
 * @throws ScheduleError when the cron expression, time zone or interval is unusable
 */
export function createScanSchedule(schedule: DeviceSchedule): ScanSchedule {
  return 'cron' in schedule
    ? createCronSchedule(schedule.cron, schedule.timezone)
    : createIntervalSchedule(schedule.every);
}

function createIntervalSchedule(every: HumanDuration): ScanSchedule {
  const intervalMs = durationToMilliseconds(every);
  if (!Number.isFinite(intervalMs) || intervalMs < SHORTEST_INTERVAL_MS) {
    throw new ScheduleError(
      'the interval must be at least one minute, for example { minutes: 30 }',
    );
  }
  return {
    text: Duration.fromMillis(intervalMs).rescale().toISO() ?? '',
    intervalMs,
    next: now => now + intervalMs,
  };
}

function createCronSchedule(cron: string, timezone?: string): ScanSchedule {
  const { valid, errors } = validateDetailed(cron);
  if (!valid) {
    const reasons = errors.map(e => `${e.field}: ${e.message}`).join('; ');
    throw new ScheduleError(
      `the cron expression '${cron}' is not valid (${reasons}); five fields are expected, for example '*/30 * * * *'`,
    );
  }
  // A throw-away task each time: node-cron keeps every live task in a registry.
  const upcoming = (count: number): number[] => {
    const task = createTask(cron, () => {}, timezone ? { timezone } : {});
    try {
      return task.getNextRuns(count).map(run => run.getTime());
    } finally {
      task.destroy();
    }
  };

  let runs: number[];
  try {
    runs = upcoming(CRON_HORIZON_RUNS);
  } catch (error) {
    throw new ScheduleError(
      `the schedule '${cron}' in time zone '${timezone}' cannot be used: ${
        error instanceof Error ? error.message : 'unknown reason'
      }; time zones are IANA names, for example 'Europe/Berlin'`,
    );
  }
  const gaps = runs.slice(1).map((run, index) => run - runs[index]);
  if (Math.min(...gaps) < SHORTEST_INTERVAL_MS) {
    throw new ScheduleError(
      `the cron expression '${cron}' runs more than once a minute; leave the field for seconds out`,
    );
  }
  return {
    text: timezone ? `${cron} (${timezone})` : cron,
    intervalMs: Math.max(...gaps),
    next: now => upcoming(2).find(run => run > now) ?? now + Math.max(...gaps),
  };
}
