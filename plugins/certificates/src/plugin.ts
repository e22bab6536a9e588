import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import {
  CertificatesClient,
  DeploymentsClient,
  RenewalsClient,
} from '@cmt/backstage-plugin-certificates-common';
import {
  certificatesApiRef,
  certificatesDeploymentsApiRef,
  certificatesRenewalsApiRef,
} from './api';
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
} from './routes';

/**
 * The certificates plugin for apps on the legacy frontend system.
 *
 * @public
 */
export const certificatesPlugin = createPlugin({
  id: 'certificates',
  apis: [
    createApiFactory({
      api: certificatesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new CertificatesClient({ discoveryApi, fetchApi }),
    }),
    createApiFactory({
      api: certificatesDeploymentsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new DeploymentsClient({ discoveryApi, fetchApi }),
    }),
    createApiFactory({
      api: certificatesRenewalsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new RenewalsClient({ discoveryApi, fetchApi }),
    }),
  ],
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
});

/**
 * Dashboard, inventory, devices, renewals, deployments and upkeep; mount it at `/certificates`.
 *
 * @public
 */
export const CertificatesPage = certificatesPlugin.provide(
  createRoutableExtension({
    name: 'CertificatesPage',
    component: () =>
      import('./components/CertificatesPage').then(m => m.CertificatesPage),
    mountPoint: rootRouteRef,
  }),
);

/**
 * The next certificates of the entity to end, for its overview.
 *
 * @public
 */
export const EntityCertificatesCard = certificatesPlugin.provide(
  createComponentExtension({
    name: 'EntityCertificatesCard',
    component: {
      lazy: () =>
        import('./components/entity').then(m => m.EntityCertificatesCard),
    },
  }),
);

/**
 * State, life and next step of the certificate that a `tls-certificate` resource
 * stands for, for its overview.
 *
 * @public
 */
export const EntityCertificateCard = certificatesPlugin.provide(
  createComponentExtension({
    name: 'EntityCertificateCard',
    component: {
      lazy: () =>
        import('./components/entity').then(m => m.EntityCertificateCard),
    },
  }),
);

/**
 * All certificates of a component, API, system, domain, group, user, device or
 * cluster, with where they are used.
 *
 * @public
 */
export const EntityCertificatesContent = certificatesPlugin.provide(
  createComponentExtension({
    name: 'EntityCertificatesContent',
    component: {
      lazy: () =>
        import('./components/entity').then(m => m.EntityCertificatesContent),
    },
  }),
);

/**
 * Everything about the certificate that a `tls-certificate` resource stands for.
 *
 * @public
 */
export const EntityCertificateDetailsContent = certificatesPlugin.provide(
  createComponentExtension({
    name: 'EntityCertificateDetailsContent',
    component: {
      lazy: () =>
        import('./components/entity').then(
          m => m.EntityCertificateDetailsContent,
        ),
    },
  }),
);

/**
 * Everything about the device that an `f5-bigip` resource stands for.
 *
 * @public
 */
export const EntityDeviceContent = certificatesPlugin.provide(
  createComponentExtension({
    name: 'EntityDeviceContent',
    component: {
      lazy: () =>
        import('./components/entity').then(m => m.EntityDeviceContent),
    },
  }),
);
