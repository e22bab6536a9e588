import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { InventorySource } from './source';

/**
 * Lets modules of the certificates plugin add kinds of devices to scan.
 *
 * @public
 */
export interface CertificatesInventoryExtensionPoint {
  addSource(source: InventorySource): void;
}

/** @public */
export const certificatesInventoryExtensionPoint =
  createExtensionPoint<CertificatesInventoryExtensionPoint>({
    id: 'certificates.inventory',
  });
