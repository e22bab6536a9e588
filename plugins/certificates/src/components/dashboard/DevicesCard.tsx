import { useRouteRef } from '@backstage/core-plugin-api';
import { Link, Text } from '@backstage/ui';
import { DeviceSummary } from '@cmt/backstage-plugin-certificates-common';
import { RequestState } from '../../hooks';
import { deviceRouteRef, devicesRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { DeviceStatusBadge } from '../devices';
import { ErrorState, LoadingState, RelativeTime, SectionCard } from '../ui';
import classes from './dashboard.module.css';

const SHOWN = 6;
const UNHEALTHY_FIRST = ['failing', 'paused', 'stale', 'never-scanned', 'ok'];

/** Which devices can be read, with the age of what is known of the others. */
export function DevicesCard(props: { devices: RequestState<DeviceSummary[]> }) {
  const { value, error, retry } = props.devices;
  const { t } = useCertificatesTranslation();
  const devicesRoute = useRouteRef(devicesRouteRef);
  const deviceRoute = useRouteRef(deviceRouteRef);
  const current = value
    ?.filter(device => device.status !== 'retired')
    .sort(
      (a, b) =>
        UNHEALTHY_FIRST.indexOf(a.status) - UNHEALTHY_FIRST.indexOf(b.status) ||
        a.name.localeCompare(b.name, 'en'),
    );
  const upToDate = current?.filter(device => device.status === 'ok').length;
  return (
    <SectionCard
      title={t('dashboard.devices.title')}
      actions={<Link href={devicesRoute()}>{t('dashboard.devices.all')}</Link>}
    >
      {error && !value && (
        <ErrorState
          title={t('dashboard.devices.loadFailed')}
          error={error}
          onRetry={retry}
        />
      )}
      {!error && !current && <LoadingState />}
      {current && !current.length && (
        <Text as="p" color="secondary">
          {t('dashboard.devices.none')}
        </Text>
      )}
      {current && current.length > 0 && (
        <>
          <Text as="p" color="secondary" className={classes.lead}>
            {t('dashboard.devices.summary', {
              ok: String(upToDate),
              total: String(current.length),
            })}
          </Text>
          <ul className={classes.rows}>
            {current.slice(0, SHOWN).map(device => (
              <li key={device.name} className={classes.row}>
                <DeviceStatusBadge status={device.status} />
                <Link
                  className={classes.rowName}
                  href={deviceRoute({ name: encodeURIComponent(device.name) })}
                  title={device.problem?.message ?? device.name}
                >
                  {device.name}
                </Link>
                <Text color="secondary" variant="body-small">
                  <RelativeTime
                    value={device.lastSuccessAt}
                    fallback={t('dashboard.devices.neverRead')}
                  />
                </Text>
              </li>
            ))}
          </ul>
        </>
      )}
    </SectionCard>
  );
}
