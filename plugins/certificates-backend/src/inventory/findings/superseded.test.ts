import { evaluateRules, VersionFacts } from '.';
import {
  aVersion as version,
  factsForRules as facts,
  place,
  time,
} from '../../__testUtils__/ruleFacts';

describe('superseded-in-use', () => {
  const newer = version({
    id: 'v2',
    notAfter: time('2027-11-01'),
    installations: [{ ...place, fullPath: '/Common/shop-2027.crt' }],
  });
  const superseded = {
    code: 'superseded-in-use',
    device: 'lb-1',
    object: '/Common/shop',
    facts: {
      bound: '/Common/shop.crt',
      newer: '/Common/shop-2027.crt',
      newerNotAfter: '2027-11-01T00:00:00.000Z',
    },
  };

  it.each<[string, VersionFacts[], object[]]>([
    ['a newer one on the same device', [version(), newer], [superseded]],
    [
      'a newer one on the other unit of the pair',
      [
        version(),
        {
          ...newer,
          installations: [{ ...newer.installations[0], device: 'lb-2' }],
        },
      ],
      [superseded],
    ],
    [
      'a newer one elsewhere',
      [
        version(),
        {
          ...newer,
          installations: [
            { device: 'lb-9', unit: 'lb-9', fullPath: '/Common/shop.crt' },
          ],
        },
      ],
      [],
    ],
    [
      'a later one with another kind of key',
      [version(), { ...newer, keyType: 'rsa' as const, keySize: 2048 }],
      [],
    ],
    [
      'an older one',
      [version(), { ...newer, notAfter: time('2026-01-01') }],
      [],
    ],
  ])('judges %s', (_, versions, expected) => {
    expect(evaluateRules(facts({ versions }))).toEqual(expected);
  });
});
