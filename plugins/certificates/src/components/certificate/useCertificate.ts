import { useApi } from '@backstage/core-plugin-api';
import {
  CertificateDetail,
  CertificateVersion,
  Material,
} from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef, certificatesDeploymentsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { heldFor } from '../entity/renewedElsewhere';

/** A certificate with all of its versions, and those that are held for it. */
export interface LoadedCertificate {
  certificate: CertificateDetail;
  versions: CertificateVersion[];
  materials: Material[];
}

/** Loads a certificate with its versions. */
export function useCertificate(id: string) {
  const api = useApi(certificatesApiRef);
  const deployments = useApi(certificatesDeploymentsApiRef);
  return useRequest(id, async (signal): Promise<LoadedCertificate> => {
    const [certificate, versions, materials] = await Promise.all([
      api.getCertificate(id, { signal }),
      api.listVersions(id, { signal }),
      heldFor(deployments, id, signal),
    ]);
    return { certificate, versions, materials };
  });
}
