import {
  DeploymentProblem,
  DeviceErrorKind,
} from '@cmt/backstage-plugin-certificates-common';

/**
 * A step of a deployment did not succeed. Carries no keys, credentials, tokens
 * or raw answers.
 *
 * @public
 */
export class DeploymentError extends Error {
  readonly name = 'DeploymentError';
  /**
   * A `DeviceErrorKind` for trouble in reaching the device, a code of the device
   * (`01070317`), or one of `device-changed`, `conflict`, `not-allowed`,
   * `sync-conflict`, `sync-pending`, `no-active-member`, `verification-failed`,
   * `no-material`, `refused`.
   */
  readonly code: DeviceErrorKind | (string & {});
  readonly device: string;
  readonly problem: DeploymentProblem;
  /**
   * Whether the same step may simply be tried again: the device was busy,
   * restarting, out of reach or in failover. Otherwise the change has to go back.
   */
  readonly retryable: boolean;
  /** How long the device asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(options: {
    code: DeviceErrorKind | (string & {});
    device: string;
    message: string;
    cause?: string | null;
    remedy: string;
    action?: DeploymentProblem['action'];
    retryable?: boolean;
    retryAfterMs?: number;
  }) {
    super(options.message);
    this.code = options.code;
    this.device = options.device;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.problem = {
      code: options.code,
      message: options.message,
      cause: options.cause ?? null,
      remedy: options.remedy,
      action: options.action ?? (this.retryable ? 'retry' : null),
    };
  }

  /** Works across copies of this package, unlike `instanceof`. */
  static is(error: unknown): error is DeploymentError {
    return error instanceof Error && error.name === 'DeploymentError';
  }
}
