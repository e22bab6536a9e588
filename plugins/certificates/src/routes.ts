import { createRouteRef, createSubRouteRef } from '@backstage/core-plugin-api';

/** Where the certificates pages are mounted. @public */
export const rootRouteRef = createRouteRef({ id: 'certificates' });

/** The organisation's dashboard. @public */
export const dashboardRouteRef = createSubRouteRef({
  id: 'certificates:dashboard',
  parent: rootRouteRef,
  path: '/dashboard',
});

/** All certificates; its filter is in the query string. @public */
export const inventoryRouteRef = createSubRouteRef({
  id: 'certificates:inventory',
  parent: rootRouteRef,
  path: '/inventory',
});

/** One certificate, by its id in the inventory. @public */
export const certificateRouteRef = createSubRouteRef({
  id: 'certificates:certificate',
  parent: rootRouteRef,
  path: '/inventory/:id',
});

/** All devices. @public */
export const devicesRouteRef = createSubRouteRef({
  id: 'certificates:devices',
  parent: rootRouteRef,
  path: '/devices',
});

/** One device, by its name in the inventory. @public */
export const deviceRouteRef = createSubRouteRef({
  id: 'certificates:device',
  parent: rootRouteRef,
  path: '/devices/:name',
});

/** The wizard for a new deployment; takes the id of the certificate as `?certificate=`. @public */
export const deployRouteRef = createSubRouteRef({
  id: 'certificates:deploy',
  parent: rootRouteRef,
  path: '/deploy',
});

/** All deployments. @public */
export const deploymentsRouteRef = createSubRouteRef({
  id: 'certificates:deployments',
  parent: rootRouteRef,
  path: '/deployments',
});

/** One deployment, by its id. @public */
export const deploymentRouteRef = createSubRouteRef({
  id: 'certificates:deployment',
  parent: rootRouteRef,
  path: '/deployments/:id',
});

/** Where issued, installed and served disagree. @public */
export const driftRouteRef = createSubRouteRef({
  id: 'certificates:drift',
  parent: rootRouteRef,
  path: '/drift',
});

/** Objects on devices that seem to be of no use any more. @public */
export const cleanUpRouteRef = createSubRouteRef({
  id: 'certificates:clean-up',
  parent: rootRouteRef,
  path: '/clean-up',
});

/** What renews, what waits, and for whom. @public */
export const renewalsRouteRef = createSubRouteRef({
  id: 'certificates:renewals',
  parent: rootRouteRef,
  path: '/renewals',
});

/** One renewal, by its id. @public */
export const renewalRouteRef = createSubRouteRef({
  id: 'certificates:renewal',
  parent: rootRouteRef,
  path: '/renewals/:id',
});

/** The policies of renewals. @public */
export const policiesRouteRef = createSubRouteRef({
  id: 'certificates:policies',
  parent: rootRouteRef,
  path: '/renewals/policies',
});

/** The certificate authorities. @public */
export const authoritiesRouteRef = createSubRouteRef({
  id: 'certificates:authorities',
  parent: rootRouteRef,
  path: '/renewals/authorities',
});

/** How many renewals teams have to expect. @public */
export const forecastRouteRef = createSubRouteRef({
  id: 'certificates:forecast',
  parent: rootRouteRef,
  path: '/renewals/forecast',
});

/** Campaigns that replace many certificates. @public */
export const campaignsRouteRef = createSubRouteRef({
  id: 'certificates:campaigns',
  parent: rootRouteRef,
  path: '/renewals/campaigns',
});

/** One campaign, by its id. @public */
export const campaignRouteRef = createSubRouteRef({
  id: 'certificates:campaign',
  parent: rootRouteRef,
  path: '/renewals/campaigns/:id',
});

/** The form for a new certificate. @public */
export const requestRouteRef = createSubRouteRef({
  id: 'certificates:request',
  parent: rootRouteRef,
  path: '/renewals/request',
});
