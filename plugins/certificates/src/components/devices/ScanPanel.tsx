import { Alert } from '@backstage/ui';
import { ScanRecord } from '@cmt/backstage-plugin-certificates-common';
import { RiRefreshLine } from '@remixicon/react';
import { DeviceScan } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { ErrorState, formatDuration } from '../ui';
import classes from './devices.module.css';
import { changesText, phaseText } from './scanTexts';

function ScanProgressBar(props: { scan: ScanRecord }) {
  const { device, progress } = props.scan;
  const { t } = useCertificatesTranslation();
  const share =
    progress && progress.total
      ? Math.min(1, progress.done / progress.total)
      : undefined;
  return (
    <div
      className={classes.progress}
      role="progressbar"
      aria-label={t('devices.scan.label', { device })}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
      aria-valuetext={phaseText(t, props.scan)}
    >
      <div
        className={classes.progressFill}
        data-open={share === undefined}
        style={{ width: share === undefined ? undefined : `${share * 100}%` }}
      />
    </div>
  );
}

/** How the scan goes that was started or found running, and what it changed. */
export function ScanPanel(props: { deviceScan: DeviceScan }) {
  const { scan, error } = props.deviceScan;
  const { t } = useCertificatesTranslation();
  if (error) {
    return (
      <ErrorState
        title={t('devices.scan.startFailed')}
        error={error}
        onRetry={props.deviceScan.start}
      />
    );
  }
  if (!scan) {
    return null;
  }
  if (scan.status === 'succeeded') {
    return (
      <Alert
        role="status"
        status="success"
        icon
        title={t('devices.scan.succeeded', {
          changes: changesText(
            t,
            scan.changes ?? { added: 0, changed: 0, removed: 0 },
          ),
        })}
        description={
          scan.finishedAt &&
          t('devices.scan.succeededDetail', {
            duration: formatDuration(scan.startedAt, scan.finishedAt),
            calls: String(scan.calls ?? 0),
            handshakes: String(scan.handshakes ?? 0),
          })
        }
      />
    );
  }
  if (scan.status === 'failed') {
    return (
      <Alert
        role="alert"
        status="danger"
        icon
        title={t('devices.scan.failed', {
          message: scan.problem?.message ?? '',
        })}
        description={[scan.problem?.remedy, t('devices.scan.failedHint')]
          .filter(Boolean)
          .join(' ')}
      />
    );
  }
  return (
    <Alert
      role="status"
      status="info"
      icon={<RiRefreshLine aria-hidden />}
      title={phaseText(t, scan)}
      description={<ScanProgressBar scan={scan} />}
    />
  );
}
