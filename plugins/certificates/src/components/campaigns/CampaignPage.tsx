import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { ButtonLink, Container, Header } from '@backstage/ui';
import { Campaign } from '@cmt/backstage-plugin-certificates-common';
import { useEffect } from 'react';
import { useParams } from 'react-router-dom';
import { certificatesRenewalsApiRef } from '../../api';
import { useRenewalsSignal, useRequest } from '../../hooks';
import { campaignsRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { PersonLink } from '../deployments/PersonLink';
import { AuthorityTitle } from '../renewals/AuthorityTitle';
import {
  ErrorState,
  isNotFound,
  LoadingState,
  RelativeTime,
  SectionCard,
} from '../ui';
import { CampaignActions } from './CampaignActions';
import { CampaignProgress } from './CampaignProgress';
import { CampaignRenewals } from './CampaignRenewals';
import classes from './campaigns.module.css';
import { CampaignStateBadge } from './CampaignStateBadge';
import { selectionTexts } from './campaignTexts';
import { DeadlineNotice } from './DeadlineNotice';
import { OwnersCard } from './OwnersCard';

const POLL_MS = 10_000;
const SIGNAL_INTERVAL_MS = 3_000;

function CampaignFacts(props: { campaign: Campaign }) {
  const { campaign } = props;
  const { reason, authority, parallel, createdBy, finishedAt } = campaign;
  const { t } = useCertificatesTranslation();
  return (
    <SectionCard title={t('campaigns.facts.title')}>
      <dl className={classes.facts}>
        <dt>{t('campaigns.facts.selection')}</dt>
        <dd>{selectionTexts(t, campaign.selection).join('; ') || '–'}</dd>
        <dt>{t('campaigns.facts.reason')}</dt>
        <dd>{reason ?? t('renewals.facts.noReason')}</dd>
        <dt>{t('campaigns.facts.authority')}</dt>
        <dd>
          {authority ? (
            <AuthorityTitle id={authority} />
          ) : (
            t('campaigns.facts.byPolicy')
          )}
        </dd>
        <dt>{t('campaigns.facts.parallel')}</dt>
        <dd>{parallel}</dd>
        <dt>{t('campaigns.facts.begunBy')}</dt>
        <dd>
          <PersonLink entityRef={createdBy} />,{' '}
          <RelativeTime value={campaign.createdAt} />
        </dd>
        {finishedAt && (
          <>
            <dt>{t('campaigns.facts.ended')}</dt>
            <dd>
              <RelativeTime value={finishedAt} />
            </dd>
          </>
        )}
      </dl>
    </SectionCard>
  );
}

function LoadedCampaign(props: { campaign: Campaign; onDone: () => void }) {
  const { campaign, onDone } = props;
  const { t } = useCertificatesTranslation();
  const campaignsRoute = useRouteRef(campaignsRouteRef);
  return (
    <>
      <Header
        title={campaign.title}
        breadcrumbs={[{ label: t('campaigns.title'), href: campaignsRoute() }]}
        metadata={[
          {
            label: t('campaigns.column.state'),
            value: <CampaignStateBadge state={campaign.state} />,
          },
        ]}
        customActions={<CampaignActions campaign={campaign} onDone={onDone} />}
      />
      <Container pb="6" className={classes.page}>
        <DeadlineNotice campaign={campaign} />
        <SectionCard title={t('campaigns.column.progress')}>
          <CampaignProgress campaign={campaign} />
        </SectionCard>
        <div className={classes.columns}>
          <OwnersCard byOwner={campaign.byOwner} />
          <CampaignFacts campaign={campaign} />
        </div>
        <CampaignRenewals campaignId={campaign.id} />
      </Container>
    </>
  );
}

function CampaignPageContent(props: { id: string }) {
  const { id } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const campaignsRoute = useRouteRef(campaignsRouteRef);
  const { value, error, retry } = useRequest(id, signal =>
    api.getCampaign(id, { signal }),
  );
  useRenewalsSignal(retry, { minIntervalMs: SIGNAL_INTERVAL_MS });
  const goesOn = value?.state === 'running';
  useEffect(() => {
    if (!goesOn) {
      return undefined;
    }
    const timer = setInterval(retry, POLL_MS);
    return () => clearInterval(timer);
  }, [goesOn, retry]);

  if (value) {
    return <LoadedCampaign campaign={value} onDone={retry} />;
  }
  return (
    <Container pb="6" className={classes.page}>
      {error ? (
        <>
          <ErrorState
            title={t('campaigns.campaignLoadFailed')}
            error={error}
            onRetry={isNotFound(error) ? undefined : retry}
          />
          <ButtonLink variant="tertiary" href={campaignsRoute()}>
            {t('campaigns.backToList')}
          </ButtonLink>
        </>
      ) : (
        <LoadingState lines={6} lineHeight={48} />
      )}
    </Container>
  );
}

/** One campaign: how far it is, for whom, until when, and the buttons to steer it. */
export function CampaignPage() {
  const { id = '' } = useParams();
  return <CampaignPageContent key={id} id={id} />;
}
