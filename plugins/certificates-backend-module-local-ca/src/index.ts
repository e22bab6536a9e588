/**
 * A certificate authority of its own for the certificates plugin.
 *
 * @packageDocumentation
 */
export { localAuthorityFactory } from './localAuthorityFactory';
export { certificatesModuleLocalCa as default } from './module';
