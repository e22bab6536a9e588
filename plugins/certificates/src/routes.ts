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
