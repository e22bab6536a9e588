/**
 * ACME certificate authorities (RFC 8555) for the certificates plugin.
 *
 * @packageDocumentation
 */
export { acmeAuthorityFactory } from './acmeAuthorityFactory';
export { httpWebhookSolverFactory } from './solvers/httpWebhook';
export { rfc2136SolverFactory } from './solvers/rfc2136';
export { certificatesModuleAcme as default } from './module';
