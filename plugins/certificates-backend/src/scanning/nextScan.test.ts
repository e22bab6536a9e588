import { createScanSchedule } from '../config';
import { decideNextScan, ScanOutcome } from './nextScan';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-24T12:00:00Z');
const breaker = {
  failures: 3,
  initialDelay: 45 * MINUTE,
  maxDelay: 6 * 60 * MINUTE,
};

function decide(
  outcome: ScanOutcome,
  options: { failures?: number; random?: number; everyMinutes?: number } = {},
) {
  const { nextScanAt, ...rest } = decideNextScan({
    schedule: createScanSchedule({
      every: { minutes: options.everyMinutes ?? 30 },
    }),
    jitter: 0.1,
    breaker,
    outcome,
    consecutiveFailures: options.failures ?? 0,
    now: NOW,
    random: options.random ?? 0,
  });
  return { ...rest, inMinutes: (nextScanAt - NOW) / MINUTE };
}

describe('decideNextScan', () => {
  it('follows the schedule after a success and forgets failures', () => {
    expect(decide({ ok: true }, { failures: 7 })).toEqual({
      status: 'ok',
      inMinutes: 30,
      consecutiveFailures: 0,
    });
  });

  it('spreads scans over a share of the interval, five minutes at most', () => {
    expect(decide({ ok: true }, { random: 1 }).inMinutes).toBe(33);
    expect(
      decide({ ok: true }, { random: 1, everyMinutes: 24 * 60 }).inMinutes,
    ).toBe(24 * 60 + 5);
  });

  it.each([
    [0, 'failing', 30],
    [1, 'failing', 30],
    [2, 'paused', 45],
    [3, 'paused', 90],
    [4, 'paused', 180],
    [5, 'paused', 360],
    [6, 'paused', 360],
    [5000, 'paused', 360],
  ])(
    'backs off after %d earlier failures: %s, next in %d minutes',
    (failures, status, inMinutes) => {
      expect(decide({ ok: false, kind: 'timeout' }, { failures })).toEqual({
        status,
        inMinutes,
        consecutiveFailures: failures + 1,
      });
    },
  );

  it('pauses at once when the credential was refused', () => {
    expect(decide({ ok: false, kind: 'auth' })).toEqual({
      status: 'paused',
      inMinutes: 45,
      consecutiveFailures: 1,
    });
    expect(decide({ ok: false, kind: 'auth' }, { failures: 1 }).inMinutes).toBe(
      90,
    );
  });

  it('is never faster than the schedule', () => {
    expect(
      decide({ ok: false, kind: 'auth' }, { everyMinutes: 24 * 60 }).inMinutes,
    ).toBe(24 * 60);
  });

  it('gives a device the time it asks for', () => {
    expect(
      decide({ ok: false, kind: 'busy', retryAfterMs: 50 * MINUTE }).inMinutes,
    ).toBe(50);
  });
});
