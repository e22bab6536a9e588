import { InputError } from '@backstage/errors';
import { SIGNAL_CHANNEL_RENEWALS } from '@cmt/backstage-plugin-certificates-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  anApproval,
  aRenewal,
  aRenewalProblem,
  CSR_PEM,
  failedRenewal,
  FixtureRenewalsApi,
  stepsUpTo,
  succeededRenewal,
  waitingForApproval,
  waitingForPortal,
} from '../../__fixtures__/renewals';
import { FakeSignals } from '../../__testUtils__/FakeSignals';
import { renderPage } from '../../__testUtils__/renderPage';
import { saveFile } from '../inventory/saveFile';
import { RenewalPage } from './RenewalPage';

jest.mock('../inventory/saveFile');

/** How a PKCS#7 file begins. */
const PKCS7 = new Uint8Array([
  0x30, 0x82, 0x01, 0x00, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
  0x07, 0x02, 0xa0, 0x82, 0x01, 0x00,
]);

const user = userEvent.setup();

function apiWith(...renewals: ReturnType<typeof aRenewal>[]) {
  return new FixtureRenewalsApi({ stepMs: 20, renewals });
}

function render(api: FixtureRenewalsApi, id: string, signals?: FakeSignals) {
  renderPage(
    <Routes>
      <Route path="/certificates/renewals/:id" element={<RenewalPage />} />
    </Routes>,
    {
      renewalsApi: api,
      address: `/certificates/renewals/${id}`,
      signals,
    },
  );
}

function region(name: string) {
  return screen.findByRole('region', { name });
}

async function dialogButton(name: string) {
  return within(await screen.findByRole('dialog')).getByRole('button', {
    name,
  });
}

