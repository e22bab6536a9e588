export { isCertificateEntity, isDeviceEntity } from './conditions';
export { EntityCertificateCard } from './EntityCertificateCard';
export { EntityCertificateDetailsContent } from './EntityCertificateDetailsContent';
export { EntityCertificatesCard } from './EntityCertificatesCard';
export type { EntityCertificatesCardProps } from './EntityCertificatesCard';
export { EntityCertificatesContent } from './EntityCertificatesContent';
export { EntityDeviceContent } from './EntityDeviceContent';
