import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { RiShieldKeyholeLine } from '@remixicon/react';
import {
  certificateRouteRef,
  dashboardRouteRef,
  deviceRouteRef,
  devicesRouteRef,
  inventoryRouteRef,
  rootRouteRef,
} from '../routes';
import { certificatesApi } from './apis';
import { entityCards } from './entityCards';
import { entityContents } from './entityContents';
import { pages } from './pages';

/**
 * The certificates plugin for the new frontend system.
 *
 * @alpha
 */
export default createFrontendPlugin({
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
  },
  extensions: [certificatesApi, ...pages, ...entityCards, ...entityContents],
});
