export * from './DatabaseScanStore';
