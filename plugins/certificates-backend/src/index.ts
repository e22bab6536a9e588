/**
 * Inventory, ownership and REST API of the certificates plugin.
 *
 * @packageDocumentation
 */
export { certificatesPlugin, certificatesPlugin as default } from './plugin';
