import { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { CertificatesApi } from '@cmt/backstage-plugin-certificates-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aCertificate, FixtureCertificatesApi } from '../../__fixtures__';
import { FixtureDeploymentsApi } from '../../__fixtures__/deployments';
import { certificatesApiRef, certificatesDeploymentsApiRef } from '../../api';
import { rootRouteRef } from '../../routes';
import { EntityCertificatesCard } from './EntityCertificatesCard';

function anEntity(kind: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name: 'shop', namespace: 'default' },
  };
}

function apiWith(...certificates: ReturnType<typeof aCertificate>[]) {
  return new FixtureCertificatesApi({ certificates, devices: [] });
}

function render(api: CertificatesApi, kind = 'Component') {
  renderInTestApp(
    <EntityProvider entity={anEntity(kind)}>
      <EntityCertificatesCard />
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

describe('EntityCertificatesCard', () => {
  it('says what to do, counts by state, and lists the next to end', async () => {
    const api = apiWith(
      ...[3, 20, 90, 100, 110, 120, 130].map(endsInDays =>
        aCertificate({
          title: `c${endsInDays}.example.com`,
          endsInDays: endsInDays + 0.5,
        }),
      ),
    );
    const getSummary = jest.spyOn(api, 'getSummary');
    render(api);
    expect(
      await screen.findByText(
        'c3.example.com ends in 3 days and nobody has renewed it: renew it now.',
      ),
    ).toBeInTheDocument();
    expect(getSummary.mock.calls[0][0]).toEqual({
      entity: 'component:default/shop',
    });
    const counts = screen.getByRole('list', { name: 'Certificates by state' });
    expect(
      within(counts)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(['1Critical', '1Warning', '5Healthy']);
    const next = screen.getByRole('list', { name: 'Next to end' });
    expect(
      within(next)
        .getAllByRole('link')
        .map(link => link.textContent),
    ).toEqual([
      'c3.example.com',
      'c20.example.com',
      'c90.example.com',
      'c100.example.com',
      'c110.example.com',
    ]);
  });

  it('leads to the tab and to the inventory of this entity', async () => {
    render(apiWith(aCertificate(), aCertificate({ title: 'b.example.com' })));
    expect(
      await screen.findByRole('link', { name: 'Show all 2' }),
    ).toHaveAttribute('href', '/catalog/default/component/shop/certificates');
    expect(
      screen.getByRole('link', { name: 'Open in inventory' }),
    ).toHaveAttribute(
      'href',
      '/certificates/inventory?entity=component%3Adefault%2Fshop',
    );
  });

  it('does not let unused certificates push out those in use', async () => {
    render(
      apiWith(
        aCertificate({ title: 'old', endsInDays: -200, usage: 'unused' }),
        aCertificate({ title: 'shop', endsInDays: 83.5 }),
      ),
    );
    const next = await screen.findByRole('list', { name: 'Next to end' });
    expect(within(next).getAllByRole('listitem')).toHaveLength(1);
    expect(within(next).getByRole('link')).toHaveTextContent('shop');
  });

  it.each([
    ['Component', /host names that this component serves/],
    ['API', /host names that this API serves/],
    ['System', /linked to a component of this system/],
    ['Group', /this group owns a component/],
  ])('tells a %s without certificates how to get some', async (kind, text) => {
    render(apiWith(), kind);
    expect(
      await screen.findByText(/No certificates were found for this/),
    ).toBeInTheDocument();
    expect(screen.getByText(text)).toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: /inventory/ }),
    ).not.toBeInTheDocument();
  });

  it('shows the annotation that links certificates', async () => {
    render(apiWith());
    expect(
      await screen.findByText(
        /certificates.cmt.dev\/host-names: shop.example.com/,
      ),
    ).toBeInTheDocument();
  });

  it('shows that it loads', async () => {
    const api = apiWith();
    jest.spyOn(api, 'getSummary').mockReturnValue(new Promise(() => {}));
    render(api);
    expect(await screen.findByText('Loading')).toBeInTheDocument();
  });

  it('says that one may not see certificates', async () => {
    const api = apiWith();
    jest
      .spyOn(api, 'getSummary')
      .mockRejectedValue(
        Object.assign(new Error('Unauthorized'), { statusCode: 403 }),
      );
    render(api);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not see this',
    );
  });

  it('tries again after a failure', async () => {
    const api = apiWith(aCertificate({ title: 'shop', endsInDays: 83.5 }));
    jest
      .spyOn(api, 'getSummary')
      .mockRejectedValueOnce(
        Object.assign(new Error('down'), { statusCode: 503 }),
      );
    render(api);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Try again' }),
    );
    expect(
      await screen.findByText(
        'Nothing to do. The next certificate ends in 83 days.',
      ),
    ).toBeInTheDocument();
  });

  it('says how old the data is when all of it is old', async () => {
    render(
      apiWith(
        aCertificate({
          stale: true,
          observedAt: new Date(Date.now() - 3 * 86_400_000).toISOString(),
        }),
      ),
    );
    expect(
      await screen.findByText('This data is 3 days old.'),
    ).toBeInTheDocument();
  });
});
