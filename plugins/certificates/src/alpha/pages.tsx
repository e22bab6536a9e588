import {
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  RiDashboardLine,
  RiServerLine,
  RiShieldKeyholeLine,
} from '@remixicon/react';
import { rootRouteRef } from '../routes';

const certificatesPage = PageBlueprint.make({
  params: { path: '/certificates', routeRef: rootRouteRef },
});

const dashboardPage = SubPageBlueprint.make({
  name: 'dashboard',
  params: {
    path: 'dashboard',
    title: 'Dashboard',
    icon: <RiDashboardLine />,
    loader: () =>
      import('../components/dashboard').then(m => <m.DashboardPage />),
  },
});

const inventoryPage = SubPageBlueprint.make({
  name: 'inventory',
  params: {
    path: 'inventory',
    title: 'Inventory',
    icon: <RiShieldKeyholeLine />,
    loader: () =>
      import('../components/inventory').then(m => <m.InventoryRoutes />),
  },
});

const devicesPage = SubPageBlueprint.make({
  name: 'devices',
  params: {
    path: 'devices',
    title: 'Devices',
    icon: <RiServerLine />,
    loader: () =>
      import('../components/devices').then(m => <m.DevicesRoutes />),
  },
});

export const pages = [
  certificatesPage,
  dashboardPage,
  inventoryPage,
  devicesPage,
];
