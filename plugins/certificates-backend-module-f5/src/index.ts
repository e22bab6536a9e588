/**
 * F5 BIG-IP inventory for the certificates plugin.
 *
 * @packageDocumentation
 */
export { F5InventorySource } from './F5InventorySource';
export { certificatesModuleF5 as default } from './module';
