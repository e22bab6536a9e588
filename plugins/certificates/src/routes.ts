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
