import { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { CertificatesApi } from '@cmt/backstage-plugin-certificates-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aCertificate,
  anInstallation,
  FixtureCertificatesApi,
} from '../../__fixtures__';
import { FixtureDeploymentsApi } from '../../__fixtures__/deployments';
import { certificatesApiRef, certificatesDeploymentsApiRef } from '../../api';
import { rootRouteRef } from '../../routes';
import { EntityCertificatesContent } from './EntityCertificatesContent';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: { name: 'retail', namespace: 'default', title: 'Retail' },
};

function apiWith(...certificates: ReturnType<typeof aCertificate>[]) {
  return new FixtureCertificatesApi({ certificates, devices: [] });
}

function render(api: CertificatesApi) {
  renderInTestApp(
    <EntityProvider entity={entity}>
      <EntityCertificatesContent />
    </EntityProvider>,
    {
      apis: [
        [certificatesApiRef, api],
        [
          certificatesDeploymentsApiRef,
          new FixtureDeploymentsApi({ materials: [] }),
        ],
      ],
      mountedRoutes: {
        '/certificates': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

async function titles() {
  const table = await screen.findByRole('table', {
    name: 'Certificates of Retail',
  });
  return within(table)
    .getAllByRole('rowheader')
    .map(header => within(header).getByRole('link').textContent);
}

describe('EntityCertificatesContent', () => {
  it('lists the certificates with where they are used', async () => {
    render(
      apiWith(
        aCertificate({
          id: 'c1',
          title: 'shop.example.com',
          names: ['shop.example.com', 'www.shop.example.com'],
          endsInDays: 20.5,
          devices: ['a', 'b', 'c'],
          virtualServerCount: 14,
          findings: ['missing-intermediate'],
        }),
      ),
    );
    const row = await screen.findByRole('row', { name: /shop.example.com/ });
    expect(row).toHaveTextContent(/Warning.*and 1 more name.*Incomplete chain/);
    expect(row).toHaveTextContent(/in 20 days.*3 devices.*14 virtual servers/);
    expect(
      within(row).getByRole('link', { name: 'shop.example.com' }),
    ).toHaveAttribute('href', '/certificates/inventory/c1');
    expect(
      screen.getByText(/ends in 20 days and nobody has renewed it/),
    ).toBeInTheDocument();
  });

  it('opens a certificate to show profile and virtual server', async () => {
    const api = apiWith(aCertificate({ id: 'c1' }));
    const listUsage = jest
      .spyOn(api, 'listUsage')
      .mockResolvedValue({ items: [anInstallation()] });
    render(api);
    const toggle = await screen.findByRole('button', {
      name: 'Show where shop.example.com is used',
    });
    expect(toggle).toHaveAttribute('aria-expanded', 'false');
    expect(listUsage).not.toHaveBeenCalled();

    toggle.focus();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText('/Shop/clientssl_shop')).toBeInTheDocument();
    expect(screen.getByText('/Shop/vs_shop_443')).toBeInTheDocument();

    const collapse = screen.getByRole('button', {
      name: 'Hide where shop.example.com is used',
    });
    expect(collapse).toHaveAttribute('aria-expanded', 'true');
    await userEvent.click(collapse);
    expect(screen.queryByText('/Shop/vs_shop_443')).not.toBeInTheDocument();
  });

  it('walks through pages', async () => {
    render(
      apiWith(
        ...Array.from({ length: 60 }, (_, index) =>
          aCertificate({
            title: `c${index}.example.com`,
            endsInDays: 100 + index,
          }),
        ),
      ),
    );
    expect(await titles()).toHaveLength(25);
    expect(screen.getByText('1–25 of 60')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /next/i }));
    expect(await screen.findByText('26–50 of 60')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /next/i }));
    expect(await screen.findByText('51–60 of 60')).toBeInTheDocument();
    expect(await titles()).toContain('c59.example.com');
    await userEvent.click(screen.getByRole('button', { name: /previous/i }));
    expect(await screen.findByText('26–50 of 60')).toBeInTheDocument();
  });

  it('filters by state', async () => {
    render(
      apiWith(
        aCertificate({ title: 'a.example.com', endsInDays: 2 }),
        aCertificate({ title: 'b.example.com', endsInDays: 200 }),
      ),
    );
    expect(await titles()).toEqual(['a.example.com', 'b.example.com']);
    await userEvent.click(screen.getByRole('button', { name: 'Healthy 1' }));
    await waitFor(async () =>
      expect(await titles()).toEqual(['b.example.com']),
    );
  });

  it('searches, and says when nothing matches', async () => {
    render(
      apiWith(
        aCertificate({ title: 'a.example.com' }),
        aCertificate({ title: 'b.example.com' }),
      ),
    );
    await titles();
    const search = screen.getByRole('searchbox', {
      name: 'Search certificates',
    });
    await userEvent.type(search, 'b.ex');
    await waitFor(async () =>
      expect(await titles()).toEqual(['b.example.com']),
    );
    await userEvent.clear(search);
    await userEvent.type(search, 'zzz');
    expect(
      await screen.findByText('No certificate matches'),
    ).toBeInTheDocument();
  });

  it('says how to link certificates when there are none', async () => {
    render(apiWith());
    expect(
      await screen.findByText(/linked to a component of this system/),
    ).toBeInTheDocument();
  });

  it('keeps the search when a request fails, and tries again', async () => {
    const api = apiWith(aCertificate());
    jest
      .spyOn(api, 'listCertificates')
      .mockRejectedValueOnce(
        Object.assign(new Error('down'), { statusCode: 503 }),
      );
    render(api);
    const retry = await screen.findByRole('button', { name: 'Try again' });
    expect(screen.getByRole('searchbox')).toBeInTheDocument();
    await userEvent.click(retry);
    expect(await titles()).toEqual(['shop.example.com']);
  });
});
