import { screen, within } from '@testing-library/react';
import { FixtureDeploymentsApi } from '../../__fixtures__/deployments';
import { renderPage } from '../../__testUtils__/renderPage';
import { DriftPage } from './DriftPage';

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
});
