import { DeviceErrorKind } from '@cmt/backstage-plugin-certificates-common';

/**
 * A device could not be read. Says what failed, on what and what to do; carries
 * no credentials, no tokens and no raw answers.
 *
 * @public
 */
export class DeviceError extends Error {
  readonly name = 'DeviceError';
  readonly kind: DeviceErrorKind;
  readonly device: string;
  /** What a person can do about it. */
  readonly remedy: string;
  /** How long the device asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(options: {
    kind: DeviceErrorKind;
    device: string;
    message: string;
    remedy: string;
    retryAfterMs?: number;
  }) {
    super(options.message);
    this.kind = options.kind;
    this.device = options.device;
    this.remedy = options.remedy;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Works across copies of this package, unlike `instanceof`. */
  static is(error: unknown): error is DeviceError {
    return error instanceof Error && error.name === 'DeviceError';
  }
}
