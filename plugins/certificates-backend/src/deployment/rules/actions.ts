import {
  DeploymentAction,
  isDeploymentOver,
} from '@cmt/backstage-plugin-certificates-common';
import { DeploymentRecord, TargetRecord } from '../types';
import { hasChanges, isChanged, isTargetOver } from './outcome';

/** What can be done about a deployment now. @internal */
export function actionsOf(
  deployment: DeploymentRecord,
  targets: readonly TargetRecord[],
): DeploymentAction[] {
  const { state } = deployment;
  const actions: DeploymentAction[] = [];
  if (deployment.dryRun) {
    return actions;
  }
  if (state === 'planned') {
    actions.push('start');
  }
  if (state === 'paused') {
    actions.push('continue');
  }
  if (
    (state === 'waiting' || state === 'running') &&
    !deployment.pauseRequested &&
    !deployment.cancelRequested &&
    targets.some(
      target =>
        !isTargetOver(target) &&
        (state === 'waiting' || target.wave > deployment.wave),
    )
  ) {
    actions.push('pause');
  }
  if (
    !isDeploymentOver(state) &&
    !deployment.cancelRequested &&
    (state === 'planning' ||
      state === 'planned' ||
      targets.some(target => ['pending', 'waiting'].includes(target.state)))
  ) {
    actions.push('cancel');
  }
  if (
    isDeploymentOver(state) &&
    deployment.startedAt !== null &&
    retriable(deployment, targets).length > 0
  ) {
    actions.push('retry');
  }
  if (
    (isDeploymentOver(state) || state === 'paused') &&
    targets.some(isChanged)
  ) {
    actions.push('roll-back');
  }
  return actions;
}

/** The units that a retry resumes. @internal */
export function retriable(
  deployment: DeploymentRecord,
  targets: readonly TargetRecord[],
): TargetRecord[] {
  return targets.filter(
    target =>
      hasChanges(target) &&
      (target.state === 'failed' ||
        (!deployment.rolledBackByHand &&
          (target.state === 'skipped' || target.state === 'rolled-back'))),
  );
}
