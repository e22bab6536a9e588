import {
  AuthorityError,
  DeploymentError,
} from '@cmt/backstage-plugin-certificates-node';

/**
 * Says in the words of CAs what a device could not do: what passes is tried
 * again, everything else needs a person.
 *
 * @param now - milliseconds since the epoch
 */
export function toAuthorityError(
  error: unknown,
  authority: string,
  now: number,
): unknown {
  if (!DeploymentError.is(error)) {
    return error;
  }
  const { message, problem, retryable, retryAfterMs } = error;
  return new AuthorityError({
    kind: retryable ? 'later' : 'person',
    authority,
    code: error.code,
    message,
    cause: problem.cause,
    remedy: problem.remedy,
    retryAt: retryAfterMs === undefined ? undefined : now + retryAfterMs,
  });
}
