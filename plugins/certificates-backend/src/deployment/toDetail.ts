import {
  DeploymentDetail,
  DeploymentEvent,
  DeploymentStep,
  DeploymentSummary,
  DeploymentTarget,
  DeploymentTargetState,
} from '@cmt/backstage-plugin-certificates-common';
import { toIso } from '../database';
import { actionsOf, stepsOf } from './rules';
import { DeploymentRecord, StepRecord, TargetRecord } from './types';

/** @internal */
export const TARGET_STATES: readonly DeploymentTargetState[] = [
  'pending',
  'waiting',
  'running',
  'rolling-back',
  'succeeded',
  'rolled-back',
  'failed',
  'skipped',
];

/** A row of a list. @internal */
export function toSummary(
  deployment: DeploymentRecord,
  countOf: (state: DeploymentTargetState) => number,
): DeploymentSummary {
  const progress = Object.fromEntries(
    TARGET_STATES.map(state => [state, countOf(state)]),
  ) as Record<DeploymentTargetState, number>;
  return {
    id: deployment.id,
    certificateId: deployment.certificateId,
    certificateTitle: deployment.certificateTitle,
    state: deployment.state,
    fingerprint: deployment.material.fingerprint,
    notAfter: deployment.material.notAfter,
    units: Object.values(progress).reduce((sum, count) => sum + count, 0),
    bindings: deployment.bindingCount,
    virtualServers: deployment.virtualServerCount,
    progress,
    reason: deployment.reason,
    dryRun: deployment.dryRun,
    createdBy: deployment.createdBy,
    startedBy: deployment.startedBy,
    createdAt: toIso(deployment.createdAt) ?? '',
    startedAt: toIso(deployment.startedAt),
    finishedAt: toIso(deployment.finishedAt),
  };
}

/** Everything that people see of a deployment. @internal */
export function toDetail(
  deployment: DeploymentRecord,
  targets: readonly TargetRecord[],
  steps: readonly StepRecord[],
  events: DeploymentEvent[],
): DeploymentDetail {
  const waits = targets.flatMap(target => target.waitsUntil ?? []);
  return {
    ...toSummary(
      deployment,
      state => targets.filter(target => target.state === state).length,
    ),
    planHash: deployment.planHash,
    material: deployment.material,
    targets: targets.map(target =>
      toTarget(
        target,
        steps.filter(step => step.targetId === target.id),
      ),
    ),
    affected: deployment.affected,
    consents: deployment.consents,
    rollout: deployment.rollout,
    waitsUntil:
      deployment.state === 'waiting' && waits.length > 0
        ? toIso(Math.min(...waits))
        : null,
    actions: actionsOf(deployment, targets),
    problem: deployment.problem,
    events,
  };
}

function toTarget(
  target: TargetRecord,
  steps: readonly StepRecord[],
): DeploymentTarget {
  const byName = new Map(steps.map(step => [step.name, step]));
  return {
    id: target.id,
    unit: target.unit,
    devices: target.devices,
    environment: target.environment,
    wave: target.wave,
    state: target.state,
    waitsFor: target.waitsFor,
    waitsUntil: toIso(target.waitsUntil),
    plan: target.plan,
    // The way back is shown once it is taken.
    steps: (target.plan
      ? [
          ...stepsOf('forward'),
          ...(target.direction === 'backward' ? stepsOf('backward') : []),
        ]
      : []
    ).map((name): DeploymentStep => {
      const step = byName.get(name);
      return {
        name,
        state: step?.state ?? 'pending',
        attempts: step?.attempts ?? 0,
        summary: step?.summary ?? null,
        problem: step?.problem ?? null,
        startedAt: toIso(step?.startedAt ?? null),
        finishedAt: toIso(step?.finishedAt ?? null),
      };
    }),
    proofs: target.proofs,
    problem: target.problem,
  };
}
