/**
 * State of a deployment as a whole.
 *
 * - `planning`: the devices are being read
 * - `planned`: the plan waits for somebody's yes
 * - `waiting`: confirmed; waits for a maintenance window, until `waitsUntil`
 * - `running`: targets are being changed
 * - `paused`: stands between two waves until somebody continues it
 * - `succeeded`: every target serves the new version, proven by handshakes
 * - `partial`: some targets serve it, others were rolled back, failed or were not reached
 * - `rolled-back`: every target that was changed is back at what it had before
 * - `failed`: nothing was changed and no plan is left to run, or a target could not be put back
 * - `cancelled`: ended by somebody before anything was changed
 *
 * @public
 */
export type DeploymentState =
  | 'planning'
  | 'planned'
  | 'waiting'
  | 'running'
  | 'paused'
  | 'succeeded'
  | 'partial'
  | 'rolled-back'
  | 'failed'
  | 'cancelled';

/** @public */
export const DEPLOYMENT_STATES: readonly DeploymentState[] = [
  'planning',
  'planned',
  'waiting',
  'running',
  'paused',
  'succeeded',
  'partial',
  'rolled-back',
  'failed',
  'cancelled',
];

/** Whether nothing more happens to a deployment by itself. @public */
export function isDeploymentOver(state: DeploymentState): boolean {
  return !['planning', 'planned', 'waiting', 'running', 'paused'].includes(
    state,
  );
}

/**
 * State of a deployment on one unit (a device, or a cluster that is changed as
 * one).
 *
 * - `pending`: its wave has not begun
 * - `waiting`: another change of the same unit, or its maintenance window, comes first
 * - `running`: a step is under way
 * - `rolling-back`: going back to what was there before
 * - `succeeded`: proven
 * - `rolled-back`: back at what it had, proven
 * - `failed`: needs a person; `problem` says why
 * - `skipped`: not begun, because an earlier wave failed or the deployment was cancelled
 *
 * @public
 */
export type DeploymentTargetState =
  | 'pending'
  | 'waiting'
  | 'running'
  | 'rolling-back'
  | 'succeeded'
  | 'rolled-back'
  | 'failed'
  | 'skipped';

/**
 * One durable step on one unit, in this order. The last four happen only after
 * a failure or on request.
 *
 * - `check`: the devices are read again; what they hold must equal the plan
 * - `stage`: key, certificate and chain stored as new objects; uploads removed
 * - `activate`: all bindings switched in one transaction
 * - `sync`: the other members of the cluster brought to the same state
 * - `verify`: a TLS handshake with every virtual server and name
 * - `save`: the running configuration made permanent on every member
 * - `roll-back`: what still holds our value is put back, in one transaction
 * - `sync-back`, `verify-back`, `save-back`: the same for the way back
 *
 * @public
 */
export type DeploymentStepName =
  | 'check'
  | 'stage'
  | 'activate'
  | 'sync'
  | 'verify'
  | 'save'
  | 'roll-back'
  | 'sync-back'
  | 'verify-back'
  | 'save-back';

/** @public */
export const FORWARD_STEPS: readonly DeploymentStepName[] = [
  'check',
  'stage',
  'activate',
  'sync',
  'verify',
  'save',
];

/** @public */
export const BACKWARD_STEPS: readonly DeploymentStepName[] = [
  'roll-back',
  'sync-back',
  'verify-back',
  'save-back',
];

/** @public */
export type DeploymentStepState = 'pending' | 'running' | 'done' | 'failed';
