import { entityName } from './catalog';

const DIGEST = 'a1b2c3d4e5f60718';

describe('entityName', () => {
  it.each([
    ['shop.example.com', 'shop.example.com-a1b2c3d4'],
    ['*.shop.example.com', 'wildcard.shop.example.com-a1b2c3d4'],
    ['Shop Öffnung/1', 'shop-ffnung-1-a1b2c3d4'],
    ['--..__', 'certificate-a1b2c3d4'],
    ['', 'certificate-a1b2c3d4'],
  ])('%j gives %s', (text, name) => {
    expect(entityName(text, DIGEST)).toBe(name);
  });

  it('is legal whatever it is made of', () => {
    // https://backstage.io/docs/features/software-catalog/descriptor-format#name-required
    const legal = /^(?=.{1,63}$)[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*$/;
    for (const text of [
      'x'.repeat(200),
      `${'a'.repeat(53)}-b`,
      `${'a'.repeat(52)}..${'b'.repeat(20)}`,
      '2001:db8::1',
      '/Common/a_-_b.crt',
      '_x_',
    ]) {
      expect(entityName(text, DIGEST)).toMatch(legal);
    }
  });

  it('differs by digest', () => {
    expect(entityName('a', '11111111')).not.toBe(entityName('a', '22222222'));
  });
});
