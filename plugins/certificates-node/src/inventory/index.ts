export * from './errors';
export * from './extensionPoint';
export * from './snapshot';
export * from './source';
