import { DeploymentUnit } from '@cmt/backstage-plugin-certificates-common';
import { parseExpression } from 'cron-parser';

/** Which devices a rule of the configuration means; absent: all. @internal */
export interface DeviceSelection {
  environments?: readonly string[];
  /** Whether a device is meant, by name. */
  matchesDevice?: (name: string) => boolean;
}

/** Times in which units may be changed. @internal */
export interface MaintenanceWindow extends DeviceSelection {
  name: string;
  /** When it opens. */
  cron: string;
  timezone: string;
  /** Milliseconds. */
  duration: number;
}

/** Times in which units must not be changed. @internal */
export interface DoNotTouch extends DeviceSelection {
  /** Milliseconds since the epoch, inclusive; absent: since ever. */
  from?: number;
  /** Exclusive; absent: for ever. */
  until?: number;
  reason: string;
}

/** @internal */
export interface ChangeCalendar {
  windows: readonly MaintenanceWindow[];
  doNotTouch: readonly DoNotTouch[];
}

/** Whether a unit may be changed at a moment. `reason` is for people. @internal */
export type ChangePermission =
  | { allowed: 'now' }
  /** `until`: milliseconds since the epoch, the moment to ask again. */
  | { allowed: 'later'; until: number; reason: string }
  | { allowed: 'never'; reason: string };

/** Blocks and windows that alternate are followed this often. */
const MAX_STEPS = 100;

/**
 * Whether a unit may be changed now, and if not when.
 *
 * Where no window is meant for a unit, it may be changed at any time; where
 * several are, any of them will do. A device that must not be touched stops the
 * whole unit, whatever the windows say.
 *
 * @internal
 */
export function mayChange(
  unit: DeploymentUnit,
  calendar: ChangeCalendar,
  now: number,
): ChangePermission {
  const windows = calendar.windows.filter(window => selects(window, unit));
  const blocks = calendar.doNotTouch.filter(block => selects(block, unit));
  let reason: string | undefined;
  let moment = now;
  for (let step = 0; step < MAX_STEPS; step++) {
    const block = blockAt(blocks, moment);
    if (block) {
      const text = `Must not be touched: ${block.reason}`;
      if (block.until === undefined) {
        return { allowed: 'never', reason: text };
      }
      reason ??= text;
      moment = block.until;
      continue;
    }
    const opening = nextOpening(windows, moment);
    if (!opening) {
      return {
        allowed: 'never',
        reason: `None of its maintenance windows opens again: ${windows
          .map(({ name }) => name)
          .join(', ')}`,
      };
    }
    if (opening.at <= moment) {
      return moment === now
        ? { allowed: 'now' }
        : { allowed: 'later', until: moment, reason: reason ?? '' };
    }
    reason ??= `Maintenance window ${opening.name}`;
    moment = opening.at;
  }
  return {
    allowed: 'never',
    reason:
      'Each of its maintenance windows lies in a time in which it must not be touched',
  };
}

/**
 * Like {@link mayChange}, but from a moment on windows and freezes do not count
 * any more: the end of a certificate in use is worse than a change at the wrong
 * time. Devices that must never be touched are left alone all the same.
 *
 * @param overrideAt - milliseconds since the epoch; `null` for never
 * @internal
 */
export function mayChangeUrgently(
  unit: DeploymentUnit,
  calendar: ChangeCalendar,
  now: number,
  overrideAt: number | null,
): ChangePermission & { overridden?: string } {
  const permission = mayChange(unit, calendar, now);
  if (
    permission.allowed === 'now' ||
    overrideAt === null ||
    calendar.doNotTouch.some(
      block => block.until === undefined && selects(block, unit),
    )
  ) {
    return permission;
  }
  if (overrideAt <= now) {
    return { allowed: 'now', overridden: permission.reason };
  }
  return permission.allowed === 'later' && permission.until <= overrideAt
    ? permission
    : { allowed: 'later', until: overrideAt, reason: permission.reason };
}

function selects(selection: DeviceSelection, unit: DeploymentUnit): boolean {
  const { environments, matchesDevice } = selection;
  return (
    (!environments ||
      (unit.environment !== null && environments.includes(unit.environment))) &&
    (!matchesDevice || unit.devices.some(matchesDevice))
  );
}

function blockAt(
  blocks: readonly DoNotTouch[],
  moment: number,
): DoNotTouch | undefined {
  return blocks.find(
    ({ from, until }) =>
      (from === undefined || moment >= from) &&
      (until === undefined || moment < until),
  );
}

/** The window that is open at a moment, else the one that opens first. */
function nextOpening(
  windows: readonly MaintenanceWindow[],
  moment: number,
): { name: string; at: number } | undefined {
  if (windows.length === 0) {
    return { name: '', at: moment };
  }
  return windows
    .flatMap(window => {
      const at = openingOf(window, moment);
      return at === undefined ? [] : [{ name: window.name, at }];
    })
    .sort((a, b) => a.at - b.at)[0];
}

function openingOf(
  { cron, timezone, duration }: MaintenanceWindow,
  moment: number,
): number | undefined {
  // A moment later, so that a window that opens just now counts as open.
  const options = { currentDate: new Date(moment + 1), tz: timezone };
  try {
    const opened = parseExpression(cron, options).prev().getTime();
    if (moment < opened + duration) {
      return moment;
    }
    return parseExpression(cron, options).next().getTime();
  } catch {
    // An expression for a day that never comes, as 30 February.
    return undefined;
  }
}
