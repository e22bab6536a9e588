/**
 * Domain types, pure rules and the REST client of the certificates plugin.
 *
 * @packageDocumentation
 */
export * from './catalog';
export * from './certificate';
export * from './deployment';
export * from './device';
export * from './findings';
export * from './names';
export * from './renewal';
export * from './status';
export * from './api';
