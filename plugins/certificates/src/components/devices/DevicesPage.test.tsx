import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aDeviceDetail, FixtureCertificatesApi } from '../../__fixtures__';
import { renderPage } from '../../__testUtils__/renderPage';
import { DevicesPage } from './DevicesPage';

const user = userEvent.setup();

async function names() {
  return waitFor(() => {
    const links = document.querySelectorAll('[role=rowheader] a');
    expect(links.length).toBeGreaterThan(0);
    return [...links].map(link => link.textContent);
  });
}

function address() {
  return screen.getByTestId('address').textContent;
}

describe('DevicesPage', () => {
  it('lists the devices that cannot be read first, with the reason', async () => {
    renderPage(<DevicesPage />);
    expect(await names()).toEqual([
      'bigip-c.example.com',
      'bigip-a.example.com',
      'bigip-b.example.com',
      'bigip-lab.example.com',
    ]);
    expect(screen.getByText(/refused the user scanner/)).toBeInTheDocument();
    expect(screen.getByText('27 hours ago')).toBeInTheDocument();
    expect(screen.getByText('Changes Pending')).toBeInTheDocument();
  });

  it('keeps search and status in the address', async () => {
    renderPage(<DevicesPage />, { address: '/?status=ok' });
    expect(await names()).toHaveLength(3);
    await user.type(
      screen.getByRole('searchbox', { name: 'Search devices' }),
      'lab',
    );
    await waitFor(async () =>
      expect(await names()).toEqual(['bigip-lab.example.com']),
    );
    expect(address()).toBe('/?status=ok&q=lab');
    await user.click(screen.getByRole('radio', { name: 'Failing (1)' }));
    expect(await screen.findByText('No device matches')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Show all devices' }));
    await waitFor(async () => expect(await names()).toHaveLength(4));
  });

  it('links to a device whose name is not plain', async () => {
    renderPage(<DevicesPage />, {
      api: new FixtureCertificatesApi({
        certificates: [],
        devices: [aDeviceDetail({ name: 'edge/bigip 1' })],
      }),
    });
    expect(
      await screen.findByRole('link', { name: 'edge/bigip 1' }),
    ).toHaveAttribute('href', '/certificates/devices/edge%2Fbigip%201');
  });

  it('says where devices are configured while there are none', async () => {
    renderPage(<DevicesPage />, {
      api: new FixtureCertificatesApi({ certificates: [], devices: [] }),
    });
    expect(
      await screen.findByText('No devices are configured'),
    ).toBeInTheDocument();
  });
});
