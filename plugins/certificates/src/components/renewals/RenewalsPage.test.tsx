import { SIGNAL_CHANNEL_RENEWALS } from '@cmt/backstage-plugin-certificates-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  aRenewal,
  FixtureRenewalsApi,
  waitingForApproval,
} from '../../__fixtures__/renewals';
import { FakeSignals } from '../../__testUtils__/FakeSignals';
import { renderPage } from '../../__testUtils__/renderPage';
import { RenewalsRoutes } from './RenewalsRoutes';

const user = userEvent.setup();

function render(
  api = new FixtureRenewalsApi(),
  options: { search?: string; signals?: FakeSignals } = {},
) {
  renderPage(
    <Routes>
      <Route path="/certificates/renewals/*" element={<RenewalsRoutes />} />
    </Routes>,
    {
      renewalsApi: api,
      address: `/certificates/renewals${options.search ?? ''}`,
      signals: options.signals,
    },
  );
  return api;
}

function table(name: string) {
  return screen.findByRole('grid', { name });
}

describe('RenewalsPage', () => {
  it('puts what needs a person first, and says for what and until when', async () => {
    render();
    const needing = await table('Waiting for a person');
    const [, approval, portal] = within(needing).getAllByRole('row');
    expect(approval).toHaveTextContent(/\*\.shop\.example\.com/);
    expect(approval).toHaveTextContent(
      /Needs a yes.*checkout was asked yesterday.*Decided without an answer in 2[78] hours/,
    );
    expect(portal).toHaveTextContent(/Take the request to the portal/);
    expect(portal).toHaveTextContent(/Needed in [23] days/);
    expect(
      screen.getAllByRole('grid').map(grid => grid.getAttribute('aria-label')),
    ).toEqual(['Waiting for a person', 'Failed', 'Running', 'Waiting', 'Done']);
    expect(
      within(await table('Waiting')).getByText(/41 are before this/),
    ).toBeInTheDocument();
    expect(screen.getByText('10 renewals')).toBeInTheDocument();
  });

  it('leads to a renewal and to the pages around it', async () => {
    render();
    expect(
      await screen.findByRole('link', { name: 'payments.example.com' }),
    ).toHaveAttribute('href', '/certificates/renewals/waits-for-portal');
    const nav = screen.getByRole('navigation', { name: /^Renewals and what/ });
    expect(
      within(nav)
        .getAllByRole('link')
        .map(link => link.getAttribute('href')),
    ).toEqual([
      '/certificates/renewals',
      '/certificates/renewals/policies',
      '/certificates/renewals/authorities',
      '/certificates/renewals/forecast',
      '/certificates/renewals/campaigns',
    ]);
  });

  it('asks the backend for one group, and keeps the choice in the address', async () => {
    const api = render();
    const list = jest.spyOn(api, 'listRenewals');
    await table('Failed');
    await user.click(screen.getByRole('radio', { name: 'Waiting' }));
    expect(await table('Renewals')).toHaveTextContent('login.example.com');
    expect(list.mock.calls.at(-1)![0]).toMatchObject({
      state: ['waiting'],
      waitsFor: expect.not.arrayContaining(['approval', 'person']),
    });
    expect(screen.getByTestId('address')).toHaveTextContent('?state=waiting');
  });

  it('filters by owner and authority', async () => {
    const api = new FixtureRenewalsApi();
    const list = jest.spyOn(api, 'listRenewals');
    render(api, { search: '?authority=portal' });
    expect(await screen.findByText('1 renewal')).toBeInTheDocument();
    await user.click(await screen.findByRole('button', { name: /Owner/ }));
    await user.click(await screen.findByRole('option', { name: 'search' }));
    expect(
      await screen.findByText('No renewal fits this choice'),
    ).toBeInTheDocument();
    expect(list.mock.calls.at(-1)![0]).toMatchObject({
      owner: ['group:default/search'],
      authority: 'portal',
    });
    await user.click(screen.getByRole('button', { name: 'Show all renewals' }));
    expect(await screen.findByText('10 renewals')).toBeInTheDocument();
  });

  it('reads page after page', async () => {
    const api = new FixtureRenewalsApi({
      renewals: Array.from({ length: 51 }, (_, index) =>
        aRenewal({
          id: `r${index}`,
          certificateTitle: `n${index}.example.com`,
        }),
      ),
    });
    render(api);
    expect(
      await screen.findByText('50 renewals shown, there are more'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('51 renewals')).toBeInTheDocument();
  });

  it('reads again when a signal says that renewals changed', async () => {
    const signals = new FakeSignals();
    const api = new FixtureRenewalsApi({ renewals: [waitingForApproval()] });
    render(api, { signals });
    await table('Waiting for a person');
    const list = jest
      .spyOn(api, 'listRenewals')
      .mockResolvedValue({ items: [aRenewal()] });
    act(() =>
      signals.send(SIGNAL_CHANNEL_RENEWALS, {
        type: 'renewals-changed',
        renewalIds: [],
      }),
    );
    await table('Running');
    expect(list).toHaveBeenCalledTimes(1);
  });

  it('says what to do when there are none, and when they cannot be read', async () => {
    const api = render(new FixtureRenewalsApi({ renewals: [] }));
    expect(
      await screen.findByText('Nothing has been renewed from here yet'),
    ).toBeInTheDocument();
    jest
      .spyOn(api, 'listRenewals')
      .mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await user.click(screen.getByRole('radio', { name: 'Failed' }));
    expect(
      await screen.findByText(/^The renewals could not be loaded/),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() =>
      expect(screen.queryByRole('alert')).not.toBeInTheDocument(),
    );
  });
});
