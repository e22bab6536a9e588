import {
  DeploymentProblem,
  DeploymentStepName,
} from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateTarget,
  DeploymentError,
} from '@cmt/backstage-plugin-certificates-node';
import { MaterialStore } from '../../custody';
import {
  failedProofs,
  isRetryable,
  problemOfError,
  problemOfProofs,
  problemOfTimeout,
} from '../problems';
import { DeploymentRecord, TargetRecord } from '../types';
import { HeldLease } from './HeldLease';
import { runStep, StepResult } from './runStep';

/** How long a target is given to end after its step was aborted. */
const STOP_GRACE_MS = 10_000;

/** @internal */
export interface StepFailure {
  problem: DeploymentProblem;
  /** Whether the same step may be begun again. */
  retryable: boolean;
  retryAfterMs?: number;
  /** Set for errors that nobody has foreseen. */
  error?: unknown;
  /** What the step found out nevertheless. */
  result?: StepResult;
}

/** How an attempt at a step ended. @internal */
export type StepOutcome =
  | { kind: 'done'; result: StepResult }
  | { kind: 'failed'; failure: StepFailure }
  /** The backend stops or the lease is lost: nobody knows what came about. */
  | { kind: 'stopped' };

/**
 * Makes one attempt at a step. Never rejects: what a target throws is an outcome.
 *
 * @internal
 */
export async function performStep(options: {
  name: DeploymentStepName;
  implementation: CertificateTarget | undefined;
  materials: MaterialStore;
  deployment: DeploymentRecord;
  target: TargetRecord;
  held: HeldLease;
  timeoutMs: number;
  stopGraceMs?: number;
  onProgress: (message: string) => void;
}): Promise<StepOutcome> {
  const { name, target, held, timeoutMs } = options;
  const { unit } = target;
  const stop = new AbortController();
  const onAbort = () => stop.abort(held.signal.reason);
  held.signal.addEventListener('abort', onAbort, { once: true });
  if (held.signal.aborted) {
    onAbort();
  }
  const timer = setTimeout(() => stop.abort('timeout'), timeoutMs);
  try {
    const { implementation } = options;
    if (!implementation) {
      throw new DeploymentError({
        code: 'config',
        device: unit,
        message: `Nothing is installed that can change ${unit}`,
        remedy: `Install the module that adds the target '${target.target}' again, then retry`,
        action: 'retry',
      });
    }
    const result = await abandonable(
      runStep({
        ...options,
        implementation,
        context: { signal: stop.signal, onProgress: options.onProgress },
      }),
      stop.signal,
      options.stopGraceMs ?? STOP_GRACE_MS,
    );
    const failed = failedProofs(result.proofs ?? []);
    if (failed.length === 0) {
      return { kind: 'done', result };
    }
    return {
      kind: 'failed',
      failure: {
        problem: problemOfProofs(
          unit,
          failed,
          name === 'verify' ? 'after' : 'before',
          target.leftAlone,
        ),
        // What is wrong goes back at once; what is on its way back may need a
        // moment.
        retryable: name === 'verify-back' && target.leftAlone.length === 0,
        result,
      },
    };
  } catch (error) {
    if (held.signal.aborted) {
      return { kind: 'stopped' };
    }
    if (stop.signal.aborted) {
      const problem = problemOfTimeout(unit, name, timeoutMs);
      return { kind: 'failed', failure: { problem, retryable: true } };
    }
    return {
      kind: 'failed',
      failure: {
        problem: problemOfError(error, unit),
        retryable: isRetryable(error),
        ...(DeploymentError.is(error)
          ? { retryAfterMs: error.retryAfterMs }
          : { error }),
      },
    };
  } finally {
    clearTimeout(timer);
    held.signal.removeEventListener('abort', onAbort);
  }
}

/** Waits for the work; after an abort for a while only. */
async function abandonable<T>(
  work: Promise<T>,
  signal: AbortSignal,
  graceMs: number,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const abandoned = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(
        () => reject(new Error('It did not end after it was told to')),
        graceMs,
      );
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) {
      onAbort();
    }
  });
  try {
    return await Promise.race([work, abandoned]);
  } finally {
    clearTimeout(timer);
    if (onAbort) {
      signal.removeEventListener('abort', onAbort);
    }
    // Nobody waits for it any more; its late failure is of no interest.
    work.catch(() => undefined);
  }
}
