import { randomUUID } from 'node:crypto';
import {
  DeploymentDetail,
  DeploymentProblem,
  PlanConsent,
} from '@cmt/backstage-plugin-certificates-common';
import { overrideFrom } from '../../policy';
import { pollDelay } from '../backOff';
import { problem } from '../problems';
import { RenewalRecord } from '../types';
import { policyRef } from './issue';
import { Step, StepContext, StepOutcome } from './types';
import { counted, countedUnits } from '../../wording';

/**
 * Consents that a renewal covers: what they warn of follows from renewing, or was
 * looked at when the certificate was issued. Others need a person, because they
 * would take along what nobody asked for, or end without proof.
 */
const COVERED: readonly PlanConsent[] = [
  'no-automatic-roll-back',
  'expires-earlier',
  'chain-incomplete',
];

/** Has the deployment planned. Its id is stored before it is asked for. @internal */
export const plan: Step = async context => {
  const { renewal, services, now, begunAt } = context;
  const { materialId, newBindings } = renewal;
  if (materialId === null) {
    return {
      type: 'end',
      state: 'failed',
      message: 'There is nothing that could be deployed',
      problem: problem(
        'no-material',
        'No version of this certificate is kept here with its key',
        'Renew it, or bring a version with its key',
        { action: null },
      ),
    };
  }
  const certificateId =
    renewal.certificateId ??
    (newBindings && (await services.futureIdOf(renewal.names, newBindings)));
  if (certificateId === null) {
    return {
      type: 'end',
      state: 'succeeded',
      message: 'Issued; nothing uses it yet',
    };
  }
  if (renewal.deploymentId === null) {
    const open = await placesLeft(context, certificateId);
    if (open === 0) {
      return {
        type: 'end',
        state: 'succeeded',
        message: 'Issued; nothing uses an older version',
      };
    }
    await context.save({ deploymentId: randomUUID() });
  }
  const deployment = await services.deployments.create(
    {
      certificateId,
      materialId,
      ...(newBindings && { newBindings }),
      reason: renewal.reason ?? `Renewal ${renewal.id}`,
    },
    renewal.createdBy ?? policyRef(renewal.policy?.id),
    {
      ...(renewal.deploymentId !== null && { id: renewal.deploymentId }),
      overrideAt: overrideOf(renewal),
    },
  );
  switch (deployment.state) {
    case 'planning':
      return {
        type: 'wait',
        for: 'deployment',
        text: 'The deployment is planned',
        at: now + pollDelay(now - begunAt),
      };
    case 'planned':
      return judge(context, deployment);
    case 'failed':
    case 'cancelled':
      return {
        type: 'retry',
        problem: problemOf(deployment),
        change: { deploymentId: null },
      };
    default:
      return { type: 'done', summary: 'The deployment has begun' };
  }
};

/** Consents of a plan that a renewal covers, and those that it does not. @internal */
export function consentsOf(
  renewal: Pick<RenewalRecord, 'namesConfirmed'>,
  deployment: Pick<DeploymentDetail, 'consents'>,
): { given: PlanConsent[]; lacking: DeploymentDetail['consents'] } {
  const covered = new Set<PlanConsent>([
    ...COVERED,
    ...(renewal.namesConfirmed ? (['names-lost'] as const) : []),
  ]);
  return {
    given: [
      ...new Set(
        deployment.consents
          .map(({ code }) => code)
          .filter(code => covered.has(code)),
      ),
    ],
    lacking: deployment.consents.filter(({ code }) => !covered.has(code)),
  };
}

/** Why a deployment did not work. @internal */
export function problemOf(deployment: DeploymentDetail): DeploymentProblem {
  const found =
    deployment.problem ??
    deployment.targets.find(target => target.problem)?.problem;
  return found
    ? { ...found, action: 'retry' }
    : problem(
        'deployment-ended',
        `The deployment ended: ${deployment.state.replace('-', ' ')}`,
        'It is tried again by itself',
      );
}

function judge(
  context: StepContext,
  deployment: DeploymentDetail,
): StepOutcome {
  const { renewal, now, begunAt } = context;
  const { lacking } = consentsOf(renewal, deployment);
  if (lacking.length === 0) {
    return {
      type: 'done',
      summary: `Planned: ${counted(
        deployment.bindings,
        'binding',
      )} on ${countedUnits(deployment.units)}`,
    };
  }
  const details = lacking
    .map(
      ({ code, detail, unit }) => `${unit ? `${unit}: ` : ''}${detail || code}`,
    )
    .join('; ');
  return {
    type: 'wait',
    for: 'person',
    text: `The plan needs an explicit yes: confirm it on the page of the deployment. ${details}`,
    at: now + pollDelay(now - begunAt),
    problem: problem(
      lacking[0].code,
      `The plan needs an explicit yes: ${details}`,
      'Confirm the plan on the page of the deployment, or solve what it says and retry',
      { action: 'continue' },
    ),
    announce: 'person-needed',
  };
}

/** Units that still use an older version, or are to get a new binding. */
async function placesLeft(
  { renewal, services }: StepContext,
  certificateId: string,
): Promise<number> {
  if (renewal.newBindings) {
    return renewal.newBindings.length;
  }
  const usage = await services.inventory.usage(certificateId);
  return usage.filter(
    ({ bound, replaces }) =>
      bound &&
      replaces.some(({ fingerprint }) => fingerprint !== renewal.fingerprint),
  ).length;
}

function overrideOf(renewal: RenewalRecord): number | null {
  return renewal.policy && renewal.expiresAt !== null
    ? overrideFrom(
        { notBefore: renewal.notBefore, notAfter: renewal.expiresAt },
        renewal.policy.timing,
      )
    : null;
}
