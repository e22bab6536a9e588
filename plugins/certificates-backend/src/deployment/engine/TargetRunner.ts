import { setTimeout as sleep } from 'node:timers/promises';
import {
  BACKWARD_STEPS,
  DeploymentStepName,
} from '@cmt/backstage-plugin-certificates-common';
import { MaterialStore } from '../../custody';
import { DeploymentPublisher } from '../DeploymentPublisher';
import { DeploymentTargets } from '../DeploymentTargets';
import { DeploymentTelemetry } from '../DeploymentTelemetry';
import { problemOfCrashes } from '../problems';
import { isFromActivation, nextStep, retryDelay, RetryPolicy } from '../rules';
import {
  DeploymentStore,
  Lease,
  LeaseLostError,
  releaseLeases,
} from '../store';
import {
  DeploymentRecord,
  StepRecord,
  TargetChange,
  TargetRecord,
} from '../types';
import { HeldLease } from './HeldLease';
import { performStep, StepFailure } from './performStep';
import { StepResult } from './runStep';

/** What a runner needs. @internal */
export interface TargetRunnerOptions {
  store: DeploymentStore;
  targets: Pick<DeploymentTargets, 'get'>;
  materials: MaterialStore;
  publisher: DeploymentPublisher;
  telemetry: DeploymentTelemetry;
  retry: RetryPolicy;
  /** Time limit of one attempt at a step. */
  stepTimeoutMs: number;
  clock: () => number;
}

/**
 * Works on one unit, step after step, until it has ended or somebody else has to
 * go on.
 *
 * @remarks
 *
 * Guarantees: a step is in its row before it begins and its outcome before the
 * next one does, both written under the lease. Whoever goes on after a crash
 * therefore knows which step may be half done, and begins that one again; targets
 * promise that this is as if it had run once.
 *
 * @internal
 */
export class TargetRunner {
  readonly #options: TargetRunnerOptions;

  constructor(options: TargetRunnerOptions) {
    this.#options = options;
  }

  /**
   * @returns the unit as it ended; `undefined` when it has not: the backend stops
   * or the lease is lost
   * @throws what the database throws
   */
  async run(
    deployment: DeploymentRecord,
    targetId: string,
    held: HeldLease,
  ): Promise<TargetRecord | undefined> {
    try {
      while (!held.signal.aborted) {
        const ended = await this.#next(deployment, targetId, held);
        if (ended) {
          return ended;
        }
      }
      return undefined;
    } catch (error) {
      if (error instanceof LeaseLostError) {
        held.abort('lease-lost');
        return undefined;
      }
      throw error;
    }
  }

