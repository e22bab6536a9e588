import { Flex } from '@backstage/ui';
import { DeviceDetail } from '@cmt/backstage-plugin-certificates-common';
import { DeviceScan } from '../../hooks';
import { DeviceCertificatesCard } from './DeviceCertificatesCard';
import { DeviceFactsCard } from './DeviceFactsCard';
import { DeviceNotices } from './DeviceNotices';
import classes from './devices.module.css';
import { HighAvailabilityCard } from './HighAvailabilityCard';
import { ScanPanel } from './ScanPanel';
import { ScansCard } from './ScansCard';

/** Everything about a device, without a page around it. */
export function DeviceDetails(props: {
  device: DeviceDetail;
  deviceScan: DeviceScan;
}) {
  const { device, deviceScan } = props;
  return (
    <Flex direction="column" gap="4">
      <ScanPanel deviceScan={deviceScan} />
      <DeviceNotices device={device} />
      <div className={classes.cards}>
        <DeviceFactsCard device={device} />
        <HighAvailabilityCard device={device} />
      </div>
      <DeviceCertificatesCard device={device} />
      <ScansCard device={device} />
    </Flex>
  );
}
