import { ConflictError } from '@backstage/errors';
import {
  BACKWARD_STEPS,
  DeploymentAction,
  FORWARD_STEPS,
  StartDeploymentRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { actionsOf, isChanged, isTargetOver, retriable } from './rules';
import { DeploymentRows } from './store';
import { DeploymentRecord, TargetRecord } from './types';

/** Somebody who steers a deployment, and when. @internal */
export interface Steering {
  by: string;
  now: number;
}

/**
 * Confirms a plan.
 *
 * @throws ConflictError that says what differs: the plan, or consents that lack
 * @internal
 */
export async function startDeployment(
  rows: DeploymentRows,
  deployment: DeploymentRecord,
  request: StartDeploymentRequest,
  { by, now }: Steering,
): Promise<void> {
  const targets = await rows.targets(deployment.id);
  requireAction(deployment, targets, 'start');
  if (request.planHash !== deployment.planHash) {
    throw new ConflictError(
      `The plan that was shown (${request.planHash.slice(
        0,
        12,
      )}…) is not the plan of this deployment (${deployment.planHash?.slice(
        0,
        12,
      )}…): read the deployment again and confirm what it says now`,
    );
  }
  const given = new Set(request.consents);
  const missing = deployment.consents.filter(({ code }) => !given.has(code));
  if (missing.length > 0) {
    throw new ConflictError(
      `The plan needs an explicit yes to: ${missing
        .map(
          ({ code, detail, unit }) =>
            `${code}${unit ? ` on ${unit}` : ''} (${detail})`,
        )
        .join('; ')}`,
    );
  }
  await rows.updateDeployment(deployment.id, {
    state: 'running',
    startedBy: by,
    startedAt: now,
    consentsGiven: [...given],
  });
  await tell(rows, deployment, { by, now }, 'Confirmed the plan');
}

type Steer = (
  rows: DeploymentRows,
  deployment: DeploymentRecord,
  targets: readonly TargetRecord[],
  steering: Steering,
) => Promise<void>;

const SENTENCES: Record<Exclude<DeploymentAction, 'start'>, string> = {
  continue: 'Continued',
  pause: 'Asked to pause before the next wave',
  cancel: 'Cancelled what has not begun',
  retry: 'Retries what failed or was not begun',
  'roll-back': 'Asked to put everything back',
};

const STEERING: Record<Exclude<DeploymentAction, 'start'>, Steer> = {
  async continue(rows, deployment, targets) {
    const open = targets.filter(target => !isTargetOver(target));
    await rows.updateDeployment(deployment.id, {
      state: 'running',
      pauseRequested: false,
      wave:
        open.length > 0
          ? Math.min(...open.map(({ wave }) => wave))
          : deployment.wave,
    });
  },

  async pause(rows, deployment, targets) {
    // Nothing has begun while it waits for its first window.
    const nothingRuns = targets.every(
      target => target.state !== 'running' && target.state !== 'rolling-back',
    );
    await rows.updateDeployment(
      deployment.id,
      deployment.state === 'waiting' && nothingRuns
        ? { state: 'paused' }
        : { pauseRequested: true },
    );
  },

  async cancel(rows, deployment, targets, { now }) {
    if (deployment.startedAt !== null) {
      await rows.updateDeployment(deployment.id, {
        cancelRequested: true,
        state: 'running',
      });
      return;
    }
    for (const target of targets.filter(other => !isTargetOver(other))) {
      await rows.updateTarget(target.id, { state: 'skipped' });
    }
    await rows.updateDeployment(deployment.id, {
      cancelRequested: true,
      state: 'cancelled',
      finishedAt: now,
    });
  },

  async retry(rows, deployment, targets) {
    const resumed = retriable(deployment, targets);
    for (const target of resumed) {
      await resume(rows, target);
    }
    await rows.updateDeployment(deployment.id, {
      state: 'running',
      wave: Math.min(...resumed.map(({ wave }) => wave)),
      cancelRequested: false,
      pauseRequested: false,
      finishedAt: null,
      problem: null,
    });
  },

  async 'roll-back'(rows, deployment, targets) {
    for (const target of targets) {
      if (isChanged(target)) {
        await rows.forgetSteps(target.id, BACKWARD_STEPS);
        await rows.updateTarget(target.id, {
          state: 'rolling-back',
          direction: 'backward',
          leftAlone: [],
          problem: null,
        });
      } else if (!isTargetOver(target)) {
        await rows.updateTarget(target.id, {
          state: 'skipped',
          waitsFor: null,
          waitsUntil: null,
        });
      }
    }
    await rows.updateDeployment(deployment.id, {
      state: 'running',
      rolledBackByHand: true,
      pauseRequested: false,
      finishedAt: null,
      problem: null,
    });
  },
};

/**
 * Does what a person asks of a deployment. What follows from it is decided
 * afterwards.
 *
 * @throws ConflictError when that cannot be done now
 * @internal
 */
export async function steer(
  rows: DeploymentRows,
  deployment: DeploymentRecord,
  action: Exclude<DeploymentAction, 'start'>,
  steering: Steering,
): Promise<void> {
  const targets = await rows.targets(deployment.id);
  requireAction(deployment, targets, action);
  await STEERING[action](rows, deployment, targets, steering);
  await tell(rows, deployment, steering, SENTENCES[action]);
}

/**
 * Makes a unit go on where it stopped: on the way back from the step that failed;
 * forward from the step that failed when something was activated; else from a new
 * look at the devices.
 */
async function resume(
  rows: DeploymentRows,
  target: TargetRecord,
): Promise<void> {
  const steps = await rows.steps([target.id]);
  const failed = steps.filter(step => step.state !== 'done');
  if (target.state === 'rolled-back') {
    await rows.forgetSteps(target.id, [...FORWARD_STEPS, ...BACKWARD_STEPS]);
    await rows.updateTarget(target.id, {
      state: 'pending',
      direction: 'forward',
      activated: false,
      proofs: [],
      leftAlone: [],
      problem: null,
    });
    return;
  }
  await rows.forgetSteps(target.id, [
    ...failed.map(({ name }) => name),
    ...(target.activated ? [] : (['check'] as const)),
  ]);
  await rows.updateTarget(target.id, {
    state: resumedState(target),
    problem: null,
  });
}

function resumedState(target: TargetRecord): TargetRecord['state'] {
  if (target.direction === 'backward') {
    return 'rolling-back';
  }
  return target.activated ? 'running' : 'pending';
}

function requireAction(
  deployment: DeploymentRecord,
  targets: readonly TargetRecord[],
  action: DeploymentAction,
): void {
  const possible = actionsOf(deployment, targets);
  if (!possible.includes(action)) {
    throw new ConflictError(
      `The deployment is ${deployment.state}${
        deployment.dryRun ? ' and was planned as a dry run' : ''
      }: '${action}' is not possible now${
        possible.length > 0 ? `, only ${possible.join(', ')}` : ''
      }`,
    );
  }
}

async function tell(
  rows: DeploymentRows,
  deployment: DeploymentRecord,
  { by, now }: Steering,
  message: string,
): Promise<void> {
  await rows.addEvents(deployment.id, [{ at: now, by, unit: null, message }]);
}
