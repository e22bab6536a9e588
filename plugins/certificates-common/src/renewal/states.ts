/**
 * Why a renewal was begun.
 *
 * - `renewal`: the next version of a certificate
 * - `request`: the first version of a new one
 * - `re-key`: at once, because the key has to go
 * - `redeploy`: the version that is held already, without a new order
 *
 * @public
 */
export type RenewalKind = 'renewal' | 'request' | 're-key' | 'redeploy';

/**
 * State of a renewal.
 *
 * - `waiting`: nothing can be done before `waitsFor`
 * - `running`: a step is under way
 * - `succeeded`: the new version is served, proven by handshakes; issued, where
 *   nothing uses the certificate
 * - `failed`: ended without; `problem` says why
 * - `rejected`: somebody said no
 * - `cancelled`: ended by a person, or because the certificate is gone or was
 *   replaced otherwise
 *
 * @public
 */
export type RenewalState =
  | 'waiting'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'rejected'
  | 'cancelled';

/** @public */
export const RENEWAL_STATES: readonly RenewalState[] = [
  'waiting',
  'running',
  'succeeded',
  'failed',
  'rejected',
  'cancelled',
];

/** Whether nothing more happens to a renewal. @public */
export function isRenewalOver(state: RenewalState): boolean {
  return state !== 'waiting' && state !== 'running';
}

/**
 * The durable steps of a renewal, in this order.
 *
 * - `approve`: the policy's notice and approval
 * - `key`: key and certificate signing request
 * - `order`: the CA has taken the order
 * - `issue`: the CA has issued, and what it gave matches the request
 * - `plan`: the deployment is planned
 * - `deploy`: the deployment has run and is proven
 *
 * @public
 */
export type RenewalStepName =
  | 'approve'
  | 'key'
  | 'order'
  | 'issue'
  | 'plan'
  | 'deploy';

/** @public */
export const RENEWAL_STEPS: readonly RenewalStepName[] = [
  'approve',
  'key',
  'order',
  'issue',
  'plan',
  'deploy',
];

/**
 * What a renewal waits for.
 *
 * - `notice`: the owner was told; it goes on by itself at `until`
 * - `approval`: somebody's yes
 * - `time`: the maintenance window or the end of a freeze
 * - `budget`: the rate limit of the CA account
 * - `authority`: the CA works on the order
 * - `person`: somebody has to do something, for example take the request to a portal
 * - `retry`: the next attempt after an error
 * - `deployment`: the deployment is under way
 *
 * @public
 */
export type RenewalWait =
  | 'notice'
  | 'approval'
  | 'time'
  | 'budget'
  | 'authority'
  | 'person'
  | 'retry'
  | 'deployment';
