export * from './DatabaseInventoryQueries';
