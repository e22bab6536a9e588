import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { CertificateTarget } from './target';

/**
 * Lets modules of the certificates plugin add kinds of places that certificates
 * can be deployed to.
 *
 * @public
 */
export interface CertificatesDeploymentExtensionPoint {
  addTarget(target: CertificateTarget): void;
}

/** @public */
export const certificatesDeploymentExtensionPoint =
  createExtensionPoint<CertificatesDeploymentExtensionPoint>({
    id: 'certificates.deployment',
  });
