import { aVersion, daysFromNow } from '../../__fixtures__';
import { chainNodes, shortName } from './chain';

const LEAF = 'CN=shop.example.com';
const ISSUING = 'CN=Issuing CA,O=Example';
const ROOT = 'CN=Root CA,O=Example';

function link(subject: string, issuer: string) {
  return { fingerprint: subject, subject, issuer, notAfter: daysFromNow(900) };
}

function kinds(overrides: Parameters<typeof aVersion>[0]) {
  return chainNodes(
    aVersion({ subject: LEAF, issuer: ISSUING, chain: [], ...overrides }),
  ).map(({ kind, subject }) => [kind, subject]);
}

describe('chainNodes', () => {
  it('ends at a root that clients know', () => {
    expect(
      kinds({ chain: [link(ISSUING, ROOT)], chainStatus: 'complete' }),
    ).toEqual([
      ['leaf', LEAF],
      ['intermediate', ISSUING],
      ['anchor', ROOT],
    ]);
  });

  it('ends at a root that is sent along, whatever the order', () => {
    expect(
      kinds({
        chain: [link(ROOT, ROOT), link(ISSUING, ROOT)],
        chainStatus: 'complete',
      }),
    ).toEqual([
      ['leaf', LEAF],
      ['intermediate', ISSUING],
      ['root', ROOT],
    ]);
  });

  it('shows the intermediate that is missing', () => {
    expect(kinds({ chainStatus: 'incomplete' })).toEqual([
      ['leaf', LEAF],
      ['missing', ISSUING],
    ]);
  });

  it('keeps what is sent along without being needed', () => {
    const stranger = 'CN=Other CA';
    expect(
      kinds({ chain: [link(stranger, ROOT)], chainStatus: 'incomplete' }),
    ).toEqual([
      ['leaf', LEAF],
      ['missing', ISSUING],
      ['unrelated', stranger],
    ]);
  });

  it('says when the chain was not seen', () => {
    expect(kinds({ chainStatus: 'unknown' })).toEqual([
      ['leaf', LEAF],
      ['unseen', ISSUING],
    ]);
  });

  it('is the leaf alone when that is its own issuer', () => {
    expect(
      kinds({ issuer: LEAF, chainStatus: 'self-signed', selfSigned: true }),
    ).toEqual([['leaf', LEAF]]);
  });

  it('does not run in circles', () => {
    expect(
      kinds({
        chain: [link(ISSUING, ROOT), link(ROOT, ISSUING)],
        chainStatus: 'incomplete',
      }).map(([kind]) => kind),
    ).toEqual(['leaf', 'intermediate', 'intermediate', 'missing']);
  });
});

describe('shortName', () => {
  it.each([
    ['CN=Issuing CA,O=Example', 'Issuing CA'],
    ['C=DE, O=Example, CN=Root', 'Root'],
    ['O=Example\\, Inc.,C=DE', 'Example, Inc.'],
    ['OU=Only a unit', 'OU=Only a unit'],
  ])('shortens %s', (name, expected) => {
    expect(shortName(name)).toBe(expected);
  });
});
