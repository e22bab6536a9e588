import { ConflictError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FixtureDeploymentsApi } from '../../__fixtures__/deployments';
import { renderPage } from '../../__testUtils__/renderPage';
import { CleanUpPage } from './CleanUpPage';

const user = userEvent.setup();

async function rowOf(path: string) {
  const cell = await screen.findByText(path);
  return cell.closest<HTMLElement>('[role=row]')!;
}

describe('CleanUpPage', () => {
  it('says why an object seems unused and what became of it', async () => {
    renderPage(<CleanUpPage />);
    expect(await rowOf('/Shop/shop-2024.crt')).toHaveTextContent(
      'has named it for 42 days',
    );
    expect(await rowOf('/Shop/shop-2023.crt')).toHaveTextContent(
      /Quarantined.*is deleted in 11 days/,
    );
    expect(await rowOf('/Pay/pay-2022.crt')).toHaveTextContent(
      'The device refused: 01070265',
    );
  });

  it('quarantines after a yes, and says when it is deleted', async () => {
    const deploymentsApi = new FixtureDeploymentsApi();
    const actOn = jest.spyOn(deploymentsApi, 'actOnCleanUp');
    renderPage(<CleanUpPage />, { deploymentsApi });
    await user.click(
      await screen.findByRole('button', {
        name: 'Quarantine /Shop/legacy.key',
      }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Quarantine this object?',
    });
    expect(dialog).toHaveTextContent('It cannot be put back after that');
    expect(actOn).not.toHaveBeenCalled();
    await user.click(
      within(dialog).getByRole('button', { name: 'Quarantine' }),
    );
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(await rowOf('/Shop/legacy.key')).toHaveTextContent(
      /Quarantined.*is deleted in 29 days/,
    );
    await user.click(
      screen.getByRole('button', { name: 'Release /Shop/legacy.key' }),
    );
    await user.click(
      within(await screen.findByRole('dialog')).getByRole('button', {
        name: 'Release',
      }),
    );
    expect(
      await screen.findByRole('button', {
        name: 'Quarantine /Shop/legacy.key',
      }),
    ).toBeInTheDocument();
    expect(actOn.mock.calls.map(([id, action]) => [id, action])).toEqual([
      ['clean-2', 'quarantine'],
      ['clean-2', 'release'],
    ]);
  });

  it('keeps the question open when the backend refuses', async () => {
    const deploymentsApi = new FixtureDeploymentsApi();
    jest
      .spyOn(deploymentsApi, 'actOnCleanUp')
      .mockRejectedValue(new ConflictError('A profile uses it again'));
    renderPage(<CleanUpPage />, { deploymentsApi });
    await user.click(
      await screen.findByRole('button', {
        name: 'Restore /Shop/shop-2021.crt',
      }),
    );
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Restore' }));
    expect(
      await within(dialog).findByText(
        'It could not be restored: It has changed meanwhile',
      ),
    ).toBeInTheDocument();
  });

  it('shows one state only, in the address', async () => {
    renderPage(<CleanUpPage />);
    await screen.findByText('5 objects');
    await user.click(screen.getByRole('radio', { name: 'Quarantined' }));
    expect(await screen.findByText('1 object')).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent(
      '/?state=quarantined',
    );
  });

  it('says that there is nothing to do', async () => {
    renderPage(<CleanUpPage />, {
      deploymentsApi: new FixtureDeploymentsApi({ cleanUp: [] }),
    });
    expect(await screen.findByText('Nothing to clean up')).toBeInTheDocument();
  });
});
