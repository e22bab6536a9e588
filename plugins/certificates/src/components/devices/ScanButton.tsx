import { Button } from '@backstage/ui';
import { RiRefreshLine } from '@remixicon/react';
import { DeviceScan } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';

/** Starts a scan; cannot be pressed while one runs. */
export function ScanButton(props: {
  deviceScan: DeviceScan;
  isDisabled?: boolean;
}) {
  const { isRunning, start } = props.deviceScan;
  const { t } = useCertificatesTranslation();
  return (
    <Button
      variant="primary"
      iconStart={<RiRefreshLine />}
      isDisabled={isRunning || props.isDisabled}
      onPress={start}
    >
      {isRunning ? t('devices.scan.running') : t('devices.scan.now')}
    </Button>
  );
}
