import { createApp } from '@backstage/frontend-defaults';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createFixtureEstate, FixtureCertificatesApi } from '../__fixtures__';
import { FixtureDeploymentsApi } from '../__fixtures__/deployments';
import { FixtureRenewalsApi } from '../__fixtures__/renewals';
import {
  certificatesApiRef,
  certificatesDeploymentsApiRef,
  certificatesRenewalsApiRef,
} from '../api';
import plugin from './plugin';

const user = userEvent.setup();

function renderAt(address: string) {
  const api = new FixtureCertificatesApi(createFixtureEstate(8));
  renderTestApp({
    features: [plugin],
    apis: [
      [certificatesApiRef, api],
      [certificatesDeploymentsApiRef, new FixtureDeploymentsApi()],
      [certificatesRenewalsApiRef, new FixtureRenewalsApi()],
    ],
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    initialRouteEntries: [address],
  });
  return api;
}

describe('certificates plugin', () => {
  it('opens the dashboard first', async () => {
    renderAt('/certificates');
    expect(
      await screen.findByRole('region', { name: 'Needs attention' }),
    ).toBeInTheDocument();
  });

  it('has the inventory, devices and a device at addresses of their own', async () => {
    renderAt('/certificates/devices/bigip-a.example.com');
    expect(
      await screen.findByRole('heading', { name: /bigip-a\.example\.com/ }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('button', { name: 'Scan now' }),
    ).toBeEnabled();
  });

  it('shows the filter of an inventory address', async () => {
    renderAt('/certificates/inventory?state=expired');
    expect(await screen.findByText('1 certificate')).toBeInTheDocument();
  });

  it('leads from the inventory to a certificate', async () => {
    const api = renderAt('/certificates/inventory?q=payments.example.com');
    const { items } = await api.listCertificates({ q: 'payments.example.com' });
    const table = await screen.findByRole('grid', { name: 'Certificates' });
    const link = await within(table).findByRole('link', {
      name: 'payments.example.com',
    });
    expect(link).toHaveAttribute(
      'href',
      `/certificates/inventory/${items[0].id}`,
    );
    await user.click(link);
    expect(
      await screen.findByRole('region', { name: 'payments.example.com' }),
    ).toBeInTheDocument();
  });

  it.each([
    ['deployments', 'grid', 'Deployments'],
    ['renewals', 'grid', 'Waiting for a person'],
    ['drift', 'grid', 'Drift'],
    ['clean-up', 'grid', 'Clean-up'],
  ])('has a tab for %s', async (path, role, name) => {
    renderAt(`/certificates/${path}`);
    expect(await screen.findByRole(role, { name })).toBeInTheDocument();
  });

  it.each([
    ['policies', 'list', /^Policies in the order/],
    ['authorities', 'region', 'Example Private CA'],
    ['forecast', 'grid', 'Renewals a year'],
    ['campaigns', 'grid', 'Campaigns'],
  ])(
    'leads from the short address %s below the renewals',
    async (path, role, name) => {
      renderAt(`/certificates/${path}`);
      expect(await screen.findByRole(role, { name })).toBeInTheDocument();
      expect(
        screen.getByRole('navigation', { name: /^Renewals and what/ }),
      ).toBeInTheDocument();
    },
  );

  it('opens the wizard from a certificate, at an address of its own', async () => {
    const api = renderAt('/certificates/inventory');
    const { items } = await api.listCertificates({ q: 'payments.example.com' });
    const table = await screen.findByRole('grid', { name: 'Certificates' });
    await user.click(
      await within(table).findByRole('link', { name: 'payments.example.com' }),
    );
    const link = await screen.findByRole('link', {
      name: 'Deploy a new version of payments.example.com',
    });
    expect(link).toHaveAttribute(
      'href',
      `/certificates/deploy?certificate=${items[0].id}`,
    );
    await user.click(link);
    expect(
      await screen.findByRole('heading', { name: /What is to be deployed/ }),
    ).toBeInTheDocument();
  });

  it('draws no page header of its own below the one of the host', async () => {
    renderAt('/certificates/dashboard');
    await screen.findByRole('region', { name: 'Needs attention' });
    // The host draws the one that there is.
    const headings = screen.getAllByRole('heading', { level: 1 });
    expect(headings.map(heading => heading.textContent)).toEqual([
      'Certificates',
    ]);
  });

  it('has an entry with an icon in the navigation of a whole app', async () => {
    // Without a backend, signing in as a guest asks whether to go on.
    jest.spyOn(window, 'confirm').mockReturnValue(true);
    const app = createApp({
      features: [plugin],
      advanced: {
        configLoader: async () => ({
          config: mockApis.config({
            data: {
              app: { title: 'Test', baseUrl: 'http://localhost:3000' },
              backend: { baseUrl: 'http://localhost:7007' },
            },
          }),
        }),
      },
    });
    render(app.createRoot());
    await user.click(await screen.findByRole('button', { name: 'Enter' }));
    const entry = await screen.findByRole('link', { name: 'Certificates' });
    expect(entry).toHaveAttribute('href', '/certificates');
    expect(entry.querySelector('svg')).toBeInTheDocument();
  });
});
