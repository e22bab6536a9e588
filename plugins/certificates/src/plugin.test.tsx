import { discoveryApiRef } from '@backstage/core-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  certificatesApiRef,
  certificatesDeploymentsApiRef,
  certificatesPlugin,
  certificatesRenewalsApiRef,
  rootRouteRef,
} from '.';
import { createFixtureEstate, FixtureCertificatesApi } from './__fixtures__';
import { FixtureDeploymentsApi } from './__fixtures__/deployments';
import { FixtureRenewalsApi } from './__fixtures__/renewals';
import { CertificatesPage } from './components/CertificatesPage';

const user = userEvent.setup();

async function renderAt(address: string) {
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [
          certificatesApiRef,
          new FixtureCertificatesApi(createFixtureEstate(8)),
        ],
        [certificatesDeploymentsApiRef, new FixtureDeploymentsApi()],
        [certificatesRenewalsApiRef, new FixtureRenewalsApi()],
        [discoveryApiRef, mockApis.discovery()],
      ]}
    >
      <Routes>
        <Route path="/certificates/*" element={<CertificatesPage />} />
      </Routes>
    </TestApiProvider>,
    {
      routeEntries: [address],
      mountedRoutes: {
        '/certificates': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

describe('legacy certificates plugin', () => {
  it('brings the clients of the backend', () => {
    expect([...certificatesPlugin.getApis()].map(({ api }) => api.id)).toEqual([
      certificatesApiRef.id,
      certificatesDeploymentsApiRef.id,
      certificatesRenewalsApiRef.id,
    ]);
  });

  it('opens the dashboard first, below a header and tabs', async () => {
    await renderAt('/certificates');
    expect(
      await screen.findByRole('region', { name: 'Needs attention' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('heading', { level: 1, name: 'Certificates' }),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('tab', { name: 'Devices' }));
    expect(
      await screen.findByRole('link', { name: 'bigip-a.example.com' }),
    ).toHaveAttribute('href', '/certificates/devices/bigip-a.example.com');
  });

  it('shows a device at its address', async () => {
    await renderAt('/certificates/devices/bigip-a.example.com');
    expect(
      await screen.findByRole('button', { name: 'Scan now' }),
    ).toBeEnabled();
  });

  it('shows the inventory with the filter of its address', async () => {
    await renderAt('/certificates/inventory?state=expired');
    expect(await screen.findByText('1 certificate')).toBeInTheDocument();
  });

  it.each([
    ['deployments', 'Deployments'],
    ['drift', 'Drift'],
    ['clean-up', 'Clean-up'],
  ])('has a tab for %s', async (path, name) => {
    await renderAt(`/certificates/${path}`);
    expect(await screen.findByRole('grid', { name })).toBeInTheDocument();
    expect(screen.getByRole('tab', { name })).toHaveAttribute(
      'aria-selected',
      'true',
    );
  });

  it.each([
    ['renewals', 'Renewals', 'grid', 'Waiting for a person'],
    ['renewals/policies', 'Policies', 'list', /^Policies in the order/],
    ['renewals/authorities', 'Authorities', 'meter', 'Rate limit'],
    ['renewals/forecast', 'Forecast', 'grid', 'Renewals a year'],
    ['campaigns', 'Campaigns', 'grid', 'Campaigns'],
  ])('has %s below one tab', async (path, link, role, name) => {
    await renderAt(`/certificates/${path}`);
    expect((await screen.findAllByRole(role, { name }))[0]).toBeVisible();
    expect(screen.getByRole('tab', { name: 'Renewals' })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    expect(screen.getByRole('link', { name: link })).toHaveAttribute(
      'aria-current',
      'page',
    );
  });

  it('shows the wizard without tabs', async () => {
    const { items } = await new FixtureCertificatesApi(
      createFixtureEstate(8),
    ).listCertificates({ limit: 1 });
    await renderAt(`/certificates/deploy?certificate=${items[0].id}`);
    expect(
      await screen.findByRole('heading', { name: /What is to be deployed/ }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('tab')).not.toBeInTheDocument();
  });
});
