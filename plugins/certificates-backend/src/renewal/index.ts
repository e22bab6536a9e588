export { createRenewals } from './createRenewals';
export type { Renewals } from './createRenewals';
export { RenewalOperations } from './RenewalOperations';
export { rotateRenewalKeys } from './rotateRenewalKeys';
export { listRenewals } from './store';
export { POLICY_ACTOR } from './types';
export type { Actor, RenewalRecord } from './types';
export type { Announcement } from './steps';
