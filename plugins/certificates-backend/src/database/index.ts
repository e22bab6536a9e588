export * from './batch';
export * from './diff';
export * from './initDatabase';
export * from './transaction';
export * from './values';
export * from './writerLock';
