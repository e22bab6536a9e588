export * from './DatabaseInventoryStore';
