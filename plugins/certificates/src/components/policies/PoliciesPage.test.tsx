import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aPolicy, FixtureRenewalsApi } from '../../__fixtures__/renewals';
import { renderPage } from '../../__testUtils__/renderPage';
import { changedFields } from './changedFields';
import { PoliciesPage } from './PoliciesPage';
import { draftOf, keyChoices, policyOf } from './policyDraft';

const user = userEvent.setup();

function render(api = new FixtureRenewalsApi(), address = '/') {
  renderPage(<PoliciesPage />, { renewalsApi: api, address });
  return api;
}

async function policies() {
  const list = await screen.findByRole('list', { name: /^Policies in/ });
  return within(list)
    .getAllByRole('heading', { level: 3 })
    .map(heading => heading.closest('li')!);
}

describe('PoliciesPage', () => {
  it('lists policies as they are tried, in words', async () => {
    render();
    const [payments, web, lab, rest] = await policies();
    expect(payments).toHaveTextContent(/ConfigurationPriority 300/);
    expect(payments).toHaveTextContent(
      'For certificates with names like pay*.example.com and owned by payments',
    );
    expect(payments).toHaveTextContent(
      /Asks: Prepares everything.*Ordered from Example TLS, through its portal\./,
    );
    expect(web).toHaveTextContent(
      /Ordered from Example Automated CA, then Example Second CA\./,
    );
    expect(lab).toHaveTextContent(/Switched off/);
    expect(lab).toHaveTextContent('used in test or lab');
    expect(rest).toHaveTextContent(/For every certificate/);
    expect(rest).toHaveTextContent(
      /Ordered from any authority that is configured/,
    );
  });

  it('lets only those be changed that were made here, and says why', async () => {
    render();
    const [payments, web, , rest] = await policies();
    const names = (item: HTMLElement) =>
      within(item)
        .getAllByRole('button')
        .map(button => button.textContent);
    expect(names(web)).toEqual(['Change', 'History', 'Delete', 'Details']);
    expect(names(payments)).toEqual(['History', 'Details']);
    expect(names(rest)).toEqual(['Details']);
    expect(payments).toHaveTextContent(
      /Declared in the portal’s configuration: it is changed there/,
    );
  });

  it('has no form for a policy of the configuration, even by its address', async () => {
    render(new FixtureRenewalsApi(), '/?edit=payments');
    expect(await policies()).toHaveLength(4);
  });

  it('shows the details of a policy', async () => {
    render();
    const [, web] = await policies();
    await user.click(
      within(web).getByRole('button', { name: /^Show the details/ }),
    );
    expect(web).toHaveTextContent(
      'Whenwhen the authority suggests it, else after two thirds of its life',
    );
    expect(web).toHaveTextContent(
      /the owner from 10 virtual servers on; the platform team from 50/,
    );
    expect(web).toHaveTextContent(/Without an answerit waits/);
  });

  it('makes a policy and shows while it is written what it would change', async () => {
    const api = render();
    const preview = jest.spyOn(api, 'previewPolicy');
    const create = jest.spyOn(api, 'createPolicy');
    await user.click(await screen.findByRole('button', { name: 'New policy' }));
    const card = await screen.findByRole('region', {
      name: 'What would change',
    });
    expect(
      await within(card).findByText('It fits 23 certificates'),
    ).toBeVisible();
    expect(card).toHaveTextContent(
      /payments\.example\.comEverything else → This policy; Renewal in [34] days/,
    );
    await user.type(
      screen.getByRole('textbox', { name: /^Names/ }),
      'nothing.example.com',
    );
    expect(
      await within(card).findByText('It fits no certificate yet.'),
    ).toBeVisible();
    expect(preview.mock.calls.at(-1)![0].match).toEqual({
      names: ['nothing.example.com'],
    });

    const save = screen.getByRole('button', { name: 'Save the policy' });
    await user.click(save);
    expect(screen.getByText('Give it a name.')).toBeVisible();
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Shop');
    await user.click(save);
    expect(
      screen.getByText('Choose an authority, or let it only remind.'),
    ).toBeVisible();
    await user.click(screen.getByRole('button', { name: /First choice/ }));
    await user.click(
      await screen.findByRole('option', { name: 'Example Private CA' }),
    );
    expect(create).not.toHaveBeenCalled();
    await user.click(save);
    expect(
      await screen.findByRole('heading', { level: 3, name: 'Shop' }),
    ).toBeVisible();
    expect(create.mock.calls[0][0]).toMatchObject({
      name: 'Shop',
      match: { names: ['nothing.example.com'] },
      authorities: ['own'],
      mode: 'automatic',
      timing: { useRenewalInfo: true, shareOfLife: null },
    });
  });

  it('changes a policy without touching what was not changed', async () => {
    const api = render();
    const update = jest.spyOn(api, 'updatePolicy');
    await user.click(
      await screen.findByRole('button', {
        name: 'Change the policy Laboratory',
      }),
    );
    await user.click(
      await screen.findByRole('switch', { name: 'Switched on' }),
    );
    await user.click(screen.getByRole('button', { name: 'Save the policy' }));
    await policies();
    const lab = (await new FixtureRenewalsApi().listPolicies()).find(
      ({ id }) => id === 'lab',
    )!;
    const { id, source, ...input } = lab;
    expect(update.mock.calls[0].slice(0, 2)).toEqual([
      'lab',
      { ...input, enabled: true },
    ]);
  });

  it('keeps what was written when it cannot be saved', async () => {
    const api = render(new FixtureRenewalsApi(), '/?edit=public-web');
    jest
      .spyOn(api, 'updatePolicy')
      .mockRejectedValue(Object.assign(new Error('no'), { statusCode: 400 }));
    await user.click(
      await screen.findByRole('button', { name: 'Save the policy' }),
    );
    expect(
      await screen.findByText(/^The policy could not be saved/),
    ).toBeVisible();
    expect(screen.getByDisplayValue('Public web servers')).toBeVisible();
  });

  it('asks before it deletes', async () => {
    const api = render();
    const remove = jest.spyOn(api, 'deletePolicy');
    const open = async () =>
      user.click(
        await screen.findByRole('button', {
          name: 'Delete the policy Laboratory',
        }),
      );
    await open();
    await user.click(await screen.findByRole('button', { name: 'Keep it' }));
    expect(remove).not.toHaveBeenCalled();
    await open();
    await user.click(await screen.findByRole('button', { name: 'Delete it' }));
    await waitFor(() =>
      expect(
        screen.queryByRole('heading', { name: 'Laboratory' }),
      ).not.toBeInTheDocument(),
    );
    expect(remove.mock.calls.map(([id]) => id)).toEqual(['lab']);
  });

  it('shows who changed what', async () => {
    render();
    await user.click(
      await screen.findByRole('button', {
        name: 'History of the policy Public web servers',
      }),
    );
    const dialog = await screen.findByRole('dialog');
    const [latest, first] = await within(dialog).findAllByRole('listitem');
    expect(latest).toHaveTextContent(/26 hours ago: changed by guest/);
    expect(latest).toHaveTextContent(
      'Changed: priority, how much it does by itself',
    );
    expect(first).toHaveTextContent(/made by guest/);
  });
});

describe('the form of a policy', () => {
  it('gives back what it was given', () => {
    const policy = aPolicy({
      keys: [
        { type: 'ec', curve: 'P-384' },
        { type: 'rsa', size: 4096 },
      ],
      authorities: ['a', 'b', 'c'],
      timing: {
        useRenewalInfo: false,
        shareOfLife: 0.58,
        noticeHours: 3,
        overrideDays: null,
      },
    });
    const { id, source, ...input } = policy;
    expect(policyOf(draftOf(policy), keyChoices(policy))).toEqual(input);
  });

  it('names what differs', () => {
    const before = aPolicy();
    expect(
      changedFields(before, aPolicy({ name: 'Other', match: {} })),
    ).toEqual(['name', 'match']);
    expect(changedFields(null, before)).toEqual([]);
  });
});