  /** Does the next step. @returns the unit when it has ended */
  async #next(
    deployment: DeploymentRecord,
    targetId: string,
    held: HeldLease,
  ): Promise<TargetRecord | undefined> {
    const { store, publisher, retry } = this.#options;
    const { target, steps } = await store.read(async rows => ({
      target: await rows.target(targetId),
      steps: await rows.steps([targetId]),
    }));
    if (!target) {
      throw new Error(`There is no unit ${targetId}`);
    }
    const name = nextStep(target, steps);
    if (!name) {
      return this.#end(target, held, {
        state: target.direction === 'forward' ? 'succeeded' : 'rolled-back',
      });
    }
    const step = await this.#begin(
      target,
      held.lease,
      name,
      steps.find(other => other.name === name),
    );
    if (step.attempts > retry.maxBegins) {
      return this.#failed(target, step, held, 0, {
        problem: problemOfCrashes(target.unit, name, retry.maxBegins),
        retryable: false,
      });
    }

    const started = performance.now();
    const outcome = await performStep({
      name,
      implementation: this.#options.targets.get(target.target ?? ''),
      materials: this.#options.materials,
      deployment,
      target,
      held,
      timeoutMs: this.#options.stepTimeoutMs,
      onProgress: () => publisher.changed(target.deploymentId),
    });
    const durationMs = Math.round(performance.now() - started);
    if (outcome.kind === 'failed') {
      return this.#failed(target, step, held, durationMs, outcome.failure);
    }
    if (outcome.kind === 'done') {
      await this.#done(target, step, held.lease, durationMs, outcome.result);
    }
    return undefined;
  }

  async #begin(
    target: TargetRecord,
    lease: Lease,
    name: DeploymentStepName,
    before: StepRecord | undefined,
  ): Promise<StepRecord> {
    const { store, publisher, clock } = this.#options;
    const step: StepRecord = {
      targetId: target.id,
      name,
      state: 'running',
      attempts: (before?.attempts ?? 0) + 1,
      failures: before?.failures ?? 0,
      summary: null,
      problem: before?.problem ?? null,
      startedAt: clock(),
      finishedAt: null,
    };
    const change: TargetChange = {
      state: target.direction === 'forward' ? 'running' : 'rolling-back',
      waitsFor: null,
      waitsUntil: null,
      ...(target.direction === 'forward' &&
        isFromActivation(name) && { activated: true }),
    };
    await store.write(
      async rows => {
        await rows.updateTarget(target.id, change);
        await rows.putStep(step);
      },
      { lease },
    );
    Object.assign(target, change);
    publisher.changed(target.deploymentId);
    return step;
  }

  async #done(
    target: TargetRecord,
    step: StepRecord,
    lease: Lease,
    durationMs: number,
    result: StepResult,
  ): Promise<void> {
    const { store, publisher, telemetry, clock } = this.#options;
    await store.write(
      async rows => {
        await rows.putStep({
          ...step,
          state: 'done',
          summary: result.summary,
          problem: null,
          finishedAt: clock(),
        });
        await rows.updateTarget(target.id, findings(result));
      },
      { lease },
    );
    telemetry.stepDone(target, step.name, durationMs, result.summary);
    publisher.changed(target.deploymentId);
  }

  /**
   * Notes a failure, then waits for the next attempt, turns round or ends.
   *
   * @returns the unit when it has ended
   */
  async #failed(
    target: TargetRecord,
    step: StepRecord,
    held: HeldLease,
    durationMs: number,
    failure: StepFailure,
  ): Promise<TargetRecord | undefined> {
    const { store, publisher, telemetry, retry, clock } = this.#options;
    const failures = step.failures + 1;
    const delay = failure.retryable
      ? retryDelay(retry, target.direction, failures, failure.retryAfterMs)
      : undefined;
    const turnsRound =
      delay === undefined &&
      target.direction === 'forward' &&
      isFromActivation(step.name);
    telemetry.stepFailed(target, step.name, durationMs, {
      ...failure,
      retryInMs: delay,
    });
    await store.write(
      async rows => {
        await rows.putStep({
          ...step,
          state: delay === undefined ? 'failed' : 'running',
          failures,
          summary: failure.result?.summary ?? null,
          problem: failure.problem,
          finishedAt: delay === undefined ? clock() : null,
        });
        await rows.updateTarget(target.id, {
          ...(failure.result && findings(failure.result)),
          ...(turnsRound && {
            direction: 'backward',
            state: 'rolling-back',
            problem: failure.problem,
          }),
        });
        await rows.addEvents(target.deploymentId, [
          {
            at: clock(),
            by: null,
            unit: target.unit,
            message: `${step.name}: ${failure.problem.message}${
              turnsRound ? '. Goes back to what was there before' : ''
            }`,
          },
        ]);
        if (turnsRound) {
          await rows.forgetSteps(target.id, BACKWARD_STEPS);
        }
      },
      { lease: held.lease },
    );
    publisher.changed(target.deploymentId);
    if (delay !== undefined) {
      await pause(delay, held.signal);
      return undefined;
    }
    if (turnsRound) {
      return undefined;
    }
    return this.#end(target, held, {
      state: 'failed',
      problem: failure.problem,
    });
  }

  /** Ends a unit and gives its devices free. */
  async #end(
    target: TargetRecord,
    held: HeldLease,
    change: TargetChange,
  ): Promise<TargetRecord> {
    const { store, telemetry, publisher, clock } = this.#options;
    // What is given free must not be missed as lost.
    held.letGo();
    await store.write(
      async (rows, transaction) => {
        await rows.updateTarget(target.id, change);
        await rows.addEvents(target.deploymentId, [
          {
            at: clock(),
            by: null,
            unit: target.unit,
            message: `Ended: ${change.state?.replace('-', ' ')}`,
          },
        ]);
        await releaseLeases(transaction, held.lease.holder);
      },
      { lease: held.lease },
    );
    const ended = { ...target, ...change };
    telemetry.targetEnded(ended);
    publisher.changed(target.deploymentId);
    return ended;
  }
}

function findings({ proofs, leftAlone }: StepResult): TargetChange {
  return {
    ...(proofs && { proofs }),
    ...(leftAlone && { leftAlone }),
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
