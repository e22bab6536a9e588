import { Header, Page, RoutedTabs } from '@backstage/core-components';
import { useMemo } from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { useCertificatesTranslation } from '../translation';
import { DashboardPage } from './dashboard';
import { DevicesRoutes } from './devices';
import { InventoryRoutes } from './inventory';

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
    ],
    [t],
  );
  return (
    <Page themeId="tool">
      <Header title={t('plugin.title')} />
      <Routes>
        <Route index element={<Navigate to="dashboard" replace />} />
        <Route path="*" element={<RoutedTabs routes={tabs} />} />
      </Routes>
    </Page>
  );
}
