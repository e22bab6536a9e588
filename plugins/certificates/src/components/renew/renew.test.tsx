import { RenewalsApi } from '@cmt/backstage-plugin-certificates-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  aVersion,
  daysFromNow,
  FixtureCertificatesApi,
} from '../../__fixtures__';
import {
  aRenewalPreview,
  FixtureRenewalsApi,
  FixtureRenewalsOptions,
} from '../../__fixtures__/renewals';
import { renderPage } from '../../__testUtils__/renderPage';
import { CertificateMenu } from './CertificateMenu';
import { PolicySection } from './PolicySection';
import { RenewButton } from './RenewButton';

const user = userEvent.setup();

const certificate = { id: 'certificate-1', title: 'shop.example.com' };

function render(
  options: FixtureRenewalsOptions = {},
  certificatesApi = new FixtureCertificatesApi(),
): RenewalsApi {
  const renewalsApi = new FixtureRenewalsApi({ renewals: [], ...options });
  renderPage(
    <Routes>
      <Route
        path="/"
        element={
          <>
            <RenewButton certificate={certificate} />
            <CertificateMenu certificate={certificate} />
            <PolicySection certificateId={certificate.id} />
          </>
        }
      />
      <Route path="*" element={null} />
    </Routes>,
    { renewalsApi, api: certificatesApi },
  );
  return renewalsApi;
}

async function openDialog() {
  await user.click(
    await screen.findByRole('button', { name: 'Renew shop.example.com' }),
  );
  return screen.findByRole('dialog', { name: /^Renew shop/ });
}

async function choose(item: string) {
  await user.click(
    await screen.findByRole('button', { name: /^More actions/ }),
  );
  await user.click(await screen.findByRole('menuitem', { name: item }));
  return screen.findByRole('dialog');
}

describe('renewing', () => {
  it('shows what happens after one click, and does it after the second', async () => {
    const api = render({
      preview: {
        tier: 'owner',
        tierReasons: ['14 virtual servers'],
        virtualServers: 14,
        custody: 'device',
      },
    });
    const create = jest.spyOn(api, 'createRenewal');
    const dialog = await openDialog();
    expect(await within(dialog).findByText('Public web servers')).toBeVisible();
    expect(dialog).toHaveTextContent(/Its name fits \*\.example\.com/);
    expect(dialog).toHaveTextContent(/Example Automated CAissues by itself/);
    expect(dialog).toHaveTextContent(
      /ECDSA P-256on the device, which it never leaves/,
    );
    expect(dialog).toHaveTextContent(/2 names, as before/);
    expect(dialog).toHaveTextContent(
      /The owner has to agree: 14 virtual servers/,
    );
    expect(dialog).toHaveTextContent(/14 virtual servers, 2 bindings/);
    expect(create).not.toHaveBeenCalled();

    await user.click(within(dialog).getByRole('button', { name: 'Renew now' }));
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        '/certificates/renewals/begun-1',
      ),
    );
    expect(create.mock.calls.map(([request]) => request)).toEqual([
      { kind: 'renewal', certificateId: 'certificate-1' },
    ]);
  });

  it('needs a yes where names change', async () => {
    const api = render({
      preview: {
        namesLost: ['www.shop.example.com'],
        namesAdded: ['new.shop.example.com'],
      },
    });
    const create = jest.spyOn(api, 'createRenewal');
    const dialog = await openDialog();
    const confirm = within(dialog).getByRole('button', { name: 'Renew now' });
    await user.click(
      await within(dialog).findByRole('checkbox', {
        name: 'Yes, the names may change like this',
      }),
    );
    expect(dialog).toHaveTextContent(/Lost: www\.shop\.example\.com/);
    await user.click(confirm);
    await waitFor(() => expect(create).toHaveBeenCalledTimes(1));
    expect(create.mock.calls[0][0]).toMatchObject({ namesConfirmed: true });
  });

  it('is not begun without that yes', async () => {
    render({ preview: { namesLost: ['www.shop.example.com'] } });
    const dialog = await openDialog();
    await within(dialog).findByRole('checkbox');
    expect(
      within(dialog).getByRole('button', { name: 'Renew now' }),
    ).toBeDisabled();
  });

  it('says what stands against it', async () => {
    render({
      preview: { problems: ['A renewal is under way.', 'It is gone.'] },
    });
    const dialog = await openDialog();
    expect(
      await within(dialog).findByText('2 things stand against it'),
    ).toBeVisible();
    expect(dialog).toHaveTextContent('A renewal is under way.');
    expect(
      within(dialog).getByRole('button', { name: 'Renew now' }),
    ).toBeDisabled();
  });

  it('leads to the wizard where no authority is set up', async () => {
    render({ preview: { authority: null } });
    const dialog = await openDialog();
    expect(
      await within(dialog).findByText(
        'No authority is set up for this certificate',
      ),
    ).toBeVisible();
    await user.click(
      within(dialog).getByRole('button', { name: 'Bring it yourself' }),
    );
    expect(screen.getByTestId('address')).toHaveTextContent(
      '/certificates/deploy?certificate=certificate-1',
    );
  });

  it('says why it could not be begun, and stays', async () => {
    const api = render();
    jest
      .spyOn(api, 'createRenewal')
      .mockRejectedValue(Object.assign(new Error('no'), { statusCode: 403 }));
    const dialog = await openDialog();
    await within(dialog).findByText('Public web servers');
    await user.click(within(dialog).getByRole('button', { name: 'Renew now' }));
    expect(
      await within(dialog).findByText(/^It could not be begun/),
    ).toBeVisible();
  });

  it.each([
    ['Renew with a new key', 're-key', 'Renew with a new key'],
    ['Deploy again, without a new order', 'redeploy', 'Deploy again'],
  ] as const)('can %s', async (item, kind, confirm) => {
    // What is held is deployed again though nobody could issue anew.
    const api = render(
      kind === 'redeploy' ? { preview: { authority: null } } : {},
    );
    const create = jest.spyOn(api, 'createRenewal');
    const dialog = await choose(item);
    await within(dialog).findByText('Public web servers');
    await user.click(within(dialog).getByRole('button', { name: confirm }));
    await waitFor(() => expect(create).toHaveBeenCalled());
    expect(create.mock.calls[0][0]).toEqual({
      kind,
      certificateId: 'certificate-1',
    });
  });
});

