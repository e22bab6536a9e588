import { aVersion } from '../../__fixtures__';
import { timelineOf } from './timeline';

const now = Date.parse('2026-07-01T00:00:00Z');

function version(
  id: string,
  notBefore: string | null,
  notAfter: string | null,
) {
  return aVersion({
    id,
    notBefore: notBefore && `${notBefore}T00:00:00Z`,
    notAfter: notAfter && `${notAfter}T00:00:00Z`,
    firstSeenAt: '2026-03-01T00:00:00Z',
  });
}

describe('timelineOf', () => {
  it('lays the lives out on one scale, newest first', () => {
    const { bars, ...timeline } = timelineOf(
      [
        version('old', '2026-01-01', '2026-04-11'),
        version('new', '2026-04-11', '2026-07-20'),
      ],
      'new',
      now,
    );
    expect(bars.map(bar => bar.version.id)).toEqual(['new', 'old']);
    expect(bars[0]).toMatchObject({ isCurrent: true, left: 0.5, width: 0.5 });
    expect(bars[1]).toMatchObject({ isCurrent: false, left: 0, width: 0.5 });
    expect(timeline.now).toBeCloseTo(181 / 200, 5);
  });

  it('includes the present when every version has ended', () => {
    const { end, now: position } = timelineOf(
      [version('old', '2026-01-01', '2026-04-01')],
      'old',
      now,
    );
    expect(end).toBe(now);
    expect(position).toBe(1);
  });

  it('starts a bar of unknown start where it was first seen', () => {
    const { bars, start } = timelineOf(
      [version('metadata', null, '2026-08-01')],
      'metadata',
      now,
    );
    expect(bars[0].startKnown).toBe(false);
    expect(new Date(start).toISOString()).toBe('2026-03-01T00:00:00.000Z');
  });

  it('keeps versions without an end apart', () => {
    const { bars, undated } = timelineOf(
      [version('odd', null, null)],
      null,
      now,
    );
    expect(bars).toEqual([]);
    expect(undated.map(v => v.id)).toEqual(['odd']);
  });
});
