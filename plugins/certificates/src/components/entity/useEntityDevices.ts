import { Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { DeviceSummary } from '@cmt/backstage-plugin-certificates-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { certificatesApiRef } from '../../api';
import { clusterNameOf, deviceNameOf } from './conditions';

/** The device that an entity stands for, or the devices of its cluster. */
export function useEntityDevices(entity: Entity) {
  const api = useApi(certificatesApiRef);
  const device = deviceNameOf(entity);
  const cluster = clusterNameOf(entity);
  return useAsyncRetry(async (): Promise<DeviceSummary[]> => {
    if (device) {
      return [await api.getDevice(device)];
    }
    if (cluster) {
      const devices = await api.listDevices();
      return devices.filter(d => d.highAvailability?.cluster === cluster);
    }
    return [];
  }, [api, device, cluster]);
}
