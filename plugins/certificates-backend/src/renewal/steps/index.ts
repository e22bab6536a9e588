import { RenewalStepName } from '@cmt/backstage-plugin-certificates-common';
import { approve } from './approve';
import { deploy } from './deploy';
import { issue } from './issue';
import { key } from './key';
import { order } from './order';
import { plan } from './plan';
import { Step } from './types';

export { platformApprovers } from './approve';
export { judgeIssued, policyRef } from './issue';
export { keyOwner } from './key';
export { anotherOrder } from './order';
export * from './types';

/** What each step does. @internal */
export const STEPS: Record<RenewalStepName, Step> = {
  approve,
  key,
  order,
  issue,
  plan,
  deploy,
};
