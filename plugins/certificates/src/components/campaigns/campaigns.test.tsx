import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { daysFromNow, minutesAgo } from '../../__fixtures__';
import { aCampaign, FixtureRenewalsApi } from '../../__fixtures__/renewals';
import { renderPage } from '../../__testUtils__/renderPage';
import { campaignRequestOf, EMPTY_CAMPAIGN, selectionOf } from './campaignForm';
import { CampaignPage } from './CampaignPage';
import { CampaignsPage } from './CampaignsPage';
import { isOnTrack } from './pace';

const user = userEvent.setup();

function render(api = new FixtureRenewalsApi(), id = '') {
  renderPage(
    <Routes>
      <Route
        path="/certificates/renewals/campaigns"
        element={<CampaignsPage />}
      />
      <Route
        path="/certificates/renewals/campaigns/:id"
        element={<CampaignPage />}
      />
    </Routes>,
    {
      renewalsApi: api,
      address: `/certificates/renewals/campaigns${id && `/${id}`}`,
    },
  );
  return api;
}

describe('CampaignsPage', () => {
  it('lists campaigns with their progress', async () => {
    render();
    const table = await screen.findByRole('grid', { name: 'Campaigns' });
    const [, running] = await within(table).findAllByRole('row');
    expect(running).toHaveTextContent(/Running.*424 of 640 replaced/);
    expect(running).toHaveTextContent('6 failed, 20 running, 190 waiting');
  });

  it('begins one only after it has shown what it replaces', async () => {
    const api = render();
    const create = jest.spyOn(api, 'createCampaign');
    await user.click(
      await screen.findByRole('button', { name: 'New campaign' }),
    );
    const dialog = await screen.findByRole('dialog');
    const begin = within(dialog).getByRole('button', {
      name: 'Begin the campaign',
    });
    await user.click(begin);
    expect(dialog).toHaveTextContent('Give it a title.');
    await user.type(
      within(dialog).getByRole('textbox', { name: /^Title/ }),
      'Weak intermediate',
    );
    await user.click(begin);
    expect(dialog).toHaveTextContent('Say which certificates it replaces.');
    await user.type(
      within(dialog).getByRole('textbox', { name: 'Issuers' }),
      'Nobody',
    );
    expect(
      await within(dialog).findByText('It fits no certificate.'),
    ).toBeVisible();
    expect(begin).toBeDisabled();
    await user.type(
      within(dialog).getByRole('textbox', { name: 'Issuers' }),
      ' Else',
    );
    expect(
      await within(dialog).findByText('It replaces 640 certificates'),
    ).toBeVisible();
    expect(dialog).toHaveTextContent(/1 certificate needs a person/);
    expect(create).not.toHaveBeenCalled();
    await user.click(begin);
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        /campaigns\/campaign-2-new/,
      ),
    );
    expect(create.mock.calls[0][0]).toEqual({
      title: 'Weak intermediate',
      selection: { issuers: ['Nobody Else'] },
      parallel: 20,
    });
  });
});

describe('CampaignPage', () => {
  it('shows progress by owner, the deadline and what it replaces', async () => {
    render(undefined, 'campaign-1');
    expect(
      await screen.findByText(/^Deadline: .*, 3 days left$/),
    ).toBeVisible();
    expect(
      screen.getByText('At this pace it is complete before.'),
    ).toBeVisible();
    const table = screen.getByRole('grid', { name: 'Progress by owner' });
    expect(table).toHaveTextContent(/payments120 of 300 replaced6/);
    expect(
      screen.getByRole('region', { name: 'About this campaign' }),
    ).toHaveTextContent(/issued by Example TLS Issuing CA 2/);
    expect(
      await within(
        await screen.findByRole('grid', { name: 'Its renewals' }),
      ).findByText('assets-7.example.com'),
    ).toBeInTheDocument();
  });

  it('pauses, continues, and asks before it stops', async () => {
    const api = render(undefined, 'campaign-1');
    const act = jest.spyOn(api, 'actOnCampaign');
    await user.click(await screen.findByRole('button', { name: 'Pause' }));
    await user.click(await screen.findByRole('button', { name: 'Continue' }));
    await user.click(await screen.findByRole('button', { name: 'Stop' }));
    await user.click(await screen.findByRole('button', { name: 'Let it run' }));
    expect(act.mock.calls.map(call => call[1])).toEqual(['pause', 'continue']);
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    await user.click(await screen.findByRole('button', { name: 'Stop it' }));
    expect(await screen.findByText('Stopped')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Continue' }),
    ).not.toBeInTheDocument();
  });

  it('says that a campaign does not exist', async () => {
    render(undefined, 'gone');
    expect(
      await screen.findByText(/^The campaign could not be loaded/),
    ).toBeVisible();
  });
});

describe('pace', () => {
  const now = Date.now();
  const counts = {
    total: 100,
    waiting: 50,
    running: 0,
    succeeded: 50,
    failed: 0,
  };
  // Half was done in a day: the other half takes another.
  const createdAt = minutesAgo(60 * 24);

  it.each([
    [2, 'running', true],
    [0.5, 'running', false],
    [2, 'paused', undefined],
  ] as const)('with %s days left, %s: %s', (days, state, expected) => {
    expect(
      isOnTrack(
        aCampaign({ counts, createdAt, state, deadline: daysFromNow(days) }),
        now,
      ),
    ).toBe(expected);
  });

  it('does not guess from the first few', () => {
    expect(
      isOnTrack(
        aCampaign({ createdAt, counts: { ...counts, succeeded: 1 } }),
        now,
      ),
    ).toBeUndefined();
  });
});

describe('the form of a campaign', () => {
  it('reads fingerprints as tools print them', () => {
    expect(selectionOf({ ...EMPTY_CAMPAIGN, fingerprint: 'AB:CD:01' })).toEqual(
      { publicKeyFingerprint: 'abcd01' },
    );
  });

  it('takes the end of the day as the deadline', () => {
    const { deadline } = campaignRequestOf({
      ...EMPTY_CAMPAIGN,
      deadline: '2026-12-31',
    });
    const end = new Date(deadline!);
    expect([end.getDate(), end.getHours(), end.getMinutes()]).toEqual([
      31, 23, 59,
    ]);
  });
});
