export * from './states';
export * from './plan';
