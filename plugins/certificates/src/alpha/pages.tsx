import {
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  RiDashboardLine,
  RiDeleteBin6Line,
  RiLoopRightLine,
  RiRocketLine,
  RiServerLine,
  RiShieldKeyholeLine,
  RiShuffleLine,
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

const renewalsPage = SubPageBlueprint.make({
  name: 'renewals',
  params: {
    path: 'renewals',
    title: 'Renewals',
    icon: <RiLoopRightLine />,
    loader: () =>
      import('../components/renewals').then(m => <m.RenewalsRoutes />),
  },
});

const deploymentsPage = SubPageBlueprint.make({
  name: 'deployments',
  params: {
    path: 'deployments',
    title: 'Deployments',
    icon: <RiRocketLine />,
    loader: () =>
      import('../components/deployments').then(m => <m.DeploymentsRoutes />),
  },
});

const driftPage = SubPageBlueprint.make({
  name: 'drift',
  params: {
    path: 'drift',
    title: 'Drift',
    icon: <RiShuffleLine />,
    loader: () => import('../components/drift').then(m => <m.DriftPage />),
  },
});

const cleanUpPage = SubPageBlueprint.make({
  name: 'clean-up',
  params: {
    path: 'clean-up',
    title: 'Clean-up',
    icon: <RiDeleteBin6Line />,
    loader: () => import('../components/cleanUp').then(m => <m.CleanUpPage />),
  },
});

/**
 * The wizard has no tab and no entry in the navigation, so it is a page of its
 * own below the other one's path; whoever moves that one moves this one too.
 */
const deployPage = PageBlueprint.make({
  name: 'deploy',
  params: {
    path: '/certificates/deploy',
    loader: () => import('../components/deploy').then(m => <m.DeployPage />),
  },
});

/** Short addresses that people type, of pages that stand below the renewals. */
const shortcuts = (
  ['policies', 'authorities', 'forecast', 'campaigns'] as const
).map(name =>
  PageBlueprint.make({
    name,
    params: {
      path: `/certificates/${name}`,
      loader: () =>
        import('../components/renewals').then(m => (
          <m.RenewalsShortcut to={name} />
        )),
    },
  }),
);

export const pages = [
  certificatesPage,
  dashboardPage,
  inventoryPage,
  devicesPage,
  renewalsPage,
  deploymentsPage,
  driftPage,
  cleanUpPage,
  deployPage,
  ...shortcuts,
];
