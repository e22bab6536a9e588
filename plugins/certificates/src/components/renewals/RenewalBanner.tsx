import { Alert } from '@backstage/ui';
import {
  RenewalDetail,
  RenewalState,
} from '@cmt/backstage-plugin-certificates-common';
import { ReactNode } from 'react';
import {
  CertificatesTranslator,
  useCertificatesTranslation,
} from '../../translation';
import { RelativeTime, useNow } from '../ui';
import { waitsForPerson } from './renewalGroups';

const STATUS: Record<RenewalState, 'info' | 'success' | 'danger'> = {
  waiting: 'info',
  running: 'info',
  succeeded: 'success',
  failed: 'danger',
  rejected: 'info',
  cancelled: 'info',
};

/** Until when there is time: when the version ends that is in use. */
function OldVersion(props: { expiresAt: string | null }) {
  const { expiresAt } = props;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  return (
    expiresAt && (
      <div>
        {Date.parse(expiresAt) < now
          ? t('renewals.banner.oldEnded')
          : t('renewals.banner.oldEnds')}{' '}
        <RelativeTime value={expiresAt} />.
      </div>
    )
  );
}

function titleOf(t: CertificatesTranslator, renewal: RenewalDetail): string {
  const { state, step, waitsFor, deploymentId } = renewal;
  switch (state) {
    case 'waiting':
      return waitsFor
        ? t(`renewals.waits.${waitsFor}`)
        : t('renewals.banner.waiting');
    case 'running':
      return t('renewals.banner.running', { step: t(`renewals.step.${step}`) });
    case 'succeeded':
      return deploymentId
        ? t('renewals.banner.succeeded')
        : t('renewals.banner.issued');
    default:
      return t(`renewals.banner.${state}`);
  }
}

function textOf(t: CertificatesTranslator, renewal: RenewalDetail): ReactNode {
  const { state, waitsFor, waitsText, waitsUntil, notAfter, expiresAt } =
    renewal;
  switch (state) {
    case 'waiting':
      return (
        <>
          {waitsText && <div>{waitsText}</div>}
          {waitsFor && waitsUntil && (
            <div>
              {t(`renewals.until.${waitsFor}`)}{' '}
              <RelativeTime value={waitsUntil} />
            </div>
          )}
          {!waitsForPerson(renewal) && <div>{t('renewals.banner.goesOn')}</div>}
          <OldVersion expiresAt={expiresAt} />
        </>
      );
    case 'running':
      return (
        <>
          {t('renewals.banner.runningText')}
          <OldVersion expiresAt={expiresAt} />
        </>
      );
    case 'succeeded':
      return (
        <>
          {renewal.deploymentId
            ? t('renewals.banner.succeededText')
            : t('renewals.banner.issuedText')}{' '}
          <RelativeTime value={notAfter} fallback="–" />.
        </>
      );
    default:
      return (
        <>
          {t(`renewals.banner.${state}Text`)}
          <OldVersion expiresAt={expiresAt} />
        </>
      );
  }
}

/** Says in a sentence how a renewal is, until when, and what that means. */
export function RenewalBanner(props: { renewal: RenewalDetail }) {
  const { renewal } = props;
  const { t } = useCertificatesTranslation();
  return (
    <Alert
      role="status"
      status={waitsForPerson(renewal) ? 'warning' : STATUS[renewal.state]}
      icon
      title={titleOf(t, renewal)}
      description={textOf(t, renewal)}
    />
  );
}
