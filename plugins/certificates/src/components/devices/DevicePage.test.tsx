import {
  DeviceDetail,
  ScanRecord,
} from '@cmt/backstage-plugin-certificates-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  aDeviceDetail,
  aProblem,
  aScan,
  FixtureCertificatesApi,
  minutesAgo,
} from '../../__fixtures__';
import { renderPage } from '../../__testUtils__/renderPage';
import { DevicePage } from './DevicePage';

const user = userEvent.setup();

/** An API with one device, whose scan goes the given way. */
function apiWith(device: DeviceDetail, steps: Partial<ScanRecord>[] = []) {
  const api = new FixtureCertificatesApi({
    certificates: [],
    devices: [device],
  });
  const [first, ...rest] = steps.map(step =>
    aScan({
      id: 'scan-now',
      device: device.name,
      trigger: 'request',
      finishedAt: null,
      changes: null,
      ...step,
    }),
  );
  if (first) {
    jest.spyOn(api, 'scanDevice').mockResolvedValue(first);
  }
  const getScan = jest.spyOn(api, 'getScan');
  rest.slice(0, -1).forEach(scan => getScan.mockResolvedValueOnce(scan));
  if (rest.length) {
    getScan.mockResolvedValue(rest.at(-1)!);
  }
  return api;
}

function renderDevice(api: FixtureCertificatesApi, name = 'bigip-a') {
  return renderPage(
    <Routes>
      <Route path="/devices/:name" element={<DevicePage />} />
    </Routes>,
    { api, address: `/devices/${encodeURIComponent(name)}` },
  );
}

describe('DevicePage', () => {
  it('shows what the device is and how its cluster agrees', async () => {
    renderDevice(apiWith(aDeviceDetail({ name: 'bigip-a' })));
    const facts = await screen.findByRole('region', { name: 'Device' });
    expect(
      within(facts).getByText('16.1.3 (build 0.0.11)'),
    ).toBeInTheDocument();
    expect(
      within(facts).getByText('Verified with a configured authority'),
    ).toBeInTheDocument();
    const cluster = screen.getByRole('region', { name: 'High availability' });
    expect(within(cluster).getByText('edge-frankfurt')).toBeInTheDocument();
    expect(within(cluster).getByText('In Sync')).toBeInTheDocument();
    expect(screen.queryByText(/This data is/)).not.toBeInTheDocument();
  });

  it('scans on request, shows the progress, and says what changed', async () => {
    const api = apiWith(aDeviceDetail({ name: 'bigip-a' }), [
      { status: 'queued' },
      {
        status: 'running',
        progress: { phase: 'certificates', done: 30, total: 120 },
      },
      {
        status: 'succeeded',
        startedAt: minutesAgo(1),
        finishedAt: minutesAgo(0.8),
        changes: { added: 3, changed: 1, removed: 0 },
      },
    ]);
    const getDevice = jest.spyOn(api, 'getDevice');
    renderDevice(api);
    await user.click(await screen.findByRole('button', { name: 'Scan now' }));

    expect(
      await screen.findByText('Reading certificates: 30 of 120'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Scanning…' })).toBeDisabled();
    expect(screen.getByRole('progressbar')).toHaveAttribute(
      'aria-valuenow',
      '25',
    );

    expect(
      await screen.findByText('Scan finished: 3 added, 1 changed'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Took 12 s, 24 management calls, 61 handshakes.'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Scan now' })).toBeEnabled();
    await waitFor(() => expect(getDevice).toHaveBeenCalledTimes(2));
  });

  it('follows a scan that runs already', async () => {
    const running = aScan({
      id: 'scan-now',
      device: 'bigip-a',
      status: 'running',
      finishedAt: null,
      changes: null,
      progress: { phase: 'handshakes', done: 4, total: null },
    });
    renderDevice(
      apiWith(aDeviceDetail({ name: 'bigip-a', activeScan: running }), [
        running,
        running,
      ]),
    );
    expect(
      await screen.findByText('Connecting to virtual servers: 4 so far'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Scanning…' })).toBeDisabled();
    expect(screen.getByRole('progressbar')).not.toHaveAttribute(
      'aria-valuenow',
    );
  });

  it('says why a scan failed and what to do', async () => {
    const problem = aProblem();
    renderDevice(
      apiWith(aDeviceDetail({ name: 'bigip-a' }), [
        { status: 'queued' },
        { status: 'failed', finishedAt: minutesAgo(0), problem },
      ]),
    );
    await user.click(await screen.findByRole('button', { name: 'Scan now' }));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(`Scan failed: ${problem.message}`);
    expect(alert).toHaveTextContent(problem.remedy);
    expect(alert).toHaveTextContent('What was known before is kept.');
  });

  it('says that a scan could not be started', async () => {
    const api = apiWith(aDeviceDetail({ name: 'bigip-a' }));
    jest
      .spyOn(api, 'scanDevice')
      .mockRejectedValue(new TypeError('Failed to fetch'));
    renderDevice(api);
    await user.click(await screen.findByRole('button', { name: 'Scan now' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The scan could not be started',
    );
  });

  it('labels old data with its age, the reason and the mend', async () => {
    const problem = aProblem();
    renderDevice(
      apiWith(
        aDeviceDetail({
          name: 'bigip-a',
          status: 'failing',
          problem,
          lastSuccessAt: minutesAgo(180),
        }),
      ),
    );
    const title = await screen.findByText('This data is 3 hours old.');
    const notice = title.closest('[role=status]');
    expect(notice).toHaveTextContent(problem.message);
    expect(notice).toHaveTextContent(problem.remedy);
  });

  it('keeps a retired device from being scanned', async () => {
    renderDevice(
      apiWith(aDeviceDetail({ name: 'bigip-a', status: 'retired' })),
    );
    expect(
      await screen.findByText('This device is no longer configured'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Scan now' })).toBeDisabled();
  });

  it('says that a device does not exist, without another try', async () => {
    renderDevice(apiWith(aDeviceDetail({ name: 'bigip-a' })), 'no/such device');
    expect(
      await screen.findByText(/This does not exist any more/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('heading', { name: /no\/such device/ }),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
  });
});
