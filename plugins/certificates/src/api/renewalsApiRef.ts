import { ApiRef, createApiRef } from '@backstage/core-plugin-api';
import { RenewalsApi } from '@cmt/backstage-plugin-certificates-common';

/**
 * The part of the certificates backend's REST API that issues and renews.
 *
 * @public
 */
export const certificatesRenewalsApiRef: ApiRef<RenewalsApi> = createApiRef({
  id: 'plugin.certificates.renewals-client',
});
