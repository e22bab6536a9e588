export { AuthorizedCertificateService } from './AuthorizedCertificateService';
export { AuthorizedDeploymentService } from './AuthorizedDeploymentService';
export { AuthorizedDeviceService } from './AuthorizedDeviceService';
