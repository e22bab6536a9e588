import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FixtureDeploymentsApi } from '../../__fixtures__/deployments';
import { aCertificate, FixtureCertificatesApi } from '../../__fixtures__';
import { renderPage } from '../../__testUtils__/renderPage';
import { DriftPage } from './DriftPage';

const user = userEvent.setup();

const owned = aCertificate({ id: 'certificate-1', title: 'shop.example.com' });
const estate = () =>
  new FixtureCertificatesApi({
    certificates: [
      owned,
      aCertificate({ id: 'other', title: 'payments.example.com' }),
    ],
    devices: [],
  });

async function choose(label: RegExp, option: string) {
  await user.click(await screen.findByRole('button', { name: label }));
  await user.click(await screen.findByRole('option', { name: option }));
}

describe('DriftPage', () => {
  it('says what disagrees where, why, since when, and offers to deploy', async () => {
    renderPage(<DriftPage />);
    const table = await screen.findByRole('grid', { name: 'Drift' });
    await within(table).findAllByRole('rowheader');
    const [, row] = within(table).getAllByRole('row');
    expect(row).toHaveTextContent(/Not served.*3 days ago/);
    expect(row).toHaveTextContent('the change was not synced to the group');
    expect(row).toHaveTextContent('for checkout.shop.example.com');
    expect(
      within(row).getByRole('link', { name: 'bigip-b.example.com' }),
    ).toHaveAttribute('href', '/certificates/devices/bigip-b.example.com');
    expect(
      within(row).getByRole('link', {
        name: 'Deploy a new version of shop.example.com',
      }),
    ).toHaveAttribute('href', '/certificates/deploy?certificate=certificate-1');
    expect(screen.getByText('2 places')).toBeInTheDocument();
  });

  it('says that nothing has drifted', async () => {
    renderPage(<DriftPage />, {
      deploymentsApi: new FixtureDeploymentsApi({ drift: [] }),
    });
    expect(await screen.findByText('Nothing has drifted')).toBeInTheDocument();
  });

  it('narrows by owner, in the address', async () => {
    const deploymentsApi = new FixtureDeploymentsApi();
    const listDrift = jest.spyOn(deploymentsApi, 'listDrift');
    renderPage(<DriftPage />, { api: estate(), deploymentsApi });
    await screen.findByText('2 places');
    await choose(/Owner/, owned.owner!.ref.split('/')[1]);
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        `/?owner=${encodeURIComponent(owned.owner!.ref)}`,
      ),
    );
    expect(listDrift.mock.lastCall?.[0]).toMatchObject({
      owner: [owned.owner!.ref],
    });
  });

  it('narrows to one certificate, and back to all', async () => {
    renderPage(<DriftPage />, { api: estate() });
    await choose(/Certificate/, 'payments.example.com');
    expect(await screen.findByText('1 place')).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent(
      '/?certificate=other',
    );
    await choose(/Certificate/, 'All certificates');
    expect(await screen.findByText('2 places')).toBeInTheDocument();
  });

  it('takes the filter from the address, and says when nothing is left', async () => {
    const deploymentsApi = new FixtureDeploymentsApi();
    renderPage(<DriftPage />, {
      api: estate(),
      deploymentsApi,
      address: '/?certificate=certificate-1&owner=group:default/nobody',
    });
    expect(
      await screen.findByText('Nothing of these has drifted'),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('button', { name: /shop.example.com/ }),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(await screen.findByText('2 places')).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent(/^\/$/);
  });

  it('loads more on request', async () => {
    const [item] = (await new FixtureDeploymentsApi().listDrift({})).items;
    renderPage(<DriftPage />, {
      deploymentsApi: new FixtureDeploymentsApi({
        drift: Array.from({ length: 60 }, (_, index) => ({
          ...item,
          device: `bigip-${index}.example.com`,
        })),
      }),
    });
    expect(
      await screen.findByText('50 places shown, there are more'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('60 places')).toBeInTheDocument();
  });
});
