import { DeviceErrorKind } from '@cmt/backstage-plugin-certificates-common';
import { DeviceError } from '@cmt/backstage-plugin-certificates-node';

/**
 * What one management call came to, before it is known whether the scan can do
 * without it. Messages never hold raw answers, credentials or tokens.
 */
export interface CallProblem {
  kind: DeviceErrorKind;
  /** Continues "GET /mgmt/…": `was refused`. */
  message: string;
  /** What a person can do. */
  remedy: string;
  /** An idempotent call may be repeated after a pause. */
  retry?: boolean;
  /** How long the device asks to be left alone. */
  retryAfterMs?: number;
  /** The token is gone; a new login may help. */
  tokenGone?: boolean;
  /** The device wants the password with the call itself. */
  challenge?: boolean;
  /** The device says that there is nothing at this address, for now at least. */
  absent?: boolean;
  /** The call has changed nothing for certain: it was not sent, put off or refused. */
  noEffect?: boolean;
  /** The device's own number of the error: `01070317`. */
  code?: string;
  /** Full paths that the device names in its text. */
  objects?: string[];
  /** HTTP status, where there was an answer. */
  status?: number;
}

/** A management call failed. Becomes a {@link DeviceError} at the edge of a scan. */
export class CallError extends Error {
  readonly name = 'CallError';
  readonly problem: CallProblem;

  constructor(call: string, problem: CallProblem) {
    super(`${call} ${problem.message}`);
    this.problem = problem;
  }

  get kind(): DeviceErrorKind {
    return this.problem.kind;
  }
}

/** Turns whatever ended a scan into the error that the contract asks for. */
export function toDeviceError(
  error: unknown,
  device: { name: string; host: string; port: number },
): DeviceError {
  if (DeviceError.is(error)) {
    return error;
  }
  const where = `BIG-IP ${device.name} (${device.host}:${device.port})`;
  if (error instanceof CallError) {
    return new DeviceError({
      kind: error.kind,
      device: device.name,
      message: `${where}: ${error.message}`,
      remedy: error.problem.remedy,
      retryAfterMs: error.problem.retryAfterMs,
    });
  }
  return new DeviceError({
    kind: 'internal',
    device: device.name,
    message: `${where}: the scan failed in a way that is a defect of this plugin: ${
      error instanceof Error ? error.name : 'unknown'
    } at ${defectSite(error)}`,
    remedy: 'Report this message to the maintainers of the plugin.',
  });
}

/** Function and line of a defect; unlike its message it cannot hold data of a device. */
function defectSite(error: unknown): string {
  const frame =
    error instanceof Error &&
    error.stack?.split('\n').find(l => /^\s+at /.test(l));
  return frame
    ? frame
        .trim()
        .replace(/^at /, '')
        .replace(/\(?(file:\/\/)?\/.*\//, '(')
    : 'an unknown place';
}
