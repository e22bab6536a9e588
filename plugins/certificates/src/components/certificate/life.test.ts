import { lifeOf } from './life';

const validity = {
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2026-04-01T00:00:00Z',
};

const at = (iso: string) => lifeOf(validity, Date.parse(iso));

describe('lifeOf', () => {
  it('puts the renewal point at two thirds of the life', () => {
    expect(new Date(at('2026-01-01T00:00:00Z')!.renewAt).toISOString()).toBe(
      '2026-03-02T00:00:00.000Z',
    );
  });

  it.each([
    ['2025-12-31T00:00:00Z', 'before', 0],
    ['2026-02-15T00:00:00Z', 'running', 0.5],
    ['2026-03-02T00:00:00Z', 'renewal-due', 2 / 3],
    ['2026-03-23T00:00:00Z', 'renewal-due', 0.9],
    ['2026-04-01T00:00:00Z', 'ended', 1],
    ['2027-01-01T00:00:00Z', 'ended', 1],
  ])('is at %s %s', (iso, phase, used) => {
    const life = at(iso)!;
    expect(life.phase).toBe(phase);
    expect(life.used).toBeCloseTo(used, 5);
  });

  it.each([
    { notBefore: null, notAfter: validity.notAfter },
    { notBefore: validity.notBefore, notAfter: null },
    { notBefore: validity.notAfter, notAfter: validity.notBefore },
  ])('does not know the life of %j', given => {
    expect(lifeOf(given, Date.now())).toBeNull();
  });
});
