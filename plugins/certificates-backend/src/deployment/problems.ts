import {
  DeploymentProblem,
  DeploymentStepName,
  DeviceErrorKind,
  ProofResult,
} from '@cmt/backstage-plugin-certificates-common';
import {
  DeploymentError,
  DeviceError,
} from '@cmt/backstage-plugin-certificates-node';

/**
 * What is kept of an error. The text of unforeseen ones stays in the log: nobody
 * has checked it for secrets.
 *
 * @internal
 */
export function problemOfError(
  error: unknown,
  unit: string,
): DeploymentProblem {
  if (DeploymentError.is(error)) {
    return error.problem;
  }
  if (DeviceError.is(error)) {
    return {
      code: error.kind,
      message: error.message,
      cause: null,
      remedy: error.remedy,
      action: 'retry',
    };
  }
  return {
    code: 'internal',
    message: `The change of ${unit} failed for a reason that is not the device's`,
    cause: null,
    remedy: `Look for '${unit}' in the log of the backend, then retry`,
    action: 'retry',
  };
}

/** Kinds of trouble in reaching a device that pass. */
const PASSING: readonly DeviceErrorKind[] = [
  'unreachable',
  'timeout',
  'not-ready',
  'busy',
];

/** Whether the same step may be tried again. @internal */
export function isRetryable(error: unknown): boolean {
  return DeploymentError.is(error)
    ? error.retryable
    : DeviceError.is(error) && PASSING.includes(error.kind);
}

/** Proofs that did not come out as they should. @internal */
export function failedProofs(proofs: readonly ProofResult[]): ProofResult[] {
  return proofs.filter(
    ({ result }) => result !== 'proven' && result !== 'not-possible',
  );
}

const PROOF_TEXTS: Record<ProofResult['result'], string> = {
  proven: 'proven',
  'not-possible': 'cannot be asked from here',
  'wrong-certificate': 'another certificate was served',
  'wrong-chain': 'the chain that was served does not fit',
  'no-answer': 'no TLS handshake came about',
};

/** @internal */
export function problemOfProofs(
  unit: string,
  failed: readonly ProofResult[],
  expect: 'after' | 'before',
  leftAlone: readonly string[],
): DeploymentProblem {
  const [first] = failed;
  const name = first.serverName ? ` for ${first.serverName}` : '';
  const rest =
    failed.length > 1 ? `, and ${failed.length - 1} more handshakes` : '';
  const message = `${first.virtualServer}${name}: ${
    first.detail ?? PROOF_TEXTS[first.result]
  }${rest}`;
  return expect === 'after'
    ? {
        code: 'verification-failed',
        message: `Not proven on ${unit}: ${message}`,
        cause: null,
        remedy:
          'Look at the proofs; what was changed goes back by itself. Retry when the cause is found',
        action: 'retry',
      }
    : {
        code: 'verification-failed',
        message: `${unit} could not be proven to be back at what it had: ${message}`,
        cause: leftAlone.length > 0 ? leftAlone.join('; ') : null,
        remedy:
          'Look at these virtual servers now: compare what they serve with the plan, then retry the way back',
        action: 'roll-back',
      };
}

/** @internal */
export function problemOfProhibition(
  unit: string,
  reason: string,
): DeploymentProblem {
  return {
    code: 'not-allowed',
    message: `${unit} may not be changed. ${reason}`,
    cause: null,
    remedy:
      'Change certificates.deployments.doNotTouch or windows in the configuration, then retry',
    action: 'retry',
  };
}

/** @internal */
export function problemOfTimeout(
  unit: string,
  step: DeploymentStepName,
  timeoutMs: number,
): DeploymentProblem {
  return {
    code: 'timeout',
    message: `The step ${step} on ${unit} did not end within ${Math.round(
      timeoutMs / 1000,
    )} s`,
    cause: 'The device answers slowly or not at all',
    remedy: 'Find out why the device is slow, then retry',
    action: 'retry',
  };
}

/** A step that was begun again and again and never ended. @internal */
export function problemOfCrashes(
  unit: string,
  step: DeploymentStepName,
  begins: number,
): DeploymentProblem {
  return {
    code: 'internal',
    message: `The step ${step} on ${unit} was begun ${begins} times and never ended`,
    cause: 'The backend stopped each time while it worked on the step',
    remedy: 'Find out why the backend stops, then retry',
    action: 'retry',
  };
}

/** A job that failed too often outside of any step. @internal */
export function problemOfDeadLetter(unit: string): DeploymentProblem {
  return {
    code: 'internal',
    message: `The change of ${unit} could not be worked on: each attempt ended before a step began`,
    cause: 'The database or the backend was in trouble for a long time',
    remedy: `Look for '${unit}' in the log of the backend, then retry`,
    action: 'retry',
  };
}

/** @internal */
export function problemOfNoPlan(reason: string): DeploymentProblem {
  return {
    code: 'no-plan',
    message: reason,
    cause: null,
    remedy: 'Solve what is said about each unit, then plan again',
    action: 'plan-again',
  };
}
