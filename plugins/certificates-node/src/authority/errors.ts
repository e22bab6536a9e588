import { DeploymentProblem } from '@cmt/backstage-plugin-certificates-common';

/**
 * An order cannot go on. Carries no keys, account credentials, tokens or raw
 * answers.
 *
 * - `later`: trouble that passes; the same call may be made again at `retryAt`
 * - `person`: somebody has to do something first, for example agree to new terms
 * - `never`: this request will never be issued as it is
 *
 * @public
 */
export class AuthorityError extends Error {
  readonly name = 'AuthorityError';
  readonly kind: 'later' | 'person' | 'never';
  readonly authority: string;
  readonly problem: DeploymentProblem;
  /** Milliseconds since the epoch, for `later`, where the CA names a time. */
  readonly retryAt?: number;
  /** Whether the CA counts too many orders: nobody should place any before `retryAt`. */
  readonly isRateLimit: boolean;

  constructor(options: {
    kind: 'later' | 'person' | 'never';
    authority: string;
    /** Stable code, for example `unreachable`, `rate-limited`, `rejected-identifier`, `caa`. */
    code: string;
    /** What failed and on what. */
    message: string;
    cause?: string | null;
    /** What a person can do. */
    remedy: string;
    retryAt?: number;
    isRateLimit?: boolean;
  }) {
    super(options.message);
    this.kind = options.kind;
    this.authority = options.authority;
    this.retryAt = options.retryAt;
    this.isRateLimit = options.isRateLimit ?? false;
    this.problem = {
      code: options.code,
      message: options.message,
      cause: options.cause ?? null,
      remedy: options.remedy,
      action: options.kind === 'never' ? null : 'retry',
    };
  }

  /** Works across copies of this package, unlike `instanceof`. */
  static is(error: unknown): error is AuthorityError {
    return error instanceof Error && error.name === 'AuthorityError';
  }
}
