import { ApiRef, createApiRef } from '@backstage/core-plugin-api';
import { DeploymentsApi } from '@cmt/backstage-plugin-certificates-common';

/**
 * The part of the certificates backend's REST API that changes devices.
 *
 * @public
 */
export const certificatesDeploymentsApiRef: ApiRef<DeploymentsApi> =
  createApiRef({ id: 'plugin.certificates.deployments-client' });
