import { useRouteRef } from '@backstage/core-plugin-api';
import { Link, Text } from '@backstage/ui';
import {
  keySpecText,
  RenewalDetail,
} from '@cmt/backstage-plugin-certificates-common';
import {
  campaignRouteRef,
  certificateRouteRef,
  deploymentRouteRef,
  policiesRouteRef,
} from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { PersonLink } from '../deployments/PersonLink';
import { Fingerprint, HostName, RelativeTime, SectionCard } from '../ui';
import { AuthorityTitle } from './AuthorityTitle';
import { OwnerRef } from './renewalColumns';
import classes from './renewals.module.css';

function OrderFacts(props: { renewal: RenewalDetail }) {
  const { authorityId, orderReference, keys, custody } = props.renewal;
  const { t } = useCertificatesTranslation();
  return (
    <>
      {authorityId && (
        <>
          <dt>{t('renewals.facts.authority')}</dt>
          <dd>
            <AuthorityTitle id={authorityId} />
          </dd>
          <dt>{t('renewals.facts.order')}</dt>
          <dd>
            {orderReference ? (
              <span className={classes.mono}>{orderReference}</span>
            ) : (
              <Text color="secondary">{t('renewals.facts.noOrder')}</Text>
            )}
          </dd>
        </>
      )}
      <dt>{t('renewals.facts.key')}</dt>
      <dd>
        {keys.map(keySpecText).join(', ')}
        <div className={classes.quiet}>
          {t(`renewals.facts.custodies.${custody}`)}
        </div>
      </dd>
    </>
  );
}

function ResultFacts(props: { renewal: RenewalDetail }) {
  const { fingerprint, notAfter, deploymentId, campaignId, finishedAt } =
    props.renewal;
  const { t } = useCertificatesTranslation();
  const deploymentRoute = useRouteRef(deploymentRouteRef);
  const campaignRoute = useRouteRef(campaignRouteRef);
  return (
    <>
      {fingerprint && (
        <>
          <dt>{t('renewals.facts.version')}</dt>
          <dd>
            <Fingerprint value={fingerprint} />
          </dd>
        </>
      )}
      {notAfter && (
        <>
          <dt>{t('renewals.facts.newEnds')}</dt>
          <dd>
            <RelativeTime value={notAfter} />
          </dd>
        </>
      )}
      {deploymentId && (
        <>
          <dt>{t('renewals.facts.deployment')}</dt>
          <dd>
            <Link href={deploymentRoute({ id: deploymentId })}>
              {t('renewals.facts.openDeployment')}
            </Link>
          </dd>
        </>
      )}
      {campaignId && (
        <>
          <dt>{t('renewals.facts.campaign')}</dt>
          <dd>
            <Link href={campaignRoute({ id: campaignId })}>
              {t('renewals.facts.openCampaign')}
            </Link>
          </dd>
        </>
      )}
      {finishedAt && (
        <>
          <dt>{t('renewals.facts.ended')}</dt>
          <dd>
            <RelativeTime value={finishedAt} />
          </dd>
        </>
      )}
    </>
  );
}

/** What is renewed, by which rules, where it was ordered, and what came of it. */
export function RenewalFacts(props: { renewal: RenewalDetail }) {
  const { renewal } = props;
  const { certificateId, certificateTitle, createdBy, expiresAt, reason } =
    renewal;
  const { t } = useCertificatesTranslation();
  const certificateRoute = useRouteRef(certificateRouteRef);
  const policiesRoute = useRouteRef(policiesRouteRef);
  return (
    <SectionCard title={t('renewals.facts.title')}>
      <dl className={classes.facts}>
        <dt>{t('renewals.facts.certificate')}</dt>
        <dd>
          {certificateId ? (
            <Link href={certificateRoute({ id: certificateId })}>
              <HostName name={certificateTitle} />
            </Link>
          ) : (
            <HostName name={certificateTitle} />
          )}
        </dd>
        <dt>{t('renewals.facts.owner')}</dt>
        <dd>
          <OwnerRef ownerRef={renewal.ownerRef} />
        </dd>
        {expiresAt && (
          <>
            <dt>{t('renewals.facts.oldEnds')}</dt>
            <dd>
              <RelativeTime value={expiresAt} />
            </dd>
          </>
        )}
        <dt>{t('renewals.facts.policy')}</dt>
        <dd>
          {renewal.policyName ? (
            <Link href={policiesRoute()}>{renewal.policyName}</Link>
          ) : (
            <Text color="secondary">{t('renewals.facts.noPolicy')}</Text>
          )}
        </dd>
        <OrderFacts renewal={renewal} />
        <dt>{t('renewals.facts.begunBy')}</dt>
        <dd>
          {createdBy ? (
            <PersonLink entityRef={createdBy} />
          ) : (
            t('renewals.facts.policyBegan')
          )}
          , <RelativeTime value={renewal.createdAt} />
        </dd>
        <dt>{t('renewals.facts.reason')}</dt>
        <dd>
          {reason ?? (
            <Text color="secondary">{t('renewals.facts.noReason')}</Text>
          )}
        </dd>
        <ResultFacts renewal={renewal} />
      </dl>
    </SectionCard>
  );
}
