export * from './authority';
export * from './checkOrderRequest';
export * from './challenges';
export * from './errors';
export * from './extensionPoint';
