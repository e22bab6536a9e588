import { DeploymentState } from '@cmt/backstage-plugin-certificates-common';
import { DeploymentRecord, TargetRecord } from '../types';

const OVER: readonly TargetRecord['state'][] = [
  'succeeded',
  'rolled-back',
  'failed',
  'skipped',
];

/** Whether nothing more happens to a unit by itself. @internal */
export function isTargetOver(target: TargetRecord): boolean {
  return OVER.includes(target.state);
}

/** Whether there is something to do on a unit at all. @internal */
export function hasChanges(target: TargetRecord): boolean {
  return target.plan !== null && target.plan.changes.length > 0;
}

/** Whether a unit may hold something that the deployment put there. @internal */
export function isChanged(target: TargetRecord): boolean {
  return (
    target.activated &&
    (target.state === 'succeeded' || target.state === 'failed')
  );
}

/**
 * The honest end state of a deployment whose units have all ended. Units without
 * a change say nothing about it.
 *
 * @internal
 */
export function outcomeOf(
  deployment: Pick<DeploymentRecord, 'cancelRequested'>,
  targets: readonly TargetRecord[],
): DeploymentState {
  const relevant = targets.filter(
    target => target.plan === null || hasChanges(target),
  );
  const count = (state: TargetRecord['state']) =>
    relevant.filter(target => target.state === state).length;
  if (count('succeeded') > 0) {
    return count('succeeded') === relevant.length ? 'succeeded' : 'partial';
  }
  if (relevant.some(target => target.state === 'failed' && target.activated)) {
    return 'failed';
  }
  if (count('rolled-back') > 0) {
    return 'rolled-back';
  }
  return deployment.cancelRequested ? 'cancelled' : 'failed';
}
