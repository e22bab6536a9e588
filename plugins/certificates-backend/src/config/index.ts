export * from './readCertificatesConfig';
export { createScanSchedule, ScheduleError } from './schedule';
export type { ScanSchedule } from './schedule';
export { configPolicySchema, policyInputSchema } from './policySchema';
