import { useApi } from '@backstage/core-plugin-api';
import {
  CertificatesApi,
  InstallationUsage,
} from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { PlaceUnit, placeUnits, unitNames } from './places';

const PAGE_SIZE = 200;

/** Where a certificate is used, and where else it could be. */
export interface Places {
  units: PlaceUnit[];
  /** Every device and cluster, for new places. */
  allUnits: string[];
}

async function readAllUsage(
  api: CertificatesApi,
  certificateId: string,
  signal: AbortSignal,
): Promise<InstallationUsage[]> {
  const all: InstallationUsage[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.listUsage(
      certificateId,
      { limit: PAGE_SIZE, ...(cursor && { cursor }) },
      { signal },
    );
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor && !signal.aborted);
  return all;
}

/** Reads everywhere that a certificate is used. */
export function usePlaces(certificateId: string) {
  const api = useApi(certificatesApiRef);
  return useRequest(certificateId, async (signal): Promise<Places> => {
    const [usage, devices] = await Promise.all([
      readAllUsage(api, certificateId, signal),
      api.listDevices({ signal }),
    ]);
    return {
      units: placeUnits(usage, devices),
      allUnits: unitNames(devices.filter(d => d.status !== 'retired')),
    };
  });
}
