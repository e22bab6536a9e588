/**
 * Certificate cards, tabs and pages. This entry point is for apps on the legacy
 * frontend system; apps on the new one install `./alpha`.
 *
 * @packageDocumentation
 */
export {
  certificatesApiRef,
  certificatesDeploymentsApiRef,
  certificatesRenewalsApiRef,
} from './api';
export {
  CertificatesPage,
  certificatesPlugin,
  EntityCertificateCard,
  EntityCertificateDetailsContent,
  EntityCertificatesCard,
  EntityCertificatesContent,
  EntityDeviceContent,
} from './plugin';
export {
  authoritiesRouteRef,
  campaignRouteRef,
  campaignsRouteRef,
  certificateRouteRef,
  cleanUpRouteRef,
  dashboardRouteRef,
  deploymentRouteRef,
  deploymentsRouteRef,
  deployRouteRef,
  deviceRouteRef,
  devicesRouteRef,
  driftRouteRef,
  forecastRouteRef,
  inventoryRouteRef,
  policiesRouteRef,
  renewalRouteRef,
  renewalsRouteRef,
  requestRouteRef,
  rootRouteRef,
} from './routes';
export {
  isCertificateEntity,
  isDeviceEntity,
} from './components/entity/conditions';
export type { EntityCertificatesCardProps } from './components/entity/EntityCertificatesCard';
export { certificatesTranslationRef } from './translation';
