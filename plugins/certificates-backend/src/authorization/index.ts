export { AuthorizedCertificateService } from './AuthorizedCertificateService';
export { AuthorizedDeviceService } from './AuthorizedDeviceService';