describe('RenewalPage', () => {
  it('shows each step with attempts, and what went wrong with what to do', async () => {
    render(apiWith(failedRenewal()), 'failed');
    const steps = await screen.findByRole('list', {
      name: 'Steps of this renewal',
    });
    const items = within(steps).getAllByRole('listitem');
    expect(items).toHaveLength(6);
    expect(items[2]).toHaveTextContent(/Orderdone.*The authority has taken/);
    expect(items[3]).toHaveAttribute('aria-current', 'step');
    expect(items[3]).toHaveTextContent(/Issuefailed.*attempt 6/);
    expect(items[3]).toHaveTextContent(/could not read _acme-challenge/);
    expect(screen.getByRole('alert')).toHaveTextContent(
      /What to do: Have the old TXT record/,
    );
    expect(await region('About this renewal')).toHaveTextContent(
      /https:\/\/acme\.example\.net\/order\/4711/,
    );
  });

  it('tells what an attempt failed for, while it goes on by itself', async () => {
    const problem = aRenewalProblem({
      message: 'The authority does not answer',
    });
    render(
      apiWith(
        aRenewal({
          state: 'waiting',
          waitsFor: 'retry',
          steps: stepsUpTo('order', { state: 'waiting', attempts: 2, problem }),
        }),
      ),
      'renewal-1',
    );
    const step = await screen.findByText('The authority does not answer');
    expect(step.closest('li')).toHaveTextContent(
      /attempt 2.*What to do: Have the old TXT record removed/,
    );
  });

  it('tries again at once, and follows it to its end', async () => {
    const api = apiWith(failedRenewal());
    const actOn = jest.spyOn(api, 'actOnRenewal');
    render(api, 'failed');
    await user.click(
      await screen.findByRole('button', { name: 'Try again now' }),
    );
    expect(
      await screen.findByText('The new version is in use', undefined, {
        timeout: 5_000,
      }),
    ).toBeInTheDocument();
    expect(actOn.mock.calls.map(call => call.slice(0, 2))).toEqual([
      ['failed', 'retry'],
    ]);
    expect(
      screen.getByRole('link', { name: 'Plan, progress and proofs' }),
    ).toHaveAttribute('href', '/certificates/deployments/past-succeeded');
    expect(screen.getByTestId('renewal-live')).toHaveTextContent('Complete');
  });

  it('says who was asked and why, and takes a yes with a comment', async () => {
    const api = apiWith(waitingForApproval());
    const decide = jest.spyOn(api, 'decideRenewal');
    render(api, 'waits-for-approval');
    const card = await region('Approval');
    expect(card).toHaveTextContent(
      'The owner has to agree. Because of: 14 virtual servers, production.',
    );
    expect(card).toHaveTextContent(/checkout, 20 hours ago/);
    expect(card).toHaveTextContent(/reminded 45 minutes ago/);
    await user.click(within(card).getByRole('button', { name: 'Approve' }));
    const dialog = await screen.findByRole('dialog', {
      name: 'Approve this renewal?',
    });
    await user.type(
      within(dialog).getByRole('textbox', { name: /Comment/ }),
      ' Go ahead ',
    );
    await user.click(within(dialog).getByRole('button', { name: 'Approve' }));
    await waitFor(() => expect(card).toHaveTextContent(/Approved by guest/));
    expect(card).toHaveTextContent('“Go ahead”');
    expect(decide.mock.calls.map(call => call.slice(0, 2))).toEqual([
      ['waits-for-approval', { approved: true, comment: 'Go ahead' }],
    ]);
    expect(
      screen.queryByRole('button', { name: 'Reject' }),
    ).not.toBeInTheDocument();
  });

  it('asks before it rejects, and tells what an answer failed for', async () => {
    const api = apiWith(waitingForApproval());
    const decide = jest
      .spyOn(api, 'decideRenewal')
      .mockRejectedValueOnce(
        Object.assign(new Error('no'), { statusCode: 403 }),
      );
    render(api, 'waits-for-approval');
    await user.click(await screen.findByRole('button', { name: 'Reject' }));
    await user.click(await dialogButton('Back'));
    expect(decide).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Reject' }));
    await user.click(await dialogButton('Reject'));
    expect(
      await screen.findByText(/^It could not be rejected/),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Reject' }));
    await user.click(await dialogButton('Reject'));
    expect(await screen.findByText('It was rejected')).toBeInTheDocument();
  });

  it('shows no buttons to those who may not decide', async () => {
    render(
      apiWith({ ...waitingForApproval(), actions: [] }),
      'waits-for-approval',
    );
    await region('Approval');
    expect(
      screen.queryByRole('button', { name: 'Approve' }),
    ).not.toBeInTheDocument();
  });

  it('says that the policy decided', async () => {
    const api = apiWith(
      aRenewal({
        approval: anApproval({
          decision: {
            approved: true,
            by: null,
            comment: null,
            at: new Date().toISOString(),
          },
        }),
      }),
    );
    render(api, 'renewal-1');
    expect(await region('Approval')).toHaveTextContent(
      /Approved by the policy, since nobody answered/,
    );
  });

  it('hands out the request and shows everything that is wrong with what comes back', async () => {
    const api = apiWith(waitingForPortal());
    render(api, 'waits-for-portal');
    const card = await region('Bring the certificate');
    expect(card).toHaveTextContent('Waiting for 3 days');
    expect(
      within(card).getByRole('region', { name: 'Certificate signing request' })
        .textContent,
    ).toBe(CSR_PEM);
    await user.click(
      within(card).getByRole('button', { name: 'Download the request' }),
    );
    expect(saveFile).toHaveBeenCalledWith(
      expect.any(Blob),
      'payments.example.com.csr',
    );

    const send = within(card).getByRole('button', { name: 'Take it in' });
    await user.click(send);
    expect(card).toHaveTextContent('Paste the certificate, or choose a file.');
    const field = within(card).getByRole('textbox', {
      name: /Certificate with its chain/,
    });
    await user.click(field);
    await user.paste('CERTIFICATE otherkey narrow');
    await user.click(send);
    const problems = await within(card).findByRole('list', {
      name: 'What is wrong with it',
    });
    expect(
      within(problems)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'It was issued for another key than that of the request.',
      'It lacks the name pay.example.com.',
    ]);

    await user.clear(field);
    await user.paste('CERTIFICATE');
    await user.click(send);
    expect(
      await screen.findByText('The new version is in use', undefined, {
        timeout: 5_000,
      }),
    ).toBeInTheDocument();
  });

  it('takes PKCS#7 files as they are and PEM files as text', async () => {
    const api = apiWith(waitingForPortal());
    const upload = jest
      .spyOn(api, 'uploadIssued')
      .mockRejectedValue(new InputError('It was issued for another key.'));
    render(api, 'waits-for-portal');
    const picker = await screen.findByTestId('issued-file');
    await user.upload(picker, new File([PKCS7], 'issued.p7b'));
    expect(await screen.findByText('issued.p7b (1 kB)')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Take it in' }));
    expect(
      await screen.findByText('It was issued for another key.'),
    ).toBeInTheDocument();
    expect(upload.mock.calls[0].slice(0, 2)).toEqual([
      'waits-for-portal',
      { pkcs7: Buffer.from(PKCS7).toString('base64') },
    ]);
    await user.upload(
      picker,
      new File(['-----BEGIN CERTIFICATE-----\nMII=\n'], 'issued.pem', {
        type: 'text/plain',
      }),
    );
    expect(
      await screen.findByDisplayValue(/BEGIN CERTIFICATE/),
    ).toBeInTheDocument();
  });

  it('takes no private key, not even into the page', async () => {
    const api = apiWith(waitingForPortal());
    const upload = jest.spyOn(api, 'uploadIssued');
    render(api, 'waits-for-portal');
    const field = await screen.findByRole('textbox', {
      name: /Certificate with its chain/,
    });
    await user.click(field);
    await user.paste('-----BEGIN RSA PRIVATE KEY-----\nMII=');
    expect(
      await screen.findByText(/There is a private key in it/),
    ).toBeInTheDocument();
    expect(field).toHaveValue('');
    expect(upload).not.toHaveBeenCalled();
  });

  it('shows which names get lost and which are new', async () => {
    render(
      apiWith(
        aRenewal({
          names: ['shop.example.com', 'new.example.com'],
          namesAdded: ['new.example.com'],
          namesLost: ['old.example.com'],
        }),
      ),
      'renewal-1',
    );
    const names = await screen.findByRole('list', { name: 'Names' });
    expect(
      within(names)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'old.example.comlost',
      'new.example.comnew',
      'shop.example.com',
    ]);
  });

  it('asks before it cancels', async () => {
    const api = apiWith(aRenewal());
    const actOn = jest.spyOn(api, 'actOnRenewal');
    render(api, 'renewal-1');
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    await user.click(await dialogButton('Leave it'));
    expect(actOn).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(await dialogButton('Cancel the renewal'));
    expect(await screen.findByText('It was cancelled')).toBeInTheDocument();
  });

  it('reads again when a signal names it, and not for others', async () => {
    const signals = new FakeSignals();
    const api = apiWith(aRenewal());
    const get = jest.spyOn(api, 'getRenewal');
    render(api, 'renewal-1', signals);
    await screen.findByText('It runs: Order');
    get
      .mockClear()
      .mockResolvedValue({ ...succeededRenewal(), id: 'renewal-1' });
    const say = (renewalIds: string[]) =>
      act(() =>
        signals.send(SIGNAL_CHANNEL_RENEWALS, {
          type: 'renewals-changed',
          renewalIds,
        }),
      );
    say(['another']);
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(get).not.toHaveBeenCalled();
    say(['another', 'renewal-1']);
    expect(
      await screen.findByText('The new version is in use', undefined, {
        timeout: 1_500,
      }),
    ).toBeInTheDocument();
  });

  it('asks again where there are no signals, and keeps what is known when that fails', async () => {
    const api = apiWith(aRenewal({ steps: stepsUpTo('order') }));
    jest
      .spyOn(api, 'getRenewal')
      .mockResolvedValueOnce(aRenewal())
      .mockRejectedValue(new TypeError('Failed to fetch'));
    render(api, 'renewal-1');
    expect(
      await screen.findByText('The progress could not be read', undefined, {
        timeout: 4_000,
      }),
    ).toBeInTheDocument();
    expect(screen.getByText('It runs: Order')).toBeInTheDocument();
  });

  it('says that a renewal does not exist', async () => {
    render(apiWith(), 'gone');
    expect(
      await screen.findByText(/^The renewal could not be loaded/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
  });
});
