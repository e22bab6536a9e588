import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aDeployment,
  FixtureDeploymentsApi,
} from '../../__fixtures__/deployments';
import { renderPage } from '../../__testUtils__/renderPage';
import { DeploymentHistory } from './DeploymentHistory';
import { DeploymentsPage } from './DeploymentsPage';

const user = userEvent.setup();

async function rows() {
  const table = await screen.findByRole('grid', { name: 'Deployments' });
  await within(table).findAllByRole('rowheader');
  return within(table).getAllByRole('row').slice(1);
}

describe('DeploymentsPage', () => {
  it('lists deployments, newest first, with a link to each', async () => {
    renderPage(<DeploymentsPage />);
    const [first] = await rows();
    expect(first).toHaveTextContent(/Partial.*shop\.example\.com/);
    expect(first).toHaveTextContent(/3 devices and clusters.*3 bindings/);
    expect(first).toHaveTextContent('CHG-2041: yearly renewal');
    expect(
      within(first).getByRole('link', { name: 'shop.example.com' }),
    ).toHaveAttribute('href', '/certificates/deployments/past-partial');
    expect(screen.getByText('7 deployments')).toBeInTheDocument();
  });

  it('filters by state, in the address', async () => {
    renderPage(<DeploymentsPage />, { address: '/?state=attention' });
    expect(await rows()).toHaveLength(3);
    await user.click(screen.getByRole('button', { name: /State/ }));
    await user.click(
      await screen.findByRole('option', { name: 'Rolled back' }),
    );
    expect(await screen.findByText('1 deployment')).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent(
      '/?state=rolled-back',
    );
  });

  it('loads more on request', async () => {
    const deploymentsApi = new FixtureDeploymentsApi({
      deployments: Array.from({ length: 60 }, (_, index) =>
        aDeployment({ id: `d${index}`, state: 'succeeded' }),
      ),
    });
    renderPage(<DeploymentsPage />, { deploymentsApi });
    expect(
      await screen.findByText('50 deployments shown, there are more'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('60 deployments')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Load more' }),
    ).not.toBeInTheDocument();
  });

  it('says what to do while there are none', async () => {
    renderPage(<DeploymentsPage />, {
      deploymentsApi: new FixtureDeploymentsApi({ deployments: [] }),
    });
    expect(
      await screen.findByText('Nothing has been deployed yet'),
    ).toBeInTheDocument();
  });

  it('offers another try when the list cannot be read', async () => {
    const deploymentsApi = new FixtureDeploymentsApi();
    jest
      .spyOn(deploymentsApi, 'listDeployments')
      .mockRejectedValueOnce(new TypeError('Failed to fetch'));
    renderPage(<DeploymentsPage />, { deploymentsApi });
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await rows()).toHaveLength(7);
  });
});

describe('DeploymentHistory', () => {
  it('lists the deployments of one certificate', async () => {
    renderPage(<DeploymentHistory certificateId="other" />);
    const table = await screen.findByRole('grid', {
      name: 'Deployments of this certificate',
    });
    expect(await within(table).findByText('Paused')).toBeInTheDocument();
    expect(within(table).getAllByRole('row')).toHaveLength(2);
  });
});
