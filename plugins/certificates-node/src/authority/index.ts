export * from './authority';
export * from './challenges';
export * from './errors';
export * from './extensionPoint';
