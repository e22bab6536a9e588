/**
 * Certificates and F5 devices as catalog entities.
 *
 * @packageDocumentation
 */
export { catalogModuleCertificates as default } from './module';
export { catalogModuleCertificates } from './module';
