export { InventoryRoutes } from './InventoryRoutes';
export { InventoryPage } from './InventoryPage';
export {
  CertificateName,
  useCertificateColumns,
  WhereUsed,
} from './certificateColumns';
export { shortEntityRef, useFilterLabels } from './useFilterLabels';
