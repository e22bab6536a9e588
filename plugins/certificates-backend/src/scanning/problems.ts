import { DeviceProblem } from '@cmt/backstage-plugin-certificates-common';
import { DeviceError } from '@cmt/backstage-plugin-certificates-node';
import { Duration } from 'luxon';

/** Why we stopped a scan that was under way. */
export type StopReason = 'timeout' | 'shutdown' | 'lease-lost';

/** A duration for people: `12.3 s`, `4 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 60_000) {
    return `${(milliseconds / 1000).toFixed(1)} s`;
  }
  return Duration.fromMillis(milliseconds)
    .rescale()
    .toHuman({ unitDisplay: 'short', listStyle: 'narrow' });
}

/**
 * What the inventory keeps of a failed scan. The text of unforeseen errors stays
 * in the log: nobody has checked it for secrets.
 */
export function problemOfError(
  error: unknown,
  device: string,
  at: number,
): DeviceProblem {
  if (DeviceError.is(error)) {
    return {
      kind: error.kind,
      message: error.message,
      remedy: error.remedy,
      at: new Date(at).toISOString(),
    };
  }
  return {
    kind: 'internal',
    message: `The scan of ${device} failed for a reason that is not the device's`,
    remedy: `Look for '${device}' in the log of the backend; the inventory keeps what it knew`,
    at: new Date(at).toISOString(),
  };
}

export function problemOfTimeout(
  device: string,
  timeoutMs: number,
  at: number,
): DeviceProblem {
  return {
    kind: 'timeout',
    message: `The scan of ${device} did not end within ${formatDuration(
      timeoutMs,
    )}`,
    remedy:
      'Find out why the device answers slowly, or raise certificates.scanning.timeout',
    at: new Date(at).toISOString(),
  };
}

export function problemOfShutdown(device: string, at: number): DeviceProblem {
  return {
    kind: 'cancelled',
    message: `The scan of ${device} was stopped because the backend shut down`,
    remedy: 'Nothing to do: it is repeated as soon as a backend runs',
    at: new Date(at).toISOString(),
  };
}

export function problemOfRetirement(device: string, at: number): DeviceProblem {
  return {
    kind: 'config',
    message: `Device ${device} is not configured any more`,
    remedy: 'Nothing to do, unless it was removed by mistake',
    at: new Date(at).toISOString(),
  };
}
