import { compareWithCurrent } from './compareWithCurrent';

const next = {
  fingerprint: 'b',
  names: ['a.example', '*.b.example'],
  notAfter: 200,
};
const codes = (current: Parameters<typeof compareWithCurrent>[1]) =>
  compareWithCurrent(next, current).map(({ code }) => code);

describe('compareWithCurrent', () => {
  it('is content when nothing is lost', () => {
    expect(
      codes({ fingerprint: 'a', names: ['a.example'], notAfter: 100 }),
    ).toEqual([]);
    expect(
      codes({ fingerprint: 'a', names: ['x.b.example'], notAfter: null }),
    ).toEqual([]);
  });

  it.each([
    ['a host', 'c.example'],
    ['a deeper host than the wildcard covers', 'x.y.b.example'],
    ['a wildcard', '*.example'],
  ])('tells of %s that is lost', (_, name) => {
    const [problem, ...others] = compareWithCurrent(next, {
      fingerprint: 'a',
      names: ['a.example', name],
      notAfter: 100,
    });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'names-lost', severity: 'warning' });
    expect(problem.message).toContain(name);
    expect(problem.message).not.toContain('a.example,');
  });

  it('tells of an earlier end, and of the same version', () => {
    expect(
      codes({ fingerprint: 'a', names: ['a.example'], notAfter: 300 }),
    ).toEqual(['expires-earlier']);
    expect(
      codes({ fingerprint: 'b', names: ['c.example'], notAfter: 300 }),
    ).toEqual(['same-version']);
  });
});
