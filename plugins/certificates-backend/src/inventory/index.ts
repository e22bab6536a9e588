export * from './createInventory';
export * from './types';
