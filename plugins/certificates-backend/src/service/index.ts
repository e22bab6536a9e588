export { createRouter } from './createRouter';
export type {
  CertificateService,
  DeploymentService,
  DeviceService,
} from './types';
