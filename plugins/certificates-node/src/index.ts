/**
 * Extension points, X.509 helpers and contract tests for modules of the
 * certificates plugin.
 *
 * @packageDocumentation
 */
export * from './inventory';
export * from './x509';
export * from './deployment';
export * from './material';
export * from './authority';
