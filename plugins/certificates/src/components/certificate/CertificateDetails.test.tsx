import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NotFoundError } from '@backstage/errors';
import { CertificatesApi } from '@cmt/backstage-plugin-certificates-common';
import { daysFromNow } from '../../__fixtures__';
import { FixtureDeploymentsApi } from '../../__fixtures__/deployments';
import {
  FixtureRenewalsApi,
  waitingForApproval,
} from '../../__fixtures__/renewals';
import {
  aWildcard,
  WILDCARD_ID,
  WildcardCertificatesApi,
} from '../../__fixtures__/wildcard';
import {
  certificatesApiRef,
  certificatesDeploymentsApiRef,
  certificatesRenewalsApiRef,
} from '../../api';
import { rootRouteRef } from '../../routes';
import { CertificateDetails } from './CertificateDetails';

function render(
  api: CertificatesApi = new WildcardCertificatesApi(),
  props: { linksToEntity?: boolean } = {},
  renewals = new FixtureRenewalsApi({ renewals: [] }),
) {
  renderInTestApp(<CertificateDetails id={WILDCARD_ID} {...props} />, {
    apis: [
      [certificatesApiRef, api],
      [certificatesDeploymentsApiRef, new FixtureDeploymentsApi()],
      [certificatesRenewalsApiRef, renewals],
    ],
    mountedRoutes: {
      '/certificates': rootRouteRef,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
    },
  });
}

function region(name: string) {
  return screen.findByRole('region', { name });
}

describe('CertificateDetails', () => {
  it('says first what to do, then the state and the share of its life', async () => {
    render();
    const header = await region('shop.example.com');
    expect(
      await screen.findByText(
        /shop.example.com ends in 5 days. A newer version/,
      ),
    ).toBeInTheDocument();
    expect(within(header).getByText('Critical')).toBeInTheDocument();
    expect(
      within(header).getByRole('img', { name: /^93 % of its life is over/ }),
    ).toBeInTheDocument();
    expect(
      within(header).getByText(/due for renewal for 2[34] days/),
    ).toBeInTheDocument();
  });

  it('leads to the renewal that is under way instead of asking for one', async () => {
    render(
      undefined,
      {},
      new FixtureRenewalsApi({
        renewals: [{ ...waitingForApproval(), certificateId: WILDCARD_ID }],
      }),
    );
    const notice = await screen.findByText('Its renewal waits for a person');
    expect(notice).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Open the renewal' }),
    ).toHaveAttribute(
      'href',
      expect.stringMatching(/^\/certificates\/renewals\/.+/),
    );
    expect(
      screen.queryByText(/shop.example.com ends in 5 days/),
    ).not.toBeInTheDocument();
  });

  it('says that a certificate is gone, and shows where it was', async () => {
    const api = new WildcardCertificatesApi();
    jest
      .spyOn(api, 'getCertificate')
      .mockResolvedValue(
        aWildcard({ goneAt: daysFromNow(-9), findingDetails: [] }),
      );
    render(api);
    expect(
      await screen.findByText('This certificate is gone'),
    ).toBeInTheDocument();
    expect(await screen.findByText('/Shop/shop-2025.crt')).toBeInTheDocument();
    expect(screen.queryByText(/switch to it now/)).not.toBeInTheDocument();
    expect(screen.getByText('Gone')).toBeInTheDocument();
    expect(screen.queryByText('Critical')).not.toBeInTheDocument();
  });

  it('says how old stale data is', async () => {
    const api = new WildcardCertificatesApi();
    jest
      .spyOn(api, 'getCertificate')
      .mockResolvedValue(
        aWildcard({ stale: true, observedAt: daysFromNow(-3) }),
      );
    render(api);
    expect(
      await screen.findByText('This data is 3 days old.'),
    ).toBeInTheDocument();
  });

  it('shows what a device says until the certificate has been seen', async () => {
    const api = new WildcardCertificatesApi();
    const detail = aWildcard();
    jest.spyOn(api, 'getCertificate').mockResolvedValue({
      ...detail,
      notBefore: null,
      currentVersion: {
        ...detail.currentVersion!,
        factsSource: 'metadata',
        fingerprint: null,
        notBefore: null,
      },
    });
    render(api);
    expect(
      await screen.findByText(/Devices report no start date/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Only what the device reports is known/),
    ).toBeInTheDocument();
  });

  it('says that a certificate does not exist', async () => {
    const api = new WildcardCertificatesApi();
    jest.spyOn(api, 'getCertificate').mockRejectedValue(
      Object.assign(new NotFoundError('No certificate has this id'), {
        statusCode: 404,
      }),
    );
    render(api);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'This does not exist any more',
    );
  });

  it('tries again after a failure', async () => {
    const api = new WildcardCertificatesApi();
    jest
      .spyOn(api, 'getCertificate')
      .mockRejectedValueOnce(
        Object.assign(new Error('down'), { statusCode: 503 }),
      );
    render(api);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Try again' }),
    );
    expect(await region('shop.example.com')).toBeInTheDocument();
  });
});
