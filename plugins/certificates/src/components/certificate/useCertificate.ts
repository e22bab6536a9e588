import { useApi } from '@backstage/core-plugin-api';
import {
  CertificateDetail,
  CertificateVersion,
} from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef } from '../../api';
import { useRequest } from '../../hooks';

/** A certificate with all of its versions. */
export interface LoadedCertificate {
  certificate: CertificateDetail;
  versions: CertificateVersion[];
}

/** Loads a certificate and its versions. */
export function useCertificate(id: string) {
  const api = useApi(certificatesApiRef);
  return useRequest(id, async (signal): Promise<LoadedCertificate> => {
    const [certificate, versions] = await Promise.all([
      api.getCertificate(id, { signal }),
      api.listVersions(id, { signal }),
    ]);
    return { certificate, versions };
  });
}
