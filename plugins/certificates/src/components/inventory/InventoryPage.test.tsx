import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aCertificate,
  createFixtureEstate,
  FixtureCertificatesApi,
} from '../../__fixtures__';
import { renderPage } from '../../__testUtils__/renderPage';
import { InventoryPage } from './InventoryPage';
import { saveFile } from './saveFile';

jest.mock('./saveFile', () => ({ saveFile: jest.fn() }));

const user = userEvent.setup();

function address() {
  return screen.getByTestId('address').textContent;
}

/** The names in the table, top to bottom, once it is loaded. */
async function names() {
  return waitFor(() => {
    const links = document.querySelectorAll('[role=rowheader] a');
    expect(links.length).toBeGreaterThan(0);
    return [...links].map(link => link.textContent);
  });
}

function estateOf(titles: string[]) {
  return new FixtureCertificatesApi({
    certificates: titles.map((title, index) =>
      aCertificate({ title, endsInDays: 40 + index }),
    ),
    devices: [],
  });
}

/** Small, so that a table is quick to search. */
function smallEstate() {
  return new FixtureCertificatesApi(createFixtureEstate(12));
}

const MANY = Array.from(
  { length: 120 },
  (_, index) => `service-${String(index).padStart(3, '0')}.example.com`,
);

describe('InventoryPage', () => {
  it('shows each certificate with state, end, owner, use and findings', async () => {
    renderPage(<InventoryPage />, {
      api: smallEstate(),
      address: '/?q=payments.example.com',
    });
    await names();
    const table = screen.getByRole('grid', { name: 'Certificates' });
    const row = within(table).getByRole('row', {
      name: /payments\.example\.com/,
    });
    expect(within(row).getByText('Critical')).toBeInTheDocument();
    expect(within(row).getByText(/^in [23] days$/)).toHaveAttribute('dateTime');
    expect(within(row).getByText('4 virtual servers')).toBeInTheDocument();
    expect(within(row).getByText('2 devices')).toHaveAttribute(
      'title',
      'bigip-a.example.com\nbigip-b.example.com',
    );
    expect(within(row).getByText(/Expires soon/)).toBeInTheDocument();
    expect(within(row).getByText('1 more name')).toHaveAttribute(
      'title',
      'pay.example.com',
    );
  });

  it('filters by a facet, keeps it in the address, and goes back', async () => {
    renderPage(<InventoryPage />, { api: smallEstate() });
    const states = await screen.findByRole('region', { name: 'State' });
    await user.click(
      within(states).getByRole('checkbox', { name: 'Expired (1)' }),
    );
    expect(await screen.findByText('1 certificate')).toBeInTheDocument();
    expect(address()).toBe('/?state=expired');
    expect(await names()).toEqual(['legacy.example.com']);

    await user.click(screen.getByText('Browser back'));
    expect(await screen.findByText('12 certificates')).toBeInTheDocument();
    expect(address()).toBe('/');
  });

  it('applies the filter of a shared address and takes single values back', async () => {
    renderPage(<InventoryPage />, {
      api: smallEstate(),
      address: '/?state=expired&state=critical',
    });
    expect(await screen.findByText('2 certificates')).toBeInTheDocument();
    const active = screen.getByRole('grid', { name: 'Active filters' });
    const chip = within(active).getByRole('row', { name: 'State: Critical' });
    await user.click(within(chip).getByRole('button'));
    expect(await screen.findByText('1 certificate')).toBeInTheDocument();
    expect(address()).toBe('/?state=expired');
  });

  it('searches after a pause in typing, with one request', async () => {
    const { api } = renderPage(<InventoryPage />, { api: smallEstate() });
    await screen.findByText('12 certificates');
    const list = jest.spyOn(api, 'listCertificates');
    await user.type(
      screen.getByRole('searchbox', { name: 'Search certificates' }),
      'partner',
    );
    await waitFor(() => expect(address()).toBe('/?q=partner'));
    await waitFor(() => expect(list).toHaveBeenCalledTimes(1));
    expect(list.mock.calls[0][0]).toMatchObject({ q: 'partner' });
  });

  it('sorts by a column and keeps the order in the address', async () => {
    renderPage(<InventoryPage />, { api: estateOf(['b.test', 'a.test']) });
    expect(await names()).toEqual(['b.test', 'a.test']);
    await user.click(screen.getByRole('columnheader', { name: /Name/ }));
    await waitFor(async () =>
      expect(await names()).toEqual(['a.test', 'b.test']),
    );
    expect(address()).toBe('/?sort=name');
    await user.click(screen.getByRole('columnheader', { name: /Name/ }));
    await waitFor(() => expect(address()).toBe('/?sort=name&order=desc'));
  });

  it('pages forth and back, also with the back button', async () => {
    renderPage(<InventoryPage />, { api: estateOf(MANY) });
    expect(await screen.findByText('1–50 of 120')).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Previous page' }),
    ).toBeDisabled();

    await user.click(screen.getByRole('button', { name: 'Next page' }));
    expect(await screen.findByText('51–100 of 120')).toBeInTheDocument();
    await waitFor(async () => expect((await names())[0]).toBe(MANY[50]));
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    expect(await screen.findByText('101–120 of 120')).toBeInTheDocument();
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Next page' })).toBeDisabled(),
    );

    await user.click(screen.getByRole('button', { name: 'Previous page' }));
    expect(await screen.findByText('51–100 of 120')).toBeInTheDocument();
    expect(address()).toBe('/?cursor=50&page=2');
    await user.click(screen.getByText('Browser back'));
    expect(await screen.findByText('101–120 of 120')).toBeInTheDocument();
  });

  it('starts at the first page again when the filter changes', async () => {
    renderPage(<InventoryPage />, {
      api: estateOf(MANY),
      address: '/?cursor=50&page=2',
    });
    await user.click(await screen.findByRole('checkbox', { name: /^Healthy/ }));
    await waitFor(() => expect(address()).toBe('/?state=healthy'));
  });

  it('offers to clear the filters when nothing matches', async () => {
    renderPage(<InventoryPage />, {
      api: smallEstate(),
      address: '/?q=nothing-like-this',
    });
    expect(
      await screen.findByText('No certificate matches'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Export as CSV' }),
    ).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Clear all filters' }));
    expect(await screen.findByText('12 certificates')).toBeInTheDocument();
    expect(
      screen.getByRole('searchbox', { name: 'Search certificates' }),
    ).toHaveValue('');
  });

  it('points to the devices while the inventory is empty', async () => {
    renderPage(<InventoryPage />, { api: estateOf([]) });
    expect(await screen.findByText('No certificates yet')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Look at the devices' }),
    ).toHaveAttribute('href', '/certificates/devices');
  });

  it('says what failed and loads again on request', async () => {
    const api = new FixtureCertificatesApi(createFixtureEstate(8));
    jest
      .spyOn(api, 'listCertificates')
      .mockRejectedValueOnce(new TypeError('Failed to fetch'));
    renderPage(<InventoryPage />, { api });
    expect(
      await screen.findByText(
        'The certificates could not be loaded: The portal cannot reach its backend',
      ),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('8 certificates')).toBeInTheDocument();
  });

  it('exports what the filter matches and says where it went', async () => {
    const { api } = renderPage(<InventoryPage />, {
      api: smallEstate(),
      address: '/?state=expired',
    });
    const exported = jest.spyOn(api, 'exportCertificates');
    await screen.findByText('1 certificate');
    await user.click(screen.getByRole('button', { name: 'Export as CSV' }));
    expect(
      await screen.findByText(/was saved as certificates-.*\.csv/),
    ).toBeInTheDocument();
    expect(exported).toHaveBeenCalledWith({ state: ['expired'] }, 'csv');
    expect(saveFile).toHaveBeenCalledWith(
      expect.any(Blob),
      expect.stringMatching(/^certificates-\d{4}-\d{2}-\d{2}\.csv$/),
    );
  });

  it('says why an export failed', async () => {
    const { api } = renderPage(<InventoryPage />, { api: smallEstate() });
    jest
      .spyOn(api, 'exportCertificates')
      .mockRejectedValue(new TypeError('Failed to fetch'));
    await screen.findByText('12 certificates');
    await user.click(screen.getByRole('button', { name: 'Export as JSON' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The export failed',
    );
  });
});
