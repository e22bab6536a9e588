import { useRouteRef } from '@backstage/core-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import { DeviceSummary } from '@cmt/backstage-plugin-certificates-common';
import { useMemo } from 'react';
import { deviceRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { DataColumn, HostName, RelativeTime, StateBar } from '../ui';
import classes from './devices.module.css';
import { DeviceStatusBadge } from './DeviceStatusBadge';
import { failoverText, SyncStatus } from './HighAvailability';

/** A row of the devices list; the table wants an id. */
export type DeviceRow = DeviceSummary & { id: string };

function DeviceName(props: { device: DeviceSummary }) {
  const { name, host, port } = props.device;
  const deviceRoute = useRouteRef(deviceRouteRef);
  return (
    <Flex direction="column" gap="0.5">
      <Link
        href={deviceRoute({ name: encodeURIComponent(name) })}
        weight="bold"
      >
        <HostName name={name} />
      </Link>
      {host !== name && (
        <Text variant="body-small" color="secondary">
          {host}:{port}
        </Text>
      )}
    </Flex>
  );
}

function Cluster(props: { device: DeviceSummary }) {
  const { highAvailability } = props.device;
  const { t } = useCertificatesTranslation();
  if (!highAvailability?.cluster) {
    return <span className={classes.quiet}>{t('devices.standalone')}</span>;
  }
  return (
    <Flex direction="column" gap="0.5">
      <span>
        {failoverText(t, highAvailability.failoverState)},{' '}
        {highAvailability.cluster}
      </span>
      <SyncStatus highAvailability={highAvailability} />
    </Flex>
  );
}

/** The columns of the devices list. */
export function useDeviceColumns(): DataColumn<DeviceRow>[] {
  const { t } = useCertificatesTranslation();
  return useMemo(
    () => [
      {
        id: 'status',
        label: t('devices.column.status'),
        width: '136px',
        render: device => <DeviceStatusBadge status={device.status} />,
      },
      {
        id: 'name',
        label: t('devices.column.name'),
        isRowHeader: true,
        width: '19%',
        render: device => (
          <Flex direction="column" gap="1">
            <DeviceName device={device} />
            {device.problem && device.status !== 'ok' && (
              <Text variant="body-small" color="danger">
                {device.problem.message}
              </Text>
            )}
          </Flex>
        ),
      },
      {
        id: 'place',
        label: t('devices.column.place'),
        render: device =>
          [device.site, device.environment].filter(Boolean).join(', ') || '–',
      },
      {
        id: 'version',
        label: t('devices.column.version'),
        width: '88px',
        render: device => device.facts?.version ?? '–',
      },
      {
        id: 'cluster',
        label: t('devices.column.cluster'),
        width: '17%',
        render: device => <Cluster device={device} />,
      },
      {
        id: 'certificates',
        label: t('devices.column.certificates'),
        width: '128px',
        render: device => (
          <Flex direction="column" gap="1">
            <span>{device.counts.certificates.toLocaleString()}</span>
            {device.counts.certificates > 0 && (
              <StateBar counts={device.byState} />
            )}
          </Flex>
        ),
      },
      {
        id: 'lastSuccess',
        label: t('devices.column.lastSuccess'),
        width: '122px',
        render: device => <RelativeTime value={device.lastSuccessAt} />,
      },
      {
        id: 'nextScan',
        label: t('devices.column.nextScan'),
        width: '122px',
        render: device => (
          <RelativeTime value={device.nextScanAt} fallback="–" />
        ),
      },
    ],
    [t],
  );
}
