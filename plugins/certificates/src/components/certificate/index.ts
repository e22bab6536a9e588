export { CertificateDetails } from './CertificateDetails';
export { CertificatePage } from './CertificatePage';
export { LifeBar } from './LifeBar';
export { UsageTree } from './UsageSection';
