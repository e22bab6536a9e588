import { useRouteRef } from '@backstage/core-plugin-api';
import { useCallback } from 'react';
import { deployRouteRef } from '../../routes';

/** Makes addresses of the wizard for a certificate. */
export function useDeployLink(): (certificateId: string) => string {
  const deployRoute = useRouteRef(deployRouteRef);
  return useCallback(
    certificateId =>
      `${deployRoute()}?certificate=${encodeURIComponent(certificateId)}`,
    [deployRoute],
  );
}
