import { Alert, Button, Text } from '@backstage/ui';
import {
  CreateDeploymentRequest,
  DeploymentDetail,
  PlanConsent,
} from '@cmt/backstage-plugin-certificates-common';
import {
  RiArrowRightLine,
  RiCheckboxCircleFill,
  RiLoader4Line,
  RiRefreshLine,
} from '@remixicon/react';
import { useState } from 'react';
import { Mutation, useDeployment } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import {
  BlastRadius,
  ConsentList,
  missingConsents,
  PlanUnits,
  ProblemNotice,
} from '../plan';
import { ErrorState, LoadingState, SectionCard } from '../ui';
import classes from './deploy.module.css';
import { StepFrame } from './StepFrame';

/** Which devices have been read, while the plan is being made. */
function Planning(props: { deployment: DeploymentDetail }) {
  const { targets } = props.deployment;
  const { t } = useCertificatesTranslation();
  const read = targets.filter(({ plan, problem }) => plan || problem).length;
  return (
    <>
      <Alert
        role="status"
        status="info"
        isPending
        title={t('deploy.plan.making')}
        description={[
          t('deploy.plan.makingText'),
          targets.length > 0 &&
            t('deploy.plan.progress', {
              done: String(read),
              total: String(targets.length),
            }),
        ]
          .filter(Boolean)
          .join(' ')}
      />
      <ul className={classes.units}>
        {targets.map(({ id, unit, plan }) => (
          <li key={id} className={classes.reading} data-read={plan !== null}>
            {plan ? (
              <RiCheckboxCircleFill size={16} aria-hidden />
            ) : (
              <RiLoader4Line size={16} aria-hidden />
            )}
            <Text>{unit}</Text>
          </li>
        ))}
      </ul>
    </>
  );
}

function Planned(props: {
  deployment: DeploymentDetail;
  consents: readonly PlanConsent[];
  onConsents: (consents: PlanConsent[]) => void;
}) {
  const { deployment, consents, onConsents } = props;
  const { t } = useCertificatesTranslation();
  return (
    <>
      {deployment.dryRun && (
        <Alert
          role="status"
          status="info"
          icon
          title={t('deploy.plan.dryRun')}
        />
      )}
      {deployment.bindings === 0 && (
        <Alert
          role="status"
          status="warning"
          icon
          title={t('deploy.plan.nothing')}
          description={t('deploy.plan.nothingText')}
        />
      )}
      <BlastRadius deployment={deployment} />
      <PlanUnits targets={deployment.targets} />
      {deployment.consents.length > 0 && (
        <SectionCard title={t('deploy.plan.consents')}>
          <ConsentList
            asked={deployment.consents}
            given={consents}
            onChange={onConsents}
          />
        </SectionCard>
      )}
    </>
  );
}

/** Waits for the plan, shows it, and takes the consents that it needs. */
export function PlanStep(props: {
  deploymentId: string;
  consents: readonly PlanConsent[];
  onConsents: (consents: PlanConsent[]) => void;
  planning: Mutation<CreateDeploymentRequest, DeploymentDetail>;
  onPlanAgain: (change: Partial<CreateDeploymentRequest>) => void;
  onBack: () => void;
  onNext: (shown: DeploymentDetail) => void;
}) {
  const { consents, planning, onPlanAgain, onBack, onNext } = props;
  const { t } = useCertificatesTranslation();
  const [complaint, setComplaint] = useState<string>();
  const followed = useDeployment(props.deploymentId);
  const { deployment, error } = followed;
  const isPlanning = deployment?.state === 'planning';
  const isPlanned = deployment?.state === 'planned';
  const canGoOn = isPlanned && !deployment.dryRun && deployment.bindings > 0;

  const goOn = () => {
    if (!deployment) {
      return;
    }
    if (missingConsents(deployment.consents, consents).length) {
      setComplaint(t('deploy.plan.needConsents'));
    } else {
      onNext(deployment);
    }
  };

  let action = (
    <Button
      variant="primary"
      iconEnd={<RiArrowRightLine />}
      isDisabled={!canGoOn}
      onPress={goOn}
    >
      {t('deploy.next')}
    </Button>
  );
  if (isPlanned && deployment.dryRun) {
    action = (
      <Button
        variant="primary"
        isPending={planning.isRunning}
        onPress={() => onPlanAgain({ dryRun: false })}
      >
        {t('deploy.plan.forReal')}
      </Button>
    );
  } else if (deployment && !isPlanned && !isPlanning) {
    action = (
      <Button
        variant="primary"
        iconStart={<RiRefreshLine />}
        isPending={planning.isRunning}
        onPress={() => onPlanAgain({})}
      >
        {t('deploy.plan.again')}
      </Button>
    );
  }

  return (
    <StepFrame
      step="plan"
      title={t('deploy.plan.heading')}
      onBack={onBack}
      complaint={complaint}
      actions={action}
    >
      {error && !deployment && (
        <ErrorState
          title={t('deployments.deploymentLoadFailed')}
          error={error}
          onRetry={followed.refresh}
        />
      )}
      {!error && !deployment && <LoadingState lines={4} />}
      {isPlanning && <Planning deployment={deployment} />}
      {deployment?.problem && <ProblemNotice problem={deployment.problem} />}
      {deployment && !isPlanned && !isPlanning && !deployment.problem && (
        <Alert
          role="status"
          status="warning"
          icon
          title={t(`deployments.stateHint.${deployment.state}`)}
        />
      )}
      {isPlanned && (
        <Planned
          deployment={deployment}
          consents={consents}
          onConsents={next => {
            setComplaint(undefined);
            props.onConsents(next);
          }}
        />
      )}
      {planning.error && (
        <ErrorState
          isAction
          title={t('deploy.targets.planFailed')}
          error={planning.error}
        />
      )}
    </StepFrame>
  );
}
