export * from './batch';
export * from './initDatabase';
export * from './transaction';
export * from './values';
export * from './writerLock';
