import { DeploymentsApi } from '@cmt/backstage-plugin-certificates-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  aCertificate,
  aDeviceDetail,
  FixtureCertificatesApi,
} from '../__fixtures__';
import {
  FixtureDeploymentsApi,
  FixtureDeploymentsOptions,
} from '../__fixtures__/deployments';
import { DeployPage } from '../components/deploy';
import { DeploymentPage } from '../components/deployments/DeploymentPage';
import { renderPage } from './renderPage';

const user = userEvent.setup();

const NAMES = ['shop.example.com', 'www.shop.example.com'];
const certificate = aCertificate({
  id: 'certificate-1',
  names: NAMES,
  devices: ['bigip-a.example.com', 'bigip-c.example.com'],
});

function certificates() {
  const { highAvailability } = aDeviceDetail();
  return new FixtureCertificatesApi({
    certificates: [certificate],
    devices: [
      aDeviceDetail({ name: 'bigip-a.example.com' }),
      aDeviceDetail({
        name: 'bigip-c.example.com',
        highAvailability: { ...highAvailability!, cluster: null },
      }),
    ],
  });
}

/** Renders the wizard for a certificate on a cluster and a device, and the page it leads to. */
export function renderWizard(
  options: FixtureDeploymentsOptions = {},
): DeploymentsApi {
  const deploymentsApi = new FixtureDeploymentsApi({
    stepMs: 20,
    deployments: [],
    ...options,
  });
  renderPage(
    <Routes>
      <Route path="/certificates/deploy" element={<DeployPage />} />
      <Route
        path="/certificates/deployments/:id"
        element={<DeploymentPage />}
      />
    </Routes>,
    {
      api: certificates(),
      deploymentsApi,
      address: '/certificates/deploy?certificate=certificate-1',
    },
  );
  return deploymentsApi;
}

/** Presses a button once it is there. */
export async function press(name: string | RegExp) {
  await user.click(await screen.findByRole('button', { name }));
}

/** Goes through the first step with what is held. */
export async function chooseHeld() {
  await user.click(await screen.findByRole('radio', { name: /2 names/ }));
  await press('Next');
}
