import { selectProfile } from './selectProfile';

const profile = (
  serverName: string | undefined,
  flags: { sniDefault?: boolean; sniRequire?: boolean } = {},
) => ({ serverName, sniDefault: false, sniRequire: false, ...flags });

const SHOP = profile('shop.example.com');
const WILDCARD = profile('*.example.com');
const FALLBACK = profile(undefined, { sniDefault: true });
const ALL = [WILDCARD, SHOP, FALLBACK];

describe('selectProfile', () => {
  it.each([
    ['shop.example.com', SHOP],
    ['SHOP.example.com.', SHOP],
    ['api.example.com', WILDCARD],
    ['a.b.example.com', FALLBACK],
    ['example.com', FALLBACK],
    ['elsewhere.test', FALLBACK],
    [undefined, FALLBACK],
  ])('serves %s', (serverName, expected) => {
    expect(selectProfile(ALL, serverName)).toBe(expected);
  });

  it('takes the first profile where none is marked as default', () => {
    expect(selectProfile([SHOP, WILDCARD], 'elsewhere.test')).toBe(SHOP);
    expect(selectProfile([], 'shop.example.com')).toBeUndefined();
  });

  it('refuses unknown names and none when the default requires SNI', () => {
    const strict = profile('shop.example.com', {
      sniDefault: true,
      sniRequire: true,
    });
    expect(selectProfile([strict], 'shop.example.com')).toBe(strict);
    expect(selectProfile([strict], 'elsewhere.test')).toBeUndefined();
    expect(selectProfile([strict], undefined)).toBeUndefined();
  });
});