describe('revoking', () => {
  function withVersion(servedCount: number) {
    const api = new FixtureCertificatesApi();
    jest
      .spyOn(api, 'listVersions')
      .mockResolvedValue([
        aVersion({ id: 'v2', servedCount, notAfter: daysFromNow(30) }),
        aVersion({ id: 'v1', servedCount: 0, notAfter: daysFromNow(-3) }),
      ]);
    return api;
  }

  it('asks the authority, with reason and comment', async () => {
    const api = render({}, withVersion(0));
    const revoke = jest.spyOn(api, 'revokeVersion');
    const dialog = await choose('Revoke a version');
    await user.click(
      await within(dialog).findByRole('button', { name: /Reason/ }),
    );
    await user.click(
      await screen.findByRole('option', {
        name: 'Somebody else may have the key',
      }),
    );
    await user.type(
      within(dialog).getByRole('textbox', { name: /Comment/ }),
      'Found in a repository',
    );
    await user.click(within(dialog).getByRole('button', { name: 'Revoke it' }));
    expect(await screen.findByText('It was revoked')).toBeVisible();
    expect(revoke.mock.calls[0].slice(0, 3)).toEqual([
      'certificate-1',
      'v2',
      { reason: 'keyCompromise', comment: 'Found in a repository' },
    ]);
  });

  it('needs a yes for a version in use, and offers to renew first', async () => {
    const api = render({}, withVersion(3));
    const revoke = jest.spyOn(api, 'revokeVersion');
    const dialog = await choose('Revoke a version');
    expect(
      await within(dialog).findByText('3 virtual servers serve this version'),
    ).toBeVisible();
    const button = within(dialog).getByRole('button', { name: 'Revoke it' });
    expect(button).toBeDisabled();
    await user.click(
      within(dialog).getByRole('checkbox', {
        name: 'Yes, revoke it although it is in use',
      }),
    );
    await user.click(button);
    await waitFor(() => expect(revoke).toHaveBeenCalled());
    expect(revoke.mock.calls[0][2]).toEqual({
      reason: 'unspecified',
      inUseConfirmed: true,
    });
  });

  it('goes from there to the renewal', async () => {
    render({}, withVersion(1));
    const dialog = await choose('Revoke a version');
    await user.click(
      await within(dialog).findByRole('button', { name: 'Renew it first' }),
    );
    expect(
      await screen.findByRole('dialog', { name: 'Renew shop.example.com' }),
    ).toBeVisible();
  });
});

describe('PolicySection', () => {
  it('says which policy renews it, why, and when', async () => {
    render();
    const section = await screen.findByRole('region', { name: 'Renewal' });
    expect(
      await within(section).findByRole('link', { name: 'Public web servers' }),
    ).toHaveAttribute('href', '/certificates/renewals/policies');
    expect(section).toHaveTextContent(/No policy with a higher priority fits/);
    expect(section).toHaveTextContent(/Will be renewedin [12] days?/);
    expect(section).toHaveTextContent(
      'Example Automated CA suggests this time',
    );
  });

  it('says that nobody renews it', async () => {
    render({
      preview: {
        policy: {
          ...aRenewalPreview().policy,
          policy: null,
          because: 'No policy fits it.',
          alsoMatch: [],
          renewAt: null,
          renewBecause: null,
        },
      },
    });
    const section = await screen.findByRole('region', { name: 'Renewal' });
    expect(
      await within(section).findByText('None: nobody renews it by itself'),
    ).toBeVisible();
    expect(section).toHaveTextContent(/Will be renewedNot planned/);
  });
});
