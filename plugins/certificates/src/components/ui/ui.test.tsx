import { ResponseError } from '@backstage/errors';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aCertificate, aFinding } from '../../__fixtures__';
import { renderPage } from '../../__testUtils__/renderPage';
import {
  ErrorState,
  ExpiryText,
  FacetList,
  FindingList,
  formatAge,
  formatDuration,
  formatRelative,
  OwnerLink,
  RelativeTime,
  StateBadge,
} from '.';

const user = userEvent.setup();

const NOW = Date.parse('2026-11-24T12:00:00Z');

describe('times', () => {
  it.each([
    ['2026-11-24T12:00:00Z', 'now'],
    ['2026-11-24T12:00:30Z', 'in 30 seconds'],
    ['2026-11-24T11:01:00Z', '59 minutes ago'],
    ['2026-11-23T01:00:00Z', '35 hours ago'],
    ['2026-12-06T13:00:00Z', 'in 12 days'],
    ['2027-04-24T12:00:00Z', 'in 4 months'],
    ['2029-12-24T12:00:00Z', 'in 3 years'],
  ])('reads %s as %s', (moment, text) => {
    expect(formatRelative(moment, NOW)).toBe(text);
  });

  it('says how old something is, never negative', () => {
    expect(formatAge('2026-11-24T09:00:00Z', NOW)).toBe('3 hours');
    expect(formatAge('2026-11-24T12:05:00Z', NOW)).toBe('0 seconds');
  });

  it('says how long something took', () => {
    const start = '2026-11-24T12:00:00.000Z';
    expect(formatDuration(start, '2026-11-24T12:00:00.440Z')).toBe('0.4 s');
    expect(formatDuration(start, '2026-11-24T12:00:12Z')).toBe('12 s');
    expect(formatDuration(start, '2026-11-24T12:03:05Z')).toBe('3 min 5 s');
    expect(formatDuration(start, '2026-11-24T12:01:59.900Z')).toBe('2 min 0 s');
  });

  it('shows the exact moment to the pointer', async () => {
    renderPage(<RelativeTime value="2026-11-24T12:00:00Z" />);
    await screen.findByTestId('address');
    const time = document.querySelector('time')!;
    expect(time).toHaveAttribute('dateTime', '2026-11-24T12:00:00Z');
    expect(time.tabIndex).toBe(0);
    await user.hover(time);
    expect(await screen.findByRole('tooltip')).toHaveTextContent(
      /Nov 24, 2026|24 Nov 2026/,
    );
  });
});

describe('ExpiryText', () => {
  it('says the share of life that is left where that matters', async () => {
    renderPage(
      <ExpiryText
        certificate={aCertificate({ endsInDays: 12.5, lifetimeDays: 47 })}
      />,
    );
    expect(await screen.findByText('in 12 days')).toBeInTheDocument();
    expect(screen.getByText('(27 % of its life left)')).toBeInTheDocument();
  });

  it('says when it expired, and when the end is not known', async () => {
    renderPage(
      <>
        <ExpiryText certificate={aCertificate({ endsInDays: -4.5 })} />
        <ExpiryText certificate={aCertificate({ expiresAt: null })} />
      </>,
    );
    expect(await screen.findByText('Expired 4 days ago')).toBeInTheDocument();
    expect(screen.getByText('End not known')).toBeInTheDocument();
    expect(screen.queryByText(/of its life/)).not.toBeInTheDocument();
  });
});

describe('StateBadge', () => {
  it('tells states apart by word and shape', async () => {
    renderPage(
      <>
        <StateBadge state="critical" />
        <StateBadge state="warning" />
      </>,
    );
    const shapes = (
      await Promise.all([
        screen.findByText('Critical'),
        screen.findByText('Warning'),
      ])
    ).map(badge => badge.querySelector('path')!.getAttribute('d'));
    expect(new Set(shapes).size).toBe(2);
  });
});

