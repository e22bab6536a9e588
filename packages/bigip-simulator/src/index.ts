/**
 * Simulated F5 BIG-IPs: iControl REST over HTTPS and a real TLS data plane.
 *
 * @packageDocumentation
 */
export * from './cluster';
export * from './configuration';
export * from './device/CallCounters';
export * from './device/CallJournal';
export * from './device/DeviceFiles';
export * from './device/DeviceOperations';
export * from './device/SimulatedDevice';
export { createSampleDevice } from './device/testing/sampleDevice';
export type { SampleOptions } from './device/testing/sampleDevice';
export * from './device/faults';
export * from './farm';
export * from './pki';
export * from './run';
export * from './tls';
