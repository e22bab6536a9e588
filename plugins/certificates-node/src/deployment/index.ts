export * from './errors';
export * from './extensionPoint';
export * from './planHash';
export * from './target';
