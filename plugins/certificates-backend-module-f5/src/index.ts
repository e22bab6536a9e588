/**
 * F5 BIG-IP inventory for the certificates plugin.
 *
 * @packageDocumentation
 */
export { certificatesModuleF5 as default } from './module';
