export { AuthorizedCampaignAdministration } from './AuthorizedCampaignAdministration';
export { AuthorizedCertificateService } from './AuthorizedCertificateService';
export { AuthorizedDeploymentService } from './AuthorizedDeploymentService';
export { AuthorizedDeviceService } from './AuthorizedDeviceService';
export { AuthorizedPolicyAdministration } from './AuthorizedPolicyAdministration';
export { AuthorizedRenewalService } from './AuthorizedRenewalService';
