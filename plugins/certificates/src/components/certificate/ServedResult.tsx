import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { ServedStatus } from '@cmt/backstage-plugin-certificates-common';
import {
  RiAlertFill,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiQuestionLine,
  RiWifiOffLine,
} from '@remixicon/react';
import { certificateRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { RelativeTime } from '../ui';
import classes from './UsageSection.module.css';

const ICONS = {
  match: RiCheckboxCircleFill,
  incomplete: RiAlertFill,
  mismatch: RiCloseCircleFill,
  unreachable: RiWifiOffLine,
  'not-checked': RiQuestionLine,
} satisfies Record<ServedStatus['result'] | 'incomplete', unknown>;

/** What a client gets from a virtual server for one server name, and when that was seen. */
export function ServedResult(props: {
  served: ServedStatus;
  /** The certificate whose page this is. */
  certificateId: string;
}) {
  const { served, certificateId } = props;
  const { t } = useCertificatesTranslation();
  const certificateRoute = useRouteRef(certificateRouteRef);
  const look =
    served.result === 'match' && served.chainComplete === false
      ? 'incomplete'
      : served.result;
  const Icon = ICONS[look];
  const isOtherVersion =
    served.result === 'mismatch' && served.certificateId === certificateId;
  const otherLink =
    served.result === 'mismatch' && served.certificateId && !isOtherVersion
      ? certificateRoute({ id: served.certificateId })
      : undefined;
  return (
    <div className={classes.served} data-result={look}>
      <Icon size={18} aria-hidden />
      <div>
        <div>
          <Text weight={served.result === 'mismatch' ? 'bold' : 'regular'}>
            {t(
              isOtherVersion
                ? 'certificate.served.mismatchOlder'
                : `certificate.served.${served.result}`,
            )}
          </Text>{' '}
          <Text color="secondary">
            {served.serverName
              ? t('certificate.served.forName', { name: served.serverName })
              : t('certificate.served.withoutName')}
            {served.chainComplete === false &&
              `, ${t('certificate.served.chainIncomplete')}`}
          </Text>
        </div>
        {served.detail && (
          <Text as="div" variant="body-small" color="secondary">
            {served.detail}
          </Text>
        )}
        {otherLink && (
          <div>
            <Link href={otherLink}>{t('certificate.served.openOther')}</Link>
          </div>
        )}
        {served.result !== 'not-checked' && (
          <Text as="div" variant="body-small" color="secondary">
            {t('certificate.served.checked')}{' '}
            <RelativeTime
              value={served.checkedAt}
              fallback={t('certificate.served.neverChecked')}
            />
          </Text>
        )}
      </div>
    </div>
  );
}
