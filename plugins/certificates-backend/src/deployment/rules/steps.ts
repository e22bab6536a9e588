import {
  BACKWARD_STEPS,
  DeploymentStepName,
  FORWARD_STEPS,
} from '@cmt/backstage-plugin-certificates-common';
import { StepRecord, TargetRecord } from '../types';

/** The steps of the way that a unit is on, in order. @internal */
export function stepsOf(
  direction: TargetRecord['direction'],
): readonly DeploymentStepName[] {
  return direction === 'forward' ? FORWARD_STEPS : BACKWARD_STEPS;
}

/** The first step of its way that is not done; `undefined` when all are. @internal */
export function nextStep(
  target: TargetRecord,
  steps: readonly StepRecord[],
): DeploymentStepName | undefined {
  const done = new Set(
    steps.filter(step => step.state === 'done').map(step => step.name),
  );
  return stepsOf(target.direction).find(name => !done.has(name));
}

/** From this step on bindings may have changed. @internal */
export function isFromActivation(step: DeploymentStepName): boolean {
  return FORWARD_STEPS.indexOf(step) >= FORWARD_STEPS.indexOf('activate');
}

/** How often and when a failed step is tried again. @internal */
export interface RetryPolicy {
  /** Failures after which a step on the way forward is given up. */
  forwardAttempts: number;
  /** Likewise on the way back, which is worth more patience. */
  backwardAttempts: number;
  /** Times that a step may be begun without ever ending. */
  maxBegins: number;
  firstDelayMs: number;
  maxDelayMs: number;
}

/**
 * A device that restarts is back within minutes; a failover takes seconds.
 *
 * @internal
 */
export const RETRY_POLICY: RetryPolicy = {
  forwardAttempts: 6,
  backwardAttempts: 16,
  maxBegins: 30,
  firstDelayMs: 1_000,
  maxDelayMs: 30_000,
};

/**
 * How long to wait before the same step is begun again.
 *
 * @param failures - how often it has failed
 * @returns milliseconds; `undefined` when it is given up
 * @internal
 */
export function retryDelay(
  policy: RetryPolicy,
  direction: TargetRecord['direction'],
  failures: number,
  retryAfterMs?: number,
): number | undefined {
  const attempts =
    direction === 'forward' ? policy.forwardAttempts : policy.backwardAttempts;
  if (failures >= attempts) {
    return undefined;
  }
  return Math.min(
    Math.max(
      policy.firstDelayMs * 2 ** Math.max(failures - 1, 0),
      retryAfterMs ?? 0,
    ),
    policy.maxDelayMs,
  );
}
