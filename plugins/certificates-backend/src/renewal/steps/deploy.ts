import { ConflictError } from '@backstage/errors';
import { DeploymentDetail } from '@cmt/backstage-plugin-certificates-common';
import { pollDelay } from '../backOff';
import { problem } from '../problems';
import { policyRef } from './issue';
import { consentsOf, problemOf } from './plan';
import { Step, StepContext, StepOutcome } from './types';
import { countedUnits } from '../../wording';

/** Starts the deployment and follows it to its end. @internal */
export const deploy: Step = async context => {
  const { renewal, services } = context;
  if (renewal.deploymentId === null) {
    return planAgain(context, 'There is no deployment');
  }
  const deployment = await services.deployments.get(renewal.deploymentId);
  return deployment.state === 'planned'
    ? start(context, deployment)
    : follow(context, deployment);
};

async function start(
  context: StepContext,
  deployment: DeploymentDetail,
): Promise<StepOutcome> {
  const { renewal, services } = context;
  const { given, lacking } = consentsOf(renewal, deployment);
  if (lacking.length > 0) {
    return planAgain(context, 'The plan needs an explicit yes');
  }
  try {
    return follow(
      context,
      await services.deployments.start(
        deployment.id,
        { planHash: deployment.planHash ?? '', consents: given },
        renewal.createdBy ?? policyRef(renewal.policy?.id),
      ),
    );
  } catch (error) {
    if (!(error instanceof ConflictError)) {
      throw error;
    }
    // Somebody else has started or ended it in between.
    return follow(context, await services.deployments.get(deployment.id));
  }
}

function follow(
  context: StepContext,
  deployment: DeploymentDetail,
): StepOutcome {
  const { now, begunAt } = context;
  const at = now + pollDelay(now - begunAt);
  switch (deployment.state) {
    case 'succeeded':
      return {
        type: 'end',
        state: 'succeeded',
        message: `Deployed to ${countedUnits(
          deployment.units,
        )}, proven by handshakes`,
        // What was requested is installed now.
        change: { certificateId: deployment.certificateId },
      };
    case 'waiting':
      return {
        type: 'wait',
        for: 'time',
        text:
          deployment.targets.find(target => target.waitsFor)?.waitsFor ??
          'Waits for its maintenance window',
        until: deployment.waitsUntil ? Date.parse(deployment.waitsUntil) : null,
        at,
      };
    case 'paused':
      return {
        type: 'wait',
        for: 'person',
        text: 'The deployment is paused until somebody continues it',
        at,
      };
    case 'planning':
    case 'planned':
    case 'running':
      return {
        type: 'wait',
        for: 'deployment',
        text: 'The deployment is under way',
        at,
      };
    case 'cancelled':
      return {
        type: 'wait',
        for: 'person',
        text: 'Somebody has cancelled the deployment: retry or cancel the renewal',
        problem: problem(
          'deployment-cancelled',
          'Somebody has cancelled the deployment',
          'Retry to plan it anew, or cancel the renewal',
        ),
        announce: 'person-needed',
      };
    default:
      return {
        type: 'retry',
        step: 'plan',
        problem: problemOf(deployment),
        change: { deploymentId: null },
      };
  }
}

function planAgain({ now }: StepContext, why: string): StepOutcome {
  return {
    type: 'retry',
    step: 'plan',
    at: now,
    problem: problem('no-deployment', why, 'It is planned by itself'),
  };
}
