import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Text } from '@backstage/ui';
import {
  DeviceDetail,
  ScanRecord,
} from '@cmt/backstage-plugin-certificates-common';
import {
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiLoader4Line,
} from '@remixicon/react';
import { useMemo } from 'react';
import { useCertificatesTranslation } from '../../translation';
import {
  DataColumn,
  DataTable,
  formatDuration,
  RelativeTime,
  SectionCard,
} from '../ui';
import classes from './devices.module.css';
import { Facts } from './Facts';
import { changesText } from './scanTexts';

const ICONS = {
  queued: RiLoader4Line,
  running: RiLoader4Line,
  succeeded: RiCheckboxCircleFill,
  failed: RiCloseCircleFill,
} satisfies Record<ScanRecord['status'], unknown>;

function ScanResult(props: { scan: ScanRecord }) {
  const { scan } = props;
  const { t } = useCertificatesTranslation();
  const Icon = ICONS[scan.status];
  return (
    <span className={classes.result} data-status={scan.status}>
      <Icon size={16} aria-hidden />
      <span>
        {t(`devices.scans.status.${scan.status}`)}
        {scan.changes && `: ${changesText(t, scan.changes)}`}
        {scan.problem && (
          <Text as="p" variant="body-small" color="secondary">
            {scan.problem.message} {scan.problem.remedy}
          </Text>
        )}
      </span>
    </span>
  );
}

function useScanColumns(): DataColumn<ScanRecord>[] {
  const { t } = useCertificatesTranslation();
  return useMemo(
    () => [
      {
        id: 'started',
        label: t('devices.scans.started'),
        isRowHeader: true,
        width: '140px',
        render: scan => <RelativeTime value={scan.startedAt} />,
      },
      {
        id: 'result',
        label: t('devices.scans.result'),
        render: scan => <ScanResult scan={scan} />,
      },
      {
        id: 'trigger',
        label: t('devices.scans.trigger'),
        width: '130px',
        render: scan => {
          if (scan.trigger === 'schedule') {
            return t('devices.scans.bySchedule');
          }
          return scan.requestedBy ? (
            <EntityRefLink
              entityRef={scan.requestedBy}
              defaultKind="user"
              hideIcon
            />
          ) : (
            t('devices.scans.byRequest')
          );
        },
      },
      {
        id: 'duration',
        label: t('devices.scans.duration'),
        width: '90px',
        align: 'end',
        render: scan =>
          scan.finishedAt
            ? formatDuration(scan.startedAt, scan.finishedAt)
            : '–',
      },
      {
        id: 'calls',
        label: t('devices.scans.calls'),
        width: '76px',
        align: 'end',
        render: scan => scan.calls ?? '–',
      },
      {
        id: 'handshakes',
        label: t('devices.scans.handshakes'),
        width: '112px',
        align: 'end',
        render: scan => scan.handshakes ?? '–',
      },
    ],
    [t],
  );
}

/** When a device is read, and how the last readings went. */
export function ScansCard(props: { device: DeviceDetail }) {
  const { device } = props;
  const { t } = useCertificatesTranslation();
  const columns = useScanColumns();
  return (
    <SectionCard title={t('devices.scans.title')}>
      <Facts
        facts={[
          {
            name: t('devices.scans.lastSuccess'),
            value: <RelativeTime value={device.lastSuccessAt} />,
          },
          {
            name: t('devices.scans.lastScan'),
            value: <RelativeTime value={device.lastScanAt} />,
          },
          {
            name: t('devices.scans.nextScan'),
            value: <RelativeTime value={device.nextScanAt} />,
          },
          {
            name: t('devices.scans.schedule'),
            value: <code>{device.schedule}</code>,
          },
        ]}
      />
      <DataTable
        className={classes.history}
        label={t('devices.scans.history')}
        columns={columns}
        rows={device.recentScans}
        density="compact"
        minWidth={720}
        emptyState={<Text color="secondary">{t('devices.scans.empty')}</Text>}
      />
    </SectionCard>
  );
}
