import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { Link } from '@backstage/ui';
import { PolicyDecision } from '@cmt/backstage-plugin-certificates-common';
import { certificatesRenewalsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { policiesRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { ErrorState, LoadingState, RelativeTime, SectionCard } from '../ui';
import classes from './renew.module.css';

function DecisionFacts(props: { decision: PolicyDecision }) {
  const { policy, because, alsoMatch, renewAt, renewBecause } = props.decision;
  const { t } = useCertificatesTranslation();
  const policiesRoute = useRouteRef(policiesRouteRef);
  return (
    <dl className={classes.facts}>
      <dt>{t('renew.policy.policy')}</dt>
      <dd>
        {policy ? (
          <Link href={policiesRoute()}>{policy.name}</Link>
        ) : (
          t('renew.policy.none')
        )}
      </dd>
      {policy && (
        <>
          <dt>{t('renew.policy.mode')}</dt>
          <dd>
            {t(`policies.mode.${policy.mode}`)}
            <div className={classes.quiet}>
              {t(`policies.modeText.${policy.mode}`)}
            </div>
          </dd>
        </>
      )}
      <dt>{t('renew.policy.why')}</dt>
      <dd>
        {because}
        {alsoMatch.length > 0 && (
          <div className={classes.quiet}>
            {t('renew.policy.also', { count: alsoMatch.length })}
          </div>
        )}
      </dd>
      <dt>{t('renew.policy.renewAt')}</dt>
      <dd>
        <RelativeTime value={renewAt} fallback={t('renew.policy.notPlanned')} />
        {renewBecause && <div className={classes.quiet}>{renewBecause}</div>}
      </dd>
    </dl>
  );
}

/** Which policy renews a certificate, why that one, and when. */
export function PolicySection(props: { certificateId: string }) {
  const { certificateId } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const { value, error, retry } = useRequest(certificateId, signal =>
    api.getPolicyDecision(certificateId, { signal }),
  );
  return (
    <SectionCard title={t('renew.policy.title')}>
      {!value && !error && <LoadingState />}
      {error && !value && (
        <ErrorState
          isNarrow
          title={t('renew.policy.loadFailed')}
          error={error}
          onRetry={retry}
        />
      )}
      {value && <DecisionFacts decision={value} />}
    </SectionCard>
  );
}
