import { createScanSchedule } from './schedule';

describe('createScanSchedule', () => {
  afterEach(() => jest.useRealTimers());

  it('counts an interval from the moment it is asked', () => {
    const schedule = createScanSchedule({ every: { hours: 1, minutes: 30 } });
    expect(schedule.text).toBe('PT1H30M');
    expect(schedule.next(1_000_000)).toBe(1_000_000 + 90 * 60_000);
  });

  it('refuses an interval below a minute', () => {
    expect(() => createScanSchedule({ every: { seconds: 5 } })).toThrow(
      'the interval must be at least one minute',
    );
  });

  it('follows a cron expression in its time zone', () => {
    jest.useFakeTimers({ now: new Date('2026-03-10T12:00:00Z') });
    const schedule = createScanSchedule({
      cron: '0 3 * * *',
      timezone: 'Europe/Berlin',
    });
    expect(schedule.text).toBe('0 3 * * * (Europe/Berlin)');
    expect(new Date(schedule.next(Date.now())).toISOString()).toBe(
      '2026-03-11T02:00:00.000Z',
    );
  });

  it('takes the longest gap of a cron expression as its interval', () => {
    jest.useFakeTimers({ now: new Date('2026-11-24T12:00:00Z') });
    const weekdays = createScanSchedule({
      cron: '0 3 * * 1-5',
      timezone: 'UTC',
    });
    expect(weekdays.intervalMs).toBe(3 * 24 * 3600_000);
  });
});
