import { renderInTestApp } from '@backstage/frontend-test-utils';
import { CertificatesApi } from '@cmt/backstage-plugin-certificates-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aWildcard,
  WILDCARD_ID,
  WildcardCertificatesApi,
} from '../../__fixtures__/wildcard';
import { certificatesApiRef } from '../../api';
import { rootRouteRef } from '../../routes';
import { UsageSection } from './UsageSection';

function render(api: CertificatesApi = new WildcardCertificatesApi()) {
  renderInTestApp(
    <UsageSection
      certificateId={WILDCARD_ID}
      currentVersionId={aWildcard().currentVersionId}
    />,
    {
      apis: [[certificatesApiRef, api]],
      mountedRoutes: { '/certificates': rootRouteRef },
    },
  );
}

describe('UsageSection', () => {
  it('draws where it is installed, bound and served', async () => {
    render();
    const device = await screen.findByRole('link', {
      name: 'bigip-b.example.com',
    });
    expect(device).toHaveAttribute(
      'href',
      '/certificates/devices/bigip-b.example.com',
    );
    const table = screen.getByRole('table', {
      name: 'Where /Shop/shop.crt on bigip-b.example.com is used',
    });
    const mismatch = within(table).getByRole('row', {
      name: /vs_checkout_443/,
    });
    expect(mismatch).toHaveTextContent('/Shop/clientssl_checkout');
    expect(mismatch).toHaveTextContent('towards clients, as certificate');
    expect(mismatch).toHaveTextContent('192.0.2.40:443');
    expect(mismatch).toHaveTextContent(
      /Another certificate for checkout.shop.example.com.*checked 1[12] minutes ago/,
    );
    expect(
      within(mismatch).getByRole('link', { name: 'Open what is served' }),
    ).toHaveAttribute('href', '/certificates/inventory/other-certificate');
    expect(mismatch).toHaveTextContent(
      'Another version of it for pay.shop.example.com',
    );

    const unreachable = within(table).getByRole('row', { name: /vs_dmz_443/ });
    expect(unreachable).toHaveTextContent(
      /Not reachable from here for dmz.shop.example.com.*Connection timed out/,
    );
    expect(
      screen.getByText(/Owned by AS3: change the declaration/),
    ).toHaveTextContent('tenant Shop, application storefront');
    expect(
      screen.getByText('ltm/monitor/https /Shop/monitor_shop (cert)'),
    ).toBeInTheDocument();

    const other = screen.getByRole('table', {
      name: 'Where /Shop/shop.crt on bigip-a.example.com is used',
    });
    const legacy = within(other).getByRole('row', { name: /vs_legacy_443/ });
    expect(legacy).toHaveTextContent('inherited from /Shop/clientssl_shop');
    expect(legacy).toHaveTextContent('default for unknown names');
    expect(legacy).toHaveTextContent('Disabled');
    expect(legacy).toHaveTextContent('[2001:db8::10]:443');
    expect(legacy).toHaveTextContent('Not checked without a server name');
  });

  it('shows some of many virtual servers, and all on request', async () => {
    render();
    expect(await screen.findByText('/Shop/vs_assets_1')).toBeInTheDocument();
    expect(screen.queryByText('/Shop/vs_shop_8443')).not.toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Show 4 more virtual servers',
      }),
    );
    expect(screen.getByText('/Shop/vs_shop_8443')).toBeInTheDocument();
    expect(screen.getByText('route domain 2')).toBeInTheDocument();
  });

  it('shows vanished installations on request', async () => {
    render();
    await screen.findByText('/Shop/shop-2027.crt');
    expect(screen.queryByText('/Shop/shop-2025.crt')).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('switch', { name: 'Show history' }));
    expect(await screen.findByText('/Shop/shop-2025.crt')).toBeInTheDocument();
    expect(screen.getByText(/Removed/)).toHaveTextContent(
      'Removed 20 days ago',
    );
  });

  it('loads installations page by page and keeps them when a page fails', async () => {
    const api = new WildcardCertificatesApi();
    const all = (await api.listUsage(WILDCARD_ID)).items;
    let isBroken = true;
    jest.spyOn(api, 'listUsage').mockImplementation(async (_id, request) => {
      if (!request?.cursor) {
        return { items: all.slice(0, 1), nextCursor: 'next' };
      }
      if (isBroken) {
        throw new Error('The backend restarts');
      }
      return { items: all.slice(1) };
    });
    render(api);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Load more' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The backend restarts',
    );
    expect(screen.getByText('bigip-a.example.com')).toBeInTheDocument();
    isBroken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('bigip-b.example.com')).toBeInTheDocument();
    expect(screen.getAllByText('bigip-a.example.com')).toHaveLength(1);
    expect(
      screen.queryByRole('button', { name: 'Load more' }),
    ).not.toBeInTheDocument();
  });
});
