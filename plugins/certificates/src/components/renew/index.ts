export { CertificateMenu } from './CertificateMenu';
export { PolicySection } from './PolicySection';
export { RenewButton } from './RenewButton';
