import { Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { DeviceSummary } from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { clusterNameOf, deviceNameOf } from './conditions';

/** The device that an entity stands for, or the devices of its cluster. */
export function useEntityDevices(entity: Entity) {
  const api = useApi(certificatesApiRef);
  const device = deviceNameOf(entity);
  const cluster = clusterNameOf(entity);
  return useRequest(
    `${device} ${cluster}`,
    async (signal): Promise<DeviceSummary[]> => {
      if (device) {
        return [await api.getDevice(device, { signal })];
      }
      if (cluster) {
        const devices = await api.listDevices({ signal });
        return devices.filter(d => d.highAvailability?.cluster === cluster);
      }
      return [];
    },
  );
}
