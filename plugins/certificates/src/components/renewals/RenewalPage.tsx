import { useRouteRef } from '@backstage/core-plugin-api';
import {
  Alert,
  ButtonLink,
  Container,
  Header,
  VisuallyHidden,
} from '@backstage/ui';
import { RenewalDetail } from '@cmt/backstage-plugin-certificates-common';
import { useParams } from 'react-router-dom';
import { FollowedRenewal, useRenewal } from '../../hooks';
import { renewalsRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { EventStory } from '../deployments/EventStory';
import { ProblemNotice } from '../plan';
import {
  ErrorState,
  formatRelative,
  isNotFound,
  LoadingState,
  SectionCard,
  useNow,
} from '../ui';
import { ApprovalCard } from './ApprovalCard';
import { ManualOrderCard } from './ManualOrderCard';
import { NamesDiff } from './NamesDiff';
import { RenewalActions } from './RenewalActions';
import { RenewalBanner } from './RenewalBanner';
import { OwnerRef } from './renewalColumns';
import { RenewalFacts } from './RenewalFacts';
import classes from './renewals.module.css';
import { RenewalStateBadge } from './RenewalStateBadge';
import { RenewalSteps } from './RenewalSteps';
import { RenewalSteering, useRenewalSteering } from './useRenewalSteering';

/** Says that the page is not up to date, without taking away what is known. */
function StaleProgress(props: { readAt: string | undefined }) {
  const { t } = useCertificatesTranslation();
  const now = useNow();
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={t('renewals.live.stale')}
      description={
        props.readAt &&
        t('renewals.live.staleText', {
          ago: formatRelative(props.readAt, now),
        })
      }
    />
  );
}

/** Tells screen readers how a renewal gets on. */
function LiveProgress(props: { renewal: RenewalDetail }) {
  const { state, waitsFor, step } = props.renewal;
  const { t } = useCertificatesTranslation();
  const detail =
    state === 'waiting' && waitsFor
      ? t(`renewals.waits.${waitsFor}`)
      : t(`renewals.step.${step}`);
  return (
    <VisuallyHidden aria-live="polite" data-testid="renewal-live">
      {t('renewals.live.summary', {
        state: t(`renewals.state.${state}`),
        detail,
      })}
    </VisuallyHidden>
  );
}

function RenewalBody(props: {
  renewal: RenewalDetail;
  followed: FollowedRenewal;
  steering: RenewalSteering;
}) {
  const { renewal, followed, steering } = props;
  const { problem, approval } = renewal;
  const { t } = useCertificatesTranslation();
  return (
    <div className={classes.page}>
      <LiveProgress renewal={renewal} />
      {followed.error && <StaleProgress readAt={followed.readAt} />}
      {steering.error && steering.failedAction && (
        <ErrorState
          isAction
          title={t(`renewals.action.failed.${steering.failedAction}`)}
          error={steering.error}
          onRetry={followed.refresh}
        />
      )}
      <RenewalBanner renewal={renewal} />
      {problem && <ProblemNotice problem={problem} />}
      <RenewalSteps renewal={renewal} />
      <div className={classes.columns}>
        <div className={classes.page}>
          {renewal.wantsUpload && (
            <ManualOrderCard renewal={renewal} onDone={followed.replace} />
          )}
          {approval && (
            <ApprovalCard
              renewal={renewal}
              approval={approval}
              steering={steering}
            />
          )}
          <EventStory
            events={renewal.events.map(event => ({ ...event, unit: null }))}
          />
        </div>
        <div className={classes.page}>
          <RenewalFacts renewal={renewal} />
          <SectionCard title={t('renewals.names.title')}>
            <NamesDiff
              names={renewal.names}
              lost={renewal.namesLost}
              added={renewal.namesAdded}
            />
          </SectionCard>
        </div>
      </div>
    </div>
  );
}

function LoadedRenewal(props: {
  renewal: RenewalDetail;
  followed: FollowedRenewal;
}) {
  const { renewal, followed } = props;
  const { t } = useCertificatesTranslation();
  const renewalsRoute = useRouteRef(renewalsRouteRef);
  const steering = useRenewalSteering(renewal, followed.replace);
  return (
    <>
      <Header
        title={renewal.certificateTitle}
        breadcrumbs={[{ label: t('renewals.title'), href: renewalsRoute() }]}
        metadata={[
          {
            label: t('renewals.column.state'),
            value: <RenewalStateBadge renewal={renewal} />,
          },
          {
            label: t(`renewals.kind.${renewal.kind}`),
            value: <OwnerRef ownerRef={renewal.ownerRef} />,
          },
        ]}
        customActions={<RenewalActions renewal={renewal} steering={steering} />}
      />
      <Container pb="6">
        <RenewalBody
          renewal={renewal}
          followed={followed}
          steering={steering}
        />
      </Container>
    </>
  );
}

function RenewalPageContent(props: { id: string }) {
  const { t } = useCertificatesTranslation();
  const renewalsRoute = useRouteRef(renewalsRouteRef);
  const followed = useRenewal(props.id);
  const { renewal, error } = followed;
  if (renewal) {
    return <LoadedRenewal renewal={renewal} followed={followed} />;
  }
  return (
    <Container pb="6" className={classes.page}>
      {error ? (
        <>
          <ErrorState
            title={t('renewals.renewalLoadFailed')}
            error={error}
            onRetry={isNotFound(error) ? undefined : followed.refresh}
          />
          <ButtonLink variant="tertiary" href={renewalsRoute()}>
            {t('renewals.backToList')}
          </ButtonLink>
        </>
      ) : (
        <LoadingState lines={6} lineHeight={48} />
      )}
    </Container>
  );
}

/** One renewal: how far it is, what it waits for, what can be done. */
export function RenewalPage() {
  const { id = '' } = useParams();
  return <RenewalPageContent key={id} id={id} />;
}
