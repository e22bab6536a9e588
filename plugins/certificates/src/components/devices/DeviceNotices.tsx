import { Alert } from '@backstage/ui';
import { DeviceDetail } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { StaleNotice } from '../ui';
import classes from './devices.module.css';

const OUTDATED = ['stale', 'failing', 'paused'];

/** What a person must know before trusting the page of a device. */
export function DeviceNotices(props: { device: DeviceDetail }) {
  const { device } = props;
  const { t } = useCertificatesTranslation();
  return (
    <>
      {OUTDATED.includes(device.status) && (
        <StaleNotice observedAt={device.lastSuccessAt} devices={[device]} />
      )}
      {device.status === 'never-scanned' &&
        (device.problem ? (
          <StaleNotice observedAt={null} devices={[device]} />
        ) : (
          <Alert
            role="status"
            status="info"
            icon
            title={t('devices.neverScanned.title')}
            description={t('devices.neverScanned.description')}
          />
        ))}
      {device.status === 'retired' && (
        <Alert
          role="status"
          status="info"
          icon
          title={t('devices.retired.title')}
          description={t('devices.retired.description')}
        />
      )}
      {device.warnings.length > 0 && (
        <Alert
          role="note"
          status={device.tlsVerification === 'off' ? 'warning' : 'info'}
          icon
          title={t('devices.warnings')}
          description={
            <ul className={classes.plainList}>
              {device.warnings.map(warning => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          }
        />
      )}
    </>
  );
}
