import { ReactNode } from 'react';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { Alert, Link } from '@backstage/ui';
import { RenewalWait } from '@cmt/backstage-plugin-certificates-common';
import { certificatesRenewalsApiRef } from '../../api';
import { useRenewalsSignal, useRequest } from '../../hooks';
import { renewalRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';

/** What only a person can end. */
const NEEDS_A_PERSON: readonly (RenewalWait | null)[] = ['approval', 'person'];

/**
 * Leads to the renewal of a certificate that is under way. Shows its children,
 * which say what to do otherwise, while there is none.
 */
export function OpenRenewalNotice(props: {
  certificateId: string;
  children: ReactNode;
}) {
  const { certificateId, children } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const renewalRoute = useRouteRef(renewalRouteRef);
  // The history below says so when renewals cannot be read.
  const { value, error, retry } = useRequest(certificateId, async signal =>
    api.listRenewals(
      { certificate: certificateId, state: ['waiting', 'running'], limit: 1 },
      { signal },
    ),
  );
  useRenewalsSignal(retry);
  if (!value && !error) {
    // Neither is said before it is known which is true.
    return null;
  }
  const renewal = value?.items.at(0);
  if (!renewal) {
    return <>{children}</>;
  }
  const needsPerson = NEEDS_A_PERSON.includes(renewal.waitsFor);
  return (
    <Alert
      role="status"
      status={needsPerson ? 'warning' : 'info'}
      icon
      title={t(
        needsPerson ? 'renewals.open.needsPerson' : 'renewals.open.underWay',
      )}
      description={
        renewal.waitsText ??
        t('renewals.banner.running', {
          step: t(`renewals.step.${renewal.step}`),
        })
      }
      customActions={
        <Link
          href={renewalRoute({ id: renewal.id })}
          variant="body-small"
          weight="bold"
        >
          {t('renewals.open.show')}
        </Link>
      }
    />
  );
}
