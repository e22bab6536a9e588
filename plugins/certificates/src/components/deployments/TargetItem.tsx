import { Badge, Flex, Text } from '@backstage/ui';
import { DeploymentTarget } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { PlanDetails, ProblemNotice } from '../plan';
import { Disclosure, RelativeTime } from '../ui';
import { TargetStateBadge } from './DeploymentStateBadge';
import classes from './deployments.module.css';
import { ProofsTable } from './ProofsTable';
import { StepList } from './StepList';
import { Steering } from './useSteering';

function ProofCount(props: { target: DeploymentTarget }) {
  const { proofs } = props.target;
  const { t } = useCertificatesTranslation();
  if (!proofs.length) {
    return null;
  }
  const proven = proofs.filter(({ result }) => result === 'proven').length;
  return (
    <Text variant="body-small" color="secondary">
      {t('deployments.proofs.summary', {
        proven: String(proven),
        total: String(proofs.length),
      })}
    </Text>
  );
}

function Wait(props: { target: DeploymentTarget }) {
  const { waitsFor, waitsUntil } = props.target;
  const { t } = useCertificatesTranslation();
  if (!waitsFor && !waitsUntil) {
    return null;
  }
  return (
    <Text as="p">
      {waitsFor && t('deployments.target.waitsFor', { what: waitsFor })}
      {waitsUntil && (
        <>
          {' · '}
          {t('deployments.target.waitsUntil')}{' '}
          <RelativeTime value={waitsUntil} />
        </>
      )}
    </Text>
  );
}

/** One unit of a deployment: how far it is, what went wrong, and what proves it. */
export function TargetItem(props: {
  target: DeploymentTarget;
  steering: Steering;
  /** There are many: what went well needs no more than a line. */
  isBrief?: boolean;
}) {
  const { target, steering } = props;
  const { problem } = target;
  const { t } = useCertificatesTranslation();
  const isBrief = props.isBrief === true && target.state === 'succeeded';
  const steps = target.state !== 'skipped' && target.steps.length > 0 && (
    <StepList target={target} />
  );
  return (
    <li className={classes.target}>
      <h3 className={classes.targetHeading}>
        <Text weight="bold">{target.unit}</Text>
        <TargetStateBadge state={target.state} />
        {target.environment && <Badge size="small">{target.environment}</Badge>}
        {target.devices.length > 1 && (
          <Text variant="body-small" color="secondary">
            {target.devices.join(', ')}
          </Text>
        )}
        <ProofCount target={target} />
      </h3>
      <Wait target={target} />
      {problem && (
        <ProblemNotice
          problem={problem}
          isRunning={steering.isRunning}
          onAction={steering.actionOf(problem)}
        />
      )}
      {!isBrief && steps}
      <Disclosure
        heading={
          isBrief
            ? t('deployments.target.detailsWithSteps')
            : t('deployments.target.details')
        }
        expandLabel={t('deployments.target.showDetails', {
          unit: target.unit,
        })}
        collapseLabel={t('deployments.target.hideDetails', {
          unit: target.unit,
        })}
      >
        <Flex direction="column" gap="5">
          {isBrief && steps}
          <ProofsTable target={target} />
          {target.plan ? (
            <PlanDetails plan={target.plan} />
          ) : (
            <Text color="secondary">{t('deployments.target.noPlan')}</Text>
          )}
        </Flex>
      </Disclosure>
    </li>
  );
}