describe('OwnerLink', () => {
  it('marks a guess, a triage group, and nobody', async () => {
    renderPage(
      <>
        <OwnerLink
          owner={{
            ref: 'group:default/search',
            kind: 'rule',
            confidence: 'low',
          }}
        />
        <OwnerLink
          owner={{
            ref: 'group:default/platform',
            kind: 'triage',
            confidence: 'low',
          }}
        />
        <OwnerLink owner={null} />
      </>,
    );
    expect(
      await screen.findByRole('img', {
        name: 'Owner is a guess: configured rule',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('img', { name: /triage group looks after it/ }),
    ).toBeInTheDocument();
    expect(screen.getByText('No owner')).toBeInTheDocument();
  });
});

describe('FindingList', () => {
  it('puts problems first and says what is wrong, where, and what to do', async () => {
    renderPage(
      <FindingList
        findings={[
          aFinding('unused'),
          aFinding('not-served', {
            device: 'bigip-a',
            object: '/Shop/vs_shop',
            serverName: 'shop.example.com',
          }),
        ]}
      />,
    );
    const items = within(
      await screen.findByRole('list', { name: 'Findings' }),
    ).getAllByRole('listitem');
    expect(items[0]).toHaveTextContent('clients that connect get another one');
    expect(items[0]).toHaveTextContent(
      'bigip-a · /Shop/vs_shop · shop.example.com',
    );
    expect(items[0]).toHaveTextContent('What to do: Ask the platform team');
    expect(
      within(items[0]).getByRole('img', { name: 'Problem' }),
    ).toBeInTheDocument();
    expect(items[1]).toHaveTextContent('Unused');
  });
});

describe('ErrorState', () => {
  async function responseError(status: number, message: string) {
    return ResponseError.fromResponse({
      status,
      statusText: '',
      ok: false,
      headers: new Headers({ 'content-type': 'application/json' }),
      text: async () =>
        JSON.stringify({
          error: { name: 'Error', message },
          response: { statusCode: status },
        }),
    } as Response);
  }

  it.each([
    [400, 'The request was not understood'],
    [401, 'You are signed out'],
    [403, 'You may not see this'],
    [404, 'This does not exist any more'],
    [503, 'The certificates backend has a problem'],
  ])('explains status %s', async (status, title) => {
    renderPage(
      <ErrorState error={await responseError(status, 'because of that')} />,
    );
    expect(await screen.findByText(title)).toBeInTheDocument();
    expect(screen.getByText(/because of that/)).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
  });
});

describe('ErrorState of an action', () => {
  it('says in the open why it may not be done', async () => {
    renderPage(
      <ErrorState
        isAction
        title="It could not be started"
        error={Object.assign(new Error('You do not own it'), {
          statusCode: 403,
        })}
      />,
    );
    expect(
      await screen.findByText('It could not be started: You may not do this'),
    ).toBeInTheDocument();
    expect(screen.getByText(/You do not own it/)).toBeVisible();
  });
});

describe('FacetList', () => {
  const values = Array.from({ length: 14 }, (_, index) => ({
    value: `team-${index}`,
    count: 14 - index,
  }));

  it('shows a few, all on request, and searches in many', async () => {
    const onChange = jest.fn();
    renderPage(
      <FacetList
        title="Owner"
        values={values}
        selected={['team-12', 'team-gone']}
        onChange={onChange}
      />,
    );
    await screen.findByRole('region', { name: 'Owner' });
    expect(screen.getAllByRole('checkbox')).toHaveLength(8);
    expect(
      screen.getByRole('checkbox', { name: 'team-gone (0)' }),
    ).toBeChecked();

    await user.click(screen.getByRole('button', { name: 'Show all 15' }));
    expect(screen.getAllByRole('checkbox')).toHaveLength(15);
    await user.type(
      screen.getByRole('searchbox', { name: 'Search Owner' }),
      'TEAM-13',
    );
    await user.click(screen.getByRole('checkbox', { name: 'team-13 (1)' }));
    expect(onChange).toHaveBeenLastCalledWith([
      'team-12',
      'team-gone',
      'team-13',
    ]);
  });
});
