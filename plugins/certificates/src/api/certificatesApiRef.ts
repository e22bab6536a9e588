import { ApiRef, createApiRef } from '@backstage/core-plugin-api';
import { CertificatesApi } from '@cmt/backstage-plugin-certificates-common';

/**
 * The REST API of the certificates backend.
 *
 * @public
 */
export const certificatesApiRef: ApiRef<CertificatesApi> = createApiRef({
  id: 'plugin.certificates.client',
});
