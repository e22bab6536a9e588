import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import {
  CertificatesApi,
  DeploymentsApi,
  RenewalsApi,
} from '@cmt/backstage-plugin-certificates-common';
import { ReactElement } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import {
  certificatesApiRef,
  certificatesDeploymentsApiRef,
  certificatesRenewalsApiRef,
} from '../api';
import { rootRouteRef } from '../routes';
import { FixtureCertificatesApi } from '../__fixtures__';
import { FixtureDeploymentsApi } from '../__fixtures__/deployments';
import { FixtureRenewalsApi } from '../__fixtures__/renewals';

/** Shows the address, and a back button as the browser has one. */
function Browser() {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  return (
    <>
      <output data-testid="address">{`${pathname}${search}`}</output>
      <button onClick={() => navigate(-1)}>Browser back</button>
    </>
  );
}

/** Renders part of a page in an app whose routes and API are real enough. */
export function renderPage(
  element: ReactElement,
  options: {
    api?: CertificatesApi;
    deploymentsApi?: DeploymentsApi;
    renewalsApi?: RenewalsApi;
    /** None by default, as in a portal without the signals plugin. */
    signals?: SignalApi;
    address?: string;
  } = {},
): { api: CertificatesApi } {
  const api = options.api ?? new FixtureCertificatesApi();
  renderInTestApp(
    <>
      {element}
      <Browser />
    </>,
    {
      apis: [
        [certificatesApiRef, api],
        [
          certificatesDeploymentsApiRef,
          options.deploymentsApi ?? new FixtureDeploymentsApi(),
        ],
        [
          certificatesRenewalsApiRef,
          options.renewalsApi ?? new FixtureRenewalsApi(),
        ],
        ...(options.signals
          ? ([[signalApiRef, options.signals]] as const)
          : []),
      ],
      initialRouteEntries: [options.address ?? '/'],
      mountedRoutes: {
        '/certificates': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
  return { api };
}
