import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { ButtonLink, Container } from '@backstage/ui';
import { DeviceSummary } from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef } from '../../api';
import { useInventorySignal, useRequest } from '../../hooks';
import { devicesRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { EmptyState, ErrorState, LoadingState, StaleNotice } from '../ui';
import { AttentionCard } from './AttentionCard';
import classes from './dashboard.module.css';
import { DevicesCard } from './DevicesCard';
import { ExpiriesCard } from './ExpiriesCard';
import { FindingsCard } from './FindingsCard';
import { GroupsCard } from './GroupsCard';
import { StateCounts } from './StateCounts';

const REFRESH_MS = 5_000;

/** Devices whose data on the page is older than it should be. */
function outdated(devices: DeviceSummary[]): DeviceSummary[] {
  return devices.filter(({ status }) =>
    ['stale', 'failing', 'paused'].includes(status),
  );
}

function oldestReading(devices: DeviceSummary[]): string | null {
  const readings = devices.flatMap(device => device.lastSuccessAt ?? []);
  return readings.sort()[0] ?? null;
}

/** What needs attention in the organisation, on one screen. */
export function DashboardPage() {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const devicesRoute = useRouteRef(devicesRouteRef);
  const summary = useRequest('summary', signal =>
    api.getSummary({}, { signal }),
  );
  const devices = useRequest('devices', signal => api.listDevices({ signal }));
  useInventorySignal(() => {
    summary.retry();
    devices.retry();
  }, REFRESH_MS);

  const unread = outdated(devices.value ?? []);
  const notice = unread.length > 0 && (
    <StaleNotice
      observedAt={oldestReading(unread)}
      devices={unread}
      isPartial
    />
  );

  if (!summary.value) {
    return (
      <Container pb="6">
        {summary.error ? (
          <ErrorState
            title={t('dashboard.loadFailed')}
            error={summary.error}
            onRetry={summary.retry}
          />
        ) : (
          <LoadingState
            label={t('dashboard.title')}
            lines={6}
            lineHeight={72}
          />
        )}
      </Container>
    );
  }
  if (summary.value.total === 0) {
    return (
      <Container pb="6">
        {notice}
        <EmptyState
          title={t('dashboard.empty.title')}
          description={t('dashboard.empty.description')}
          action={
            <ButtonLink variant="secondary" href={devicesRoute()}>
              {t('dashboard.empty.action')}
            </ButtonLink>
          }
        />
      </Container>
    );
  }
  return (
    <Container pb="6" className={classes.page}>
      <StateCounts summary={summary.value} />
      {notice}
      <div className={classes.columns}>
        <div className={classes.main}>
          <AttentionCard summary={summary.value} />
          <GroupsCard summary={summary.value} />
        </div>
        <div className={classes.side}>
          <ExpiriesCard expiries={summary.value.expiries} />
          <DevicesCard devices={devices} />
          <FindingsCard findings={summary.value.findings} />
        </div>
      </div>
    </Container>
  );
}
