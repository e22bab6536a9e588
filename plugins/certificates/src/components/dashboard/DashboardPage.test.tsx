import { InventorySummary } from '@cmt/backstage-plugin-certificates-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aCertificate,
  aDeviceDetail,
  createFixtureEstate,
  FixtureCertificatesApi,
} from '../../__fixtures__';
import { renderPage } from '../../__testUtils__/renderPage';
import { DashboardPage } from './DashboardPage';

const user = userEvent.setup();

function address() {
  const [path, search] = screen.getByTestId('address').textContent!.split('?');
  return { path, search: new URLSearchParams(search) };
}

function smallEstate() {
  return new FixtureCertificatesApi(createFixtureEstate(12));
}

describe('DashboardPage', () => {
  it('counts by state; each count leads to the inventory', async () => {
    renderPage(<DashboardPage />, { api: smallEstate() });
    expect(
      await screen.findByRole('link', {
        name: 'Expired: 1. Show them in the inventory.',
      }),
    ).toHaveAttribute('href', '/certificates/inventory?state=expired');
    expect(
      screen.getByRole('link', {
        name: 'Total: 12. Show them in the inventory.',
      }),
    ).toHaveAttribute('href', '/certificates/inventory');
  });

  it('says what needs attention, when, whose it is, and what to do', async () => {
    renderPage(<DashboardPage />, { api: smallEstate() });
    const table = await screen.findByRole('grid', { name: 'Needs attention' });
    const [, first] = within(table).getAllByRole('row');
    expect(first).toHaveTextContent('Expired');
    expect(first).toHaveTextContent('4 days ago');
    expect(first).toHaveTextContent('legacy.example.com');
    expect(first).toHaveTextContent('platform');
    expect(first).toHaveTextContent('1 virtual server');
    expect(within(first).getByText('Renew it now')).toHaveAttribute(
      'title',
      'Order a new version and have it installed now.',
    );
    expect(
      within(first).getByRole('note', { name: /last read 27 hours ago/ }),
    ).toBeInTheDocument();
  });

  it('opens the certificates of a week by click', async () => {
    const { api } = renderPage(<DashboardPage />, { api: smallEstate() });
    const { expiries } = await api.getSummary({});
    const [week] = await screen.findAllByRole('button', {
      name: /^Week of .*certificates? ends?\. Show/,
    });
    await user.click(week);
    const bucket = expiries.find(({ count }) => count > 0)!;
    expect(address().path).toBe('/certificates/inventory');
    expect(address().search.get('expiresFrom')).toBe(bucket.start);
    expect(address().search.get('expiresBefore')).toBe(bucket.end);
  });

  it('lets the weeks be reached with the keyboard, as one tab stop', async () => {
    renderPage(<DashboardPage />, { api: smallEstate() });
    const weeks = within(
      await screen.findByRole('toolbar', {
        name: 'Certificates that end, by week',
      }),
    ).getAllByRole('button');
    expect(weeks).toHaveLength(26);
    expect(weeks.filter(week => week.tabIndex === 0)).toHaveLength(1);
    weeks[0].focus();
    await user.keyboard('{ArrowRight}{ArrowRight}');
    expect(weeks[2]).toHaveFocus();
    await user.keyboard('{End}');
    expect(weeks[25]).toHaveFocus();
    await user.keyboard('{Home}');
    expect(weeks[0]).toHaveFocus();
  });

  it('gives the numbers of the chart as a table', async () => {
    const { api } = renderPage(<DashboardPage />, { api: smallEstate() });
    const { expiries } = await api.getSummary({});
    const table = await screen.findByRole('table', {
      name: 'Certificates that end, by week',
    });
    expect(within(table).getAllByRole('row')).toHaveLength(
      1 + expiries.filter(({ count }) => count > 0).length,
    );
  });

  it('groups by owner first, and by device on request', async () => {
    renderPage(<DashboardPage />, { api: smallEstate() });
    const card = await screen.findByRole('region', { name: 'Where they are' });
    expect(
      within(card).getByRole('link', { name: 'checkout' }),
    ).toHaveAttribute(
      'href',
      '/certificates/inventory?owner=group%3Adefault%2Fcheckout',
    );
    await user.click(within(card).getByRole('radio', { name: 'Device' }));
    expect(
      await within(card).findByRole('link', { name: 'bigip-c.example.com' }),
    ).toHaveAttribute(
      'href',
      '/certificates/inventory?device=bigip-c.example.com',
    );
  });

  it('labels the part that is old, with the device and the reason', async () => {
    renderPage(<DashboardPage />, { api: smallEstate() });
    const title = await screen.findByText('Part of this data is 27 hours old.');
    expect(title.closest('[role=status]')).toHaveTextContent(
      'bigip-c.example.com could not be read',
    );
  });

  it('shows no warning while everything is fresh and healthy', async () => {
    renderPage(<DashboardPage />, {
      api: new FixtureCertificatesApi({
        certificates: [aCertificate({ endsInDays: 300 })],
        devices: [aDeviceDetail()],
      }),
    });
    expect(
      await screen.findByText('Nothing needs attention'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/of this data is/)).not.toBeInTheDocument();
    expect(screen.getByText('No rule is broken.')).toBeInTheDocument();
  });

  it('points to the devices while there are no certificates', async () => {
    renderPage(<DashboardPage />, {
      api: new FixtureCertificatesApi({ certificates: [], devices: [] }),
    });
    expect(await screen.findByText('No certificates yet')).toBeInTheDocument();
  });

  it('says what failed and loads again on request', async () => {
    const api = smallEstate();
    const summary: InventorySummary = await api.getSummary({});
    jest
      .spyOn(api, 'getSummary')
      .mockRejectedValueOnce(new TypeError('Failed to fetch'))
      .mockResolvedValue(summary);
    renderPage(<DashboardPage />, { api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The dashboard could not be loaded',
    );
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('region', { name: 'Needs attention' }),
    ).toBeInTheDocument();
  });
});
