export * from './DatabaseOwnershipStore';
