import { certificateState } from './status';

const DAY = 24 * 3600_000;
const NOW = Date.parse('2026-11-24T12:00:00Z');

describe('certificateState', () => {
  it.each([
    // lifetime, days left, by hand, automated
    [398, 90, 'healthy', 'warning'],
    [398, 60, 'warning', 'warning'],
    [398, 31, 'warning', 'critical'],
    [398, 19, 'critical', 'critical'],
    [90, 31, 'healthy', 'healthy'],
    [90, 30, 'warning', 'healthy'],
    [90, 22, 'warning', 'warning'],
    [90, 7, 'critical', 'critical'],
    [47, 30, 'warning', 'healthy'],
    [47, 11, 'warning', 'warning'],
    [47, 4, 'critical', 'critical'],
    [6, 5, 'critical', 'healthy'],
    [90, 0, 'expired', 'expired'],
    [90, -1, 'expired', 'expired'],
  ])(
    'of %d days, %d left: %s by hand, %s with automation',
    (lifetime, left, byHand, automated) => {
      const notAfter = NOW + left * DAY;
      const validity = { notBefore: notAfter - lifetime * DAY, notAfter };
      expect([
        certificateState(validity, { automated: false, now: NOW }),
        certificateState(validity, { automated: true, now: NOW }),
      ]).toEqual([byHand, automated]);
    },
  );

  it('judges by days when the start is not known, automation or not', () => {
    for (const automated of [false, true]) {
      const state = (days: number) =>
        certificateState(
          { notAfter: NOW + days * DAY },
          { automated, now: NOW },
        );
      expect([state(31), state(30), state(7), state(0)]).toEqual([
        'healthy',
        'warning',
        'critical',
        'expired',
      ]);
    }
  });

  it('does not know without an end', () => {
    expect(certificateState(undefined, { automated: false, now: NOW })).toBe(
      'unknown',
    );
  });
});
