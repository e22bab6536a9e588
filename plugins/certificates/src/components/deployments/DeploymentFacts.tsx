import { useRouteRef } from '@backstage/core-plugin-api';
import { Link, Text } from '@backstage/ui';
import { DeploymentDetail } from '@cmt/backstage-plugin-certificates-common';
import { certificateRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import classes from '../plan/plan.module.css';
import {
  Fingerprint,
  formatDuration,
  HostName,
  RelativeTime,
  SectionCard,
} from '../ui';
import { PersonLink } from './PersonLink';
import { rolloutText } from './rolloutText';

/** What is deployed, by whom, when and why. */
export function DeploymentFacts(props: { deployment: DeploymentDetail }) {
  const { deployment } = props;
  const { material, startedAt, finishedAt, startedBy, reason } = deployment;
  const { t } = useCertificatesTranslation();
  const certificateRoute = useRouteRef(certificateRouteRef);
  return (
    <SectionCard title={t('deployments.facts.title')}>
      <dl className={classes.facts}>
        <dt>{t('deployments.facts.certificate')}</dt>
        <dd>
          <Link href={certificateRoute({ id: deployment.certificateId })}>
            <HostName name={deployment.certificateTitle} />
          </Link>
        </dd>
        <dt>{t('deployments.facts.version')}</dt>
        <dd>
          <Fingerprint value={material.fingerprint} />
        </dd>
        <dt>{t('deployments.facts.ends')}</dt>
        <dd>
          <RelativeTime value={material.notAfter} />
        </dd>
        <dt>{t('deployments.facts.key')}</dt>
        <dd>
          {[
            t(`keyType.${material.keyType}`),
            material.keySize ?? material.curve,
          ]
            .filter(Boolean)
            .join(' ')}
        </dd>
        <dt>{t('deployments.facts.issuer')}</dt>
        <dd>{material.issuer}</dd>
        <dt>{t('deployments.facts.reason')}</dt>
        <dd>
          {reason ?? <Text color="secondary">{t('deployments.noReason')}</Text>}
        </dd>
        <dt>{t('deployments.facts.createdBy')}</dt>
        <dd>
          <PersonLink entityRef={deployment.createdBy} />,{' '}
          <RelativeTime value={deployment.createdAt} />
        </dd>
        <dt>{t('deployments.facts.startedBy')}</dt>
        <dd>
          {startedBy ? (
            <PersonLink entityRef={startedBy} />
          ) : (
            <Text color="secondary">{t('deployments.facts.nobody')}</Text>
          )}
          {startedAt && (
            <>
              , <RelativeTime value={startedAt} />
            </>
          )}
        </dd>
        {finishedAt && (
          <>
            <dt>{t('deployments.ended')}</dt>
            <dd>
              <RelativeTime value={finishedAt} />
              {startedAt &&
                `, ${t('deployments.took', {
                  duration: formatDuration(startedAt, finishedAt),
                })}`}
            </dd>
          </>
        )}
        <dt>{t('deployments.facts.rollout')}</dt>
        <dd>{rolloutText(t, deployment)}</dd>
      </dl>
    </SectionCard>
  );
}
