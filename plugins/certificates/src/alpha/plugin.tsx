import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { RiShieldKeyholeLine } from '@remixicon/react';
import {
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
} from '../routes';
import { certificatesApi, deploymentsApi, renewalsApi } from './apis';
import { entityCards } from './entityCards';
import { entityContents } from './entityContents';
import { pages } from './pages';

const certificatesPlugin = createFrontendPlugin({
  pluginId: 'certificates',
  title: 'Certificates',
  icon: <RiShieldKeyholeLine />,
  info: { packageJson: () => import('../../package.json') },
  routes: {
    root: rootRouteRef,
    dashboard: dashboardRouteRef,
    inventory: inventoryRouteRef,
    certificate: certificateRouteRef,
    devices: devicesRouteRef,
    device: deviceRouteRef,
    deploy: deployRouteRef,
    deployments: deploymentsRouteRef,
    deployment: deploymentRouteRef,
    drift: driftRouteRef,
    cleanUp: cleanUpRouteRef,
    renewals: renewalsRouteRef,
    renewal: renewalRouteRef,
    policies: policiesRouteRef,
    authorities: authoritiesRouteRef,
    forecast: forecastRouteRef,
    campaigns: campaignsRouteRef,
    campaign: campaignRouteRef,
    requestCertificate: requestRouteRef,
  },
  extensions: [
    certificatesApi,
    deploymentsApi,
    renewalsApi,
    ...pages,
    ...entityCards,
    ...entityContents,
  ],
});

/** Named, so that its description does not depend on the order of compilation. */
type CertificatesPlugin = typeof certificatesPlugin;

/**
 * The certificates plugin for the new frontend system.
 *
 * @alpha
 */
const plugin: CertificatesPlugin = certificatesPlugin;

export default plugin;
