import { useApi } from '@backstage/core-plugin-api';
import { DeviceDetail } from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef } from '../../api';
import {
  DeviceScan,
  RequestState,
  useDeviceScan,
  useRequest,
} from '../../hooks';

/** A device and its scan; the device is read again when the scan ends. */
export function useDevice(name: string): {
  device: RequestState<DeviceDetail>;
  deviceScan: DeviceScan;
} {
  const api = useApi(certificatesApiRef);
  const device = useRequest(name, signal => api.getDevice(name, { signal }));
  const deviceScan = useDeviceScan(
    name,
    device.value?.activeScan ?? null,
    device.retry,
  );
  return { device, deviceScan };
}
