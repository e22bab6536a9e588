import { Header, Page, RoutedTabs } from '@backstage/core-components';
import { useMemo } from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { useCertificatesTranslation } from '../translation';
import { CleanUpPage } from './cleanUp';
import { DashboardPage } from './dashboard';
import { DeployPage } from './deploy';
import { DeploymentsRoutes } from './deployments';
import { DevicesRoutes } from './devices';
import { DriftPage } from './drift';
import { InventoryRoutes } from './inventory';
import {
  RenewalsRoutes,
  RenewalsShortcut,
  RENEWALS_SHORTCUTS,
} from './renewals';

/** The pages of the plugin with the header and tabs of the legacy system. */
export function CertificatesPage() {
  const { t } = useCertificatesTranslation();
  const tabs = useMemo(
    () => [
      {
        path: '/dashboard',
        title: t('plugin.dashboard'),
        children: <DashboardPage />,
      },
      {
        path: '/inventory',
        title: t('plugin.inventory'),
        children: <InventoryRoutes />,
      },
      {
        path: '/devices',
        title: t('plugin.devices'),
        children: <DevicesRoutes />,
      },
      {
        path: '/renewals',
        title: t('plugin.renewals'),
        children: <RenewalsRoutes />,
      },
      {
        path: '/deployments',
        title: t('plugin.deployments'),
        children: <DeploymentsRoutes />,
      },
      {
        path: '/drift',
        title: t('plugin.drift'),
        children: <DriftPage />,
      },
      {
        path: '/clean-up',
        title: t('plugin.cleanUp'),
        children: <CleanUpPage />,
      },
    ],
    [t],
  );
  return (
    <Page themeId="tool">
      <Header title={t('plugin.title')} />
      <Routes>
        <Route index element={<Navigate to="dashboard" replace />} />
        <Route path="deploy" element={<DeployPage />} />
        {RENEWALS_SHORTCUTS.map(name => (
          <Route
            key={name}
            path={`${name}/*`}
            element={<RenewalsShortcut to={name} />}
          />
        ))}
        <Route path="*" element={<RoutedTabs routes={tabs} />} />
      </Routes>
    </Page>
  );
}
