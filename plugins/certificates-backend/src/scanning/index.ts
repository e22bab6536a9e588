export { InventoryPublisher } from './InventoryPublisher';
export { InventorySources } from './InventorySources';
export type { ConfiguredDevice } from './InventorySources';
export { ScanOutcomeRecorder } from './ScanOutcomeRecorder';
export { ScanRunner } from './ScanRunner';
export { ScanService } from './ScanService';
export { ScanTelemetry } from './ScanTelemetry';
export { ScanWorker } from './ScanWorker';
