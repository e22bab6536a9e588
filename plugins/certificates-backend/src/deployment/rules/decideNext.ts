import { DeploymentUnit } from '@cmt/backstage-plugin-certificates-common';
import {
  DeploymentChange,
  DeploymentRecord,
  NewEvent,
  TargetChange,
  TargetRecord,
  unitOf,
} from '../types';
import { problemOfProhibition } from '../problems';
import { isTargetOver, outcomeOf } from './outcome';
import { ChangePermission } from './windows';

/** What comes next for a deployment. @internal */
export interface Decision {
  deployment: DeploymentChange;
  targets: Map<string, TargetChange>;
  /** Units that somebody should work on. */
  work: string[];
  events: NewEvent[];
}

/**
 * Decides what comes next for a confirmed deployment: which units may be worked
 * on, whether the next wave begins, whether all is over. Pure; called again after
 * everything that happens.
 *
 * @internal
 */
export function decideNext(options: {
  deployment: DeploymentRecord;
  targets: readonly TargetRecord[];
  mayChange: (unit: DeploymentUnit) => ChangePermission;
  now: number;
}): Decision {
  const { deployment, mayChange, now } = options;
  const decision: Decision = {
    deployment: {},
    targets: new Map(),
    work: [],
    events: [],
  };
  if (deployment.state !== 'waiting' && deployment.state !== 'running') {
    return decision;
  }
  const targets = options.targets.map(target => ({ ...target }));
  const change = (target: TargetRecord, columns: TargetChange) => {
    Object.assign(target, columns);
    decision.targets.set(target.id, {
      ...decision.targets.get(target.id),
      ...columns,
    });
  };
  const tell = (message: string, unit: string | null = null) =>
    decision.events.push({ at: now, by: null, unit, message });
  const skip = (matching: (target: TargetRecord) => boolean) => {
    for (const target of targets.filter(matching)) {
      change(target, { state: 'skipped', waitsFor: null, waitsUntil: null });
    }
  };
  const notBegun = (target: TargetRecord) =>
    target.state === 'pending' || target.state === 'waiting';

  if (deployment.cancelRequested) {
    skip(notBegun);
  }
  let wave = deployment.wave;
  for (;;) {
    const active = targets.filter(isActiveIn(wave));
    for (const target of active) {
      schedule(target);
    }
    const open = active.filter(target => !isTargetOver(target));
    if (open.length > 0) {
      const held = open.every(target => target.waitsUntil !== null);
      decision.deployment = { wave, state: held ? 'waiting' : 'running' };
      return decision;
    }

    const later = targets.filter(target => !isTargetOver(target));
    const stopped = targets.some(isFailureIn(wave));
    if (later.length > 0 && stopped) {
      tell(
        `Stopped after wave ${wave + 1}: ${
          later.length
        } units of later waves are not touched`,
      );
      skip(target => !isTargetOver(target));
    } else if (later.length > 0) {
      if (deployment.rollout.between === 'pause' || deployment.pauseRequested) {
        tell(
          `Wave ${wave + 1} is done; paused until somebody begins the next one`,
        );
        decision.deployment = { wave, state: 'paused', pauseRequested: false };
        return decision;
      }
      wave = Math.min(...later.map(target => target.wave));
      tell(`Wave ${wave + 1} begins`);
      continue;
    }
    const state = outcomeOf(deployment, targets);
    tell(`Ended: ${state.replace('-', ' ')}`);
    decision.deployment = { wave, state, finishedAt: now };
    return decision;
  }

  function schedule(target: TargetRecord): void {
    if (target.state === 'running' || target.state === 'rolling-back') {
      decision.work.push(target.id);
      return;
    }
    const permission = mayChange(unitOf(target));
    if (permission.allowed === 'never') {
      change(target, {
        state: 'failed',
        waitsFor: null,
        waitsUntil: null,
        problem: problemOfProhibition(target.unit, permission.reason),
      });
      tell(permission.reason, target.unit);
    } else if (permission.allowed === 'later') {
      if (target.waitsUntil !== permission.until) {
        tell(
          `${permission.reason}; waits until ${new Date(
            permission.until,
          ).toISOString()}`,
          target.unit,
        );
        change(target, {
          state: 'waiting',
          waitsFor: permission.reason,
          waitsUntil: permission.until,
        });
      }
    } else {
      if (target.waitsUntil !== null) {
        change(target, { waitsFor: null, waitsUntil: null });
      }
      decision.work.push(target.id);
    }
  }
}

/** Not over, and its wave has begun; the way back waits for no wave. */
function isActiveIn(wave: number): (target: TargetRecord) => boolean {
  return target =>
    !isTargetOver(target) &&
    (target.wave <= wave || target.direction === 'backward');
}

/** Stops the waves that follow. What could not even be planned was known. */
function isFailureIn(wave: number): (target: TargetRecord) => boolean {
  return target =>
    target.wave <= wave &&
    target.plan !== null &&
    (target.state === 'failed' || target.state === 'rolled-back');
}
