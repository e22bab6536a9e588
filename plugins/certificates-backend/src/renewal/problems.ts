import { DeploymentProblem } from '@cmt/backstage-plugin-certificates-common';

/** Something that a step could not do; people see it, and it is tried again. @internal */
export function problem(
  code: string,
  message: string,
  remedy: string,
  options: {
    cause?: string | null;
    action?: DeploymentProblem['action'];
  } = {},
): DeploymentProblem {
  return {
    code,
    message,
    remedy,
    cause: options.cause ?? null,
    action: options.action === undefined ? 'retry' : options.action,
  };
}

/** An error that nobody has foreseen. Its text stays in the log. @internal */
export function problemOfUnknown(renewalId: string): DeploymentProblem {
  return problem(
    'internal',
    'A step of the renewal ended with an unexpected error',
    `Look for '${renewalId}' in the log of the backend; it is tried again by itself`,
  );
}
