import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { anAuthority, FixtureRenewalsApi } from '../../__fixtures__/renewals';
import { renderPage } from '../../__testUtils__/renderPage';
import { AuthoritiesPage } from './AuthoritiesPage';

const user = userEvent.setup();

function render(api = new FixtureRenewalsApi()) {
  renderPage(<AuthoritiesPage />, { renewalsApi: api });
  return api;
}

describe('AuthoritiesPage', () => {
  it('shows how an authority is and what its rate limit leaves', async () => {
    render();
    const good = await screen.findByRole('region', {
      name: 'Example Automated CA',
    });
    expect(good).toHaveTextContent(/WorksAnswers in 120 ms/);
    expect(good).toHaveTextContent(/4 orders/);
    expect(good).toHaveTextContent('An order can be placed now.');
    const meter = within(good).getByRole('meter', { name: 'Rate limit' });
    expect(meter).toHaveAttribute('aria-valuenow', '214');
    expect(meter).toHaveAttribute(
      'aria-valuetext',
      '214 of 300 orders used in 3 hours',
    );
    expect(
      within(good).getByRole('link', {
        name: 'Show the renewals of Example Automated CA',
      }),
    ).toHaveAttribute('href', '/certificates/renewals?authority=public-acme');

    const full = screen.getByRole('region', { name: 'Example Second CA' });
    expect(full).toHaveTextContent(
      /50 of 50 orders used in 7 days.*Next order in 6[45] minutes; 42 renewals wait for it/,
    );
    expect(full).toHaveTextContent(
      /Last problemExample Second CA refuses further orders/,
    );
  });

  it('links what an authority of our own publishes', async () => {
    render();
    const own = await screen.findByRole('region', {
      name: 'Example Private CA',
    });
    expect(
      await within(own).findByRole('link', { name: /^Revocation list/ }),
    ).toHaveAttribute(
      'href',
      expect.stringMatching(/\/certificates\/authorities\/own\/crl$/),
    );
    expect(own).toHaveTextContent(/No limit that we know of/);
  });

  it('says of one behind a portal that a person is needed', async () => {
    render(
      new FixtureRenewalsApi({
        authorities: [
          anAuthority({
            title: 'Portal',
            automatic: false,
            canRevoke: false,
            hasRenewalInfo: false,
            wildcards: false,
            kind: 'unheard-of',
          }),
        ],
      }),
    );
    const portal = await screen.findByRole('region', { name: 'Portal' });
    expect(portal).toHaveTextContent(/Issuesthrough a person/);
    expect(portal).toHaveTextContent(/Canonly issue/);
    expect(portal).toHaveTextContent(/PortalOther/);
  });

  it('says what to do when none is set up, or none can be read', async () => {
    const api = new FixtureRenewalsApi({ authorities: [] });
    jest
      .spyOn(api, 'listAuthorities')
      .mockRejectedValueOnce(new TypeError('Failed to fetch'));
    render(api);
    await screen.findByText(/^The authorities could not be loaded/);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('No authority is set up')).toBeVisible();
  });
});
