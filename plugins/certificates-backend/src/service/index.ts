export { createRouter } from './createRouter';
export type { CertificateService, DeviceService } from './types';
