export { registerInventoryMetrics } from './registerInventoryMetrics';
