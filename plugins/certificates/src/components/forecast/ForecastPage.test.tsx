import { screen, within } from '@testing-library/react';
import { aForecast, FixtureRenewalsApi } from '../../__fixtures__/renewals';
import { renderPage } from '../../__testUtils__/renderPage';
import { byHand, currentLine, totalOf } from './forecast';
import { ForecastPage } from './ForecastPage';

function render(api = new FixtureRenewalsApi()) {
  renderPage(<ForecastPage />, { renewalsApi: api });
}

describe('ForecastPage', () => {
  it('shows the renewals of each team at the lifetimes to come', async () => {
    render();
    const table = await screen.findByRole('grid', { name: 'Renewals a year' });
    const [, payments, checkout, , , total] = within(table).getAllByRole('row');
    expect(payments).toHaveTextContent(/payments61 of 148410241 by hand820/);
    expect(
      within(payments).getByRole('img', {
        name: '1,745 renewals a year at 47 days, 1,026 of them by hand',
      }),
    ).toBeVisible();
    expect(checkout).toHaveTextContent(/96 of 962655301,130$/);
    expect(total).toHaveTextContent(/^All teams179 of 284785/);
  });

  it('lists what needs a person, with why', async () => {
    render();
    const table = await screen.findByRole('grid', {
      name: 'Not renewed by itself yet',
    });
    expect(
      within(table).getByRole('link', { name: 'payments.example.com' }),
    ).toHaveAttribute(
      'href',
      expect.stringMatching(/^\/certificates\/inventory\/[0-9a-f]{32}$/),
    );
    expect(table).toHaveTextContent('Its authority is used through a portal');
  });

  it('shows the timetable of public authorities', async () => {
    render();
    const table = await screen.findByRole('grid', {
      name: 'Longest lifetimes of public certificates',
    });
    expect(within(table).getAllByRole('row').at(-1)).toHaveTextContent(
      /47 days.*every 10 days/,
    );
  });

  it('says why there is nothing yet', async () => {
    render(
      new FixtureRenewalsApi({
        forecast: { owners: [], notAutomated: [], timetable: [] },
      }),
    );
    expect(
      await screen.findByText('There is nothing to forecast yet'),
    ).toBeVisible();
  });
});

describe('forecast', () => {
  const { owners, timetable } = aForecast();

  it('counts by hand what is not automated today', () => {
    expect(byHand(owners[1], '47')).toBe(0);
    expect(byHand(owners[3], '47')).toBe(105);
    expect(byHand({ ...owners[3], certificates: 0 }, '47')).toBe(0);
  });

  it('adds teams up', () => {
    expect(totalOf(owners)).toMatchObject({
      certificates: 284,
      perYear: { '200': 785, '100': 1570, '47': 3345 },
    });
  });

  it('knows the line that applies', () => {
    expect(currentLine(timetable, Date.parse('2026-01-01'))).toBeUndefined();
    expect(currentLine(timetable, Date.parse('2027-03-15'))?.lifetimeDays).toBe(
      100,
    );
  });
});
