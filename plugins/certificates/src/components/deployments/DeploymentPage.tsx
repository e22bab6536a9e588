import { useRouteRef } from '@backstage/core-plugin-api';
import { Alert, ButtonLink, Container, Header } from '@backstage/ui';
import { DeploymentDetail } from '@cmt/backstage-plugin-certificates-common';
import { useParams } from 'react-router-dom';
import { FollowedDeployment, useDeployment } from '../../hooks';
import { deploymentsRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { BlastRadius, PlanUnits, ProblemNotice } from '../plan';
import {
  ErrorState,
  formatRelative,
  isNotFound,
  LoadingState,
  useNow,
} from '../ui';
import { DeploymentActions } from './DeploymentActions';
import { DeploymentFacts } from './DeploymentFacts';
import classes from './deployments.module.css';
import { DeploymentStateBadge } from './DeploymentStateBadge';
import { EventStory } from './EventStory';
import { LiveProgress } from './LiveProgress';
import { PersonLink } from './PersonLink';
import { PlanReview } from './PlanReview';
import { StateBanner } from './StateBanner';
import { Steering, useSteering } from './useSteering';
import { WaveSection } from './WaveSection';
import { isUntouched, wavesOf } from './waves';

/** Says that the page is not up to date, without taking away what is known. */
function StaleProgress(props: { readAt: string | undefined }) {
  const { t } = useCertificatesTranslation();
  const now = useNow();
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={t('deployments.live.stale')}
      description={
        props.readAt &&
        t('deployments.live.staleText', {
          ago: formatRelative(props.readAt, now),
        })
      }
    />
  );
}

function DeploymentBody(props: {
  deployment: DeploymentDetail;
  followed: FollowedDeployment;
  steering: Steering;
}) {
  const { deployment, followed, steering } = props;
  const { state, problem } = deployment;
  const { t } = useCertificatesTranslation();
  const isBegun = !['planning', 'planned'].includes(state);
  const untouched = deployment.targets.filter(isUntouched);
  return (
    <div className={classes.page}>
      <LiveProgress deployment={deployment} />
      {followed.error && <StaleProgress readAt={followed.readAt} />}
      {steering.error && steering.failedAction && (
        <ErrorState
          isAction
          title={t(`deployments.action.failed.${steering.failedAction}`)}
          error={steering.error}
          onRetry={followed.refresh}
        />
      )}
      <StateBanner deployment={deployment} />
      {problem && (
        <ProblemNotice
          problem={problem}
          isRunning={steering.isRunning}
          onAction={steering.actionOf(problem)}
        />
      )}
      {state === 'planned' && (
        <PlanReview
          key={deployment.planHash}
          deployment={deployment}
          onStarted={followed.replace}
          onRefresh={followed.refresh}
        />
      )}
      {isBegun &&
        wavesOf(deployment.targets).map(wave => (
          <WaveSection
            key={wave.number}
            wave={wave}
            deployment={deployment}
            steering={steering}
          />
        ))}
      {isBegun && untouched.length > 0 && (
        <PlanUnits
          title={t('deployments.untouched')}
          targets={untouched}
          isFolded
        />
      )}
      <div className={classes.columns}>
        <EventStory events={deployment.events} />
        <div className={classes.page}>
          <DeploymentFacts deployment={deployment} />
          {isBegun && <BlastRadius deployment={deployment} />}
        </div>
      </div>
    </div>
  );
}

function LoadedDeployment(props: {
  deployment: DeploymentDetail;
  followed: FollowedDeployment;
}) {
  const { deployment, followed } = props;
  const { t } = useCertificatesTranslation();
  const deploymentsRoute = useRouteRef(deploymentsRouteRef);
  const steering = useSteering(deployment, followed.replace);
  return (
    <>
      <Header
        title={deployment.certificateTitle}
        breadcrumbs={[
          { label: t('deployments.title'), href: deploymentsRoute() },
        ]}
        metadata={[
          {
            label: t('deployments.column.state'),
            value: <DeploymentStateBadge state={deployment.state} />,
          },
          {
            label: t('deployments.facts.createdBy'),
            value: <PersonLink entityRef={deployment.createdBy} />,
          },
        ]}
        customActions={
          <DeploymentActions deployment={deployment} steering={steering} />
        }
      />
      <Container pb="6">
        <DeploymentBody
          deployment={deployment}
          followed={followed}
          steering={steering}
        />
      </Container>
    </>
  );
}

function DeploymentPageContent(props: { id: string }) {
  const { t } = useCertificatesTranslation();
  const deploymentsRoute = useRouteRef(deploymentsRouteRef);
  const followed = useDeployment(props.id);
  const { deployment, error } = followed;
  if (deployment) {
    return <LoadedDeployment deployment={deployment} followed={followed} />;
  }
  return (
    <Container pb="6">
      {error ? (
        <>
          <ErrorState
            title={t('deployments.deploymentLoadFailed')}
            error={error}
            onRetry={isNotFound(error) ? undefined : followed.refresh}
          />
          <ButtonLink variant="tertiary" href={deploymentsRoute()}>
            {t('deployments.backToList')}
          </ButtonLink>
        </>
      ) : (
        <LoadingState lines={6} lineHeight={48} />
      )}
    </Container>
  );
}

/** One deployment: how far it is on every unit, what proves it, what can be done. */
export function DeploymentPage() {
  const { id = '' } = useParams();
  return <DeploymentPageContent key={id} id={id} />;
}
