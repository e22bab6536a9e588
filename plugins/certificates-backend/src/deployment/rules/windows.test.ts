import { DeploymentUnit } from '@cmt/backstage-plugin-certificates-common';
import { ChangeCalendar, mayChange, mayChangeUrgently } from './windows';

const UNIT: DeploymentUnit = {
  name: 'edge',
  devices: ['edge-a', 'edge-b'],
  environment: 'production',
};

const NIGHTLY = {
  name: 'nightly',
  cron: '0 22 * * 1-5',
  timezone: 'Europe/Berlin',
  duration: 4 * 3600_000,
};

function ask(
  at: string,
  calendar: Partial<ChangeCalendar>,
  unit: DeploymentUnit = UNIT,
) {
  const answer = mayChange(
    unit,
    { windows: [], doNotTouch: [], ...calendar },
    Date.parse(at),
  );
  return answer.allowed === 'later'
    ? { ...answer, until: new Date(answer.until).toISOString() }
    : answer;
}

describe('mayChange', () => {
  it('allows what no rule is meant for', () => {
    expect(ask('2026-11-24T12:00:00Z', {})).toEqual({ allowed: 'now' });
    expect(
      ask('2026-11-24T12:00:00Z', {
        windows: [
          { ...NIGHTLY, environments: ['staging'] },
          { ...NIGHTLY, matchesDevice: name => name.startsWith('core') },
        ],
        doNotTouch: [{ reason: 'x', environments: ['staging'] }],
      }),
    ).toEqual({ allowed: 'now' });
  });

  it.each([
    ['the moment it opens', '2026-11-24T21:00:00Z', { allowed: 'now' }],
    ['while it is open', '2026-11-25T00:59:59Z', { allowed: 'now' }],
    [
      'the moment it closes',
      '2026-11-25T01:00:00Z',
      {
        allowed: 'later',
        until: '2026-11-25T21:00:00.000Z',
        reason: 'Maintenance window nightly',
      },
    ],
    [
      'on a day without it',
      '2026-11-28T12:00:00Z',
      {
        allowed: 'later',
        until: '2026-11-30T21:00:00.000Z',
        reason: 'Maintenance window nightly',
      },
    ],
    [
      'in summer time',
      '2026-07-01T12:00:00Z',
      {
        allowed: 'later',
        until: '2026-07-01T20:00:00.000Z',
        reason: 'Maintenance window nightly',
      },
    ],
  ])('keeps to a window %s', (_, at, expected) => {
    expect(ask(at, { windows: [NIGHTLY] })).toEqual(expected);
  });

  it('takes the window that opens first', () => {
    expect(
      ask('2026-11-24T12:00:00Z', {
        windows: [
          NIGHTLY,
          { ...NIGHTLY, name: 'noon', cron: '0 14 * * *', timezone: 'UTC' },
        ],
      }),
    ).toMatchObject({ until: '2026-11-24T14:00:00.000Z' });
  });

  it('says until when a device must not be touched, or that it never may', () => {
    const freeze = {
      reason: 'year-end closing',
      from: Date.parse('2026-12-18T00:00:00Z'),
      until: Date.parse('2027-01-04T00:00:00Z'),
    };
    expect(ask('2026-12-17T23:59:59Z', { doNotTouch: [freeze] })).toEqual({
      allowed: 'now',
    });
    expect(ask('2026-12-20T12:00:00Z', { doNotTouch: [freeze] })).toEqual({
      allowed: 'later',
      until: '2027-01-04T00:00:00.000Z',
      reason: 'Must not be touched: year-end closing',
    });
    expect(
      ask('2026-12-20T12:00:00Z', {
        doNotTouch: [
          { reason: 'legacy', matchesDevice: name => name === 'edge-b' },
        ],
      }),
    ).toEqual({ allowed: 'never', reason: 'Must not be touched: legacy' });
  });

  it('looks for the first window after the time in which it must not be touched', () => {
    expect(
      ask('2026-12-20T12:00:00Z', {
        windows: [NIGHTLY],
        doNotTouch: [
          {
            reason: 'closing',
            from: Date.parse('2026-12-18T00:00:00Z'),
            until: Date.parse('2027-01-04T00:00:00Z'),
          },
        ],
      }),
    ).toEqual({
      allowed: 'later',
      until: '2027-01-04T21:00:00.000Z',
      reason: 'Must not be touched: closing',
    });
  });

  it('does not wait for a window that never opens', () => {
    expect(
      ask('2026-11-24T12:00:00Z', {
        windows: [{ ...NIGHTLY, cron: '0 0 30 2 *' }],
      }),
    ).toMatchObject({ allowed: 'never' });
  });
});

describe('mayChangeUrgently', () => {
  const MOMENT = Date.UTC(2026, 10, 24, 12);
  const lb = { name: 'lb', devices: ['lb'], environment: 'production' };
  const nightly = {
    windows: [
      {
        name: 'night',
        cron: '0 22 * * *',
        timezone: 'UTC',
        duration: 3600_000,
      },
    ],
    doNotTouch: [],
  };

  it('waits for the window while there is time, and not longer', () => {
    const at = (overrideAt: number | null) =>
      mayChangeUrgently(lb, nightly, MOMENT, overrideAt);
    const window = Date.UTC(2026, 10, 24, 22);
    expect(at(null)).toMatchObject({ allowed: 'later', until: window });
    expect(at(window + 1)).toMatchObject({ allowed: 'later', until: window });
    expect(at(MOMENT + 1)).toMatchObject({
      allowed: 'later',
      until: MOMENT + 1,
    });
    expect(at(MOMENT)).toEqual({
      allowed: 'now',
      overridden: 'Maintenance window night',
    });
  });

  it('goes through a freeze, but never touches what must never be touched', () => {
    const frozen = (until?: number) => ({
      windows: [],
      doNotTouch: [{ reason: 'Freeze', ...(until !== undefined && { until }) }],
    });
    expect(
      mayChangeUrgently(lb, frozen(MOMENT + 9), MOMENT, MOMENT).allowed,
    ).toBe('now');
    expect(mayChangeUrgently(lb, frozen(), MOMENT, MOMENT).allowed).toBe(
      'never',
    );
  });
});
