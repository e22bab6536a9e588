import {
  isMeaninglessName,
  nameCovers,
  normalizeName,
  normalizeNames,
  primaryName,
} from './names';

describe('names', () => {
  it.each([
    [' Shop.Example.COM. ', 'shop.example.com'],
    ['[2001:DB8::1]', '2001:db8::1'],
    ['*.Example.com', '*.example.com'],
  ])('normalises %j', (name, normalized) => {
    expect(normalizeName(name)).toBe(normalized);
  });

  it('makes sets comparable', () => {
    expect(
      normalizeNames(['b.example.com', 'A.example.com', 'a.example.com', ' ']),
    ).toEqual(['a.example.com', 'b.example.com']);
  });

  it.each([
    [['www.shop.example.com', 'shop.example.com'], 'shop.example.com'],
    [['*.example.com', 'longer.example.com'], 'longer.example.com'],
    [['*.b.example.com', '*.example.com'], '*.example.com'],
    [['b.example.com', 'a.example.com'], 'a.example.com'],
    [[], undefined],
  ])('shows one of %j', (names, shown) => {
    expect(primaryName(names)).toBe(shown);
    expect(primaryName([...names].reverse())).toBe(shown);
  });

  it.each([
    ['shop.example.com', 'SHOP.example.com', true],
    ['*.example.com', 'shop.example.com', true],
    ['*.example.com', 'a.shop.example.com', false],
    ['*.example.com', 'example.com', false],
    ['*.example.com', '.example.com', false],
    ['shop.example.com', 'example.com', false],
  ])('%s covers %s: %s', (name, host, covered) => {
    expect(nameCovers(name, host)).toBe(covered);
  });

  it.each([
    ['localhost', true],
    ['LOCALHOST.localdomain', true],
    ['bigip.localdomain', true],
    ['support.f5.com', true],
    ['localhost.example.com', false],
  ])('%s means nothing: %s', (name, meaningless) => {
    expect(isMeaninglessName(name)).toBe(meaningless);
  });
});
