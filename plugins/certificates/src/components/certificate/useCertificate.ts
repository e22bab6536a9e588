import { useApi } from '@backstage/core-plugin-api';
import {
  CertificateDetail,
  CertificateVersion,
} from '@cmt/backstage-plugin-certificates-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { certificatesApiRef } from '../../api';

/** A certificate with all of its versions. */
export interface LoadedCertificate {
  certificate: CertificateDetail;
  versions: CertificateVersion[];
}

/** Loads a certificate and its versions. */
export function useCertificate(id: string) {
  const api = useApi(certificatesApiRef);
  return useAsyncRetry(async (): Promise<LoadedCertificate> => {
    const [certificate, versions] = await Promise.all([
      api.getCertificate(id),
      api.listVersions(id),
    ]);
    return { certificate, versions };
  }, [api, id]);
}
