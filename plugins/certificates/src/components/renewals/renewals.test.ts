import { InputError } from '@backstage/errors';
import {
  RENEWAL_STATES,
  RenewalState,
  RenewalWait,
} from '@cmt/backstage-plugin-certificates-common';
import { csrFileName } from './csrFileName';
import { uploadOf } from './issuedFile';
import {
  groupOf,
  RENEWAL_GROUPS,
  requestOfGroup,
  waitsForPerson,
} from './renewalGroups';
import { uploadProblems } from './uploadProblems';

const WAITS: (RenewalWait | null)[] = [
  null,
  'notice',
  'approval',
  'time',
  'budget',
  'authority',
  'person',
  'retry',
  'deployment',
];

describe('groups of renewals', () => {
  it.each<[RenewalState, RenewalWait | null, string]>([
    ['waiting', 'approval', 'person'],
    ['waiting', 'person', 'person'],
    ['waiting', 'budget', 'waiting'],
    ['waiting', null, 'waiting'],
    ['running', 'deployment', 'running'],
    ['failed', null, 'failed'],
    ['rejected', null, 'done'],
    ['cancelled', null, 'done'],
    ['succeeded', null, 'done'],
  ])('puts %s for %s into %s', (state, waitsFor, group) => {
    expect(groupOf({ state, waitsFor })).toBe(group);
    expect(waitsForPerson({ state, waitsFor })).toBe(group === 'person');
  });

  it('asks the backend for exactly what the group shows', () => {
    for (const state of RENEWAL_STATES) {
      for (const waitsFor of state === 'waiting' ? WAITS.slice(1) : [null]) {
        const found = RENEWAL_GROUPS.filter(group => {
          const request = requestOfGroup(group);
          return (
            request.state!.includes(state) &&
            (!request.waitsFor || request.waitsFor.includes(waitsFor!))
          );
        });
        expect(found).toEqual([groupOf({ state, waitsFor })]);
      }
    }
  });
});

describe('uploadProblems', () => {
  it('takes the lines of a message', () => {
    expect(uploadProblems(new InputError('One.\n Two. \n'))).toEqual([
      'One.',
      'Two.',
    ]);
  });

  it('prefers what the backend lists', () => {
    const cause = Object.assign(new InputError('Two problems'), {
      problems: ['One.', { code: 'key-mismatch', message: 'Two.' }],
    });
    expect(uploadProblems(Object.assign(new Error('400'), { cause }))).toEqual([
      'One.',
      'Two.',
    ]);
  });

  it('says nothing about an upload that never arrived', () => {
    expect(uploadProblems(new TypeError('Failed to fetch'))).toEqual([]);
  });
});

describe('uploadOf', () => {
  it('sends a single certificate in DER as PEM', () => {
    // Certificate, TBSCertificate and version, as RFC 5280 has them.
    const der = Buffer.alloc(100, 'x');
    der.set([0x30, 0x82, 0x03, 0x00, 0x30, 0x82, 0x02, 0x00, 0xa0, 0x03]);
    const upload = uploadOf(der.toString('base64'));
    const { pem } = upload as { pem: string };
    expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----\n.{64}\n.{64}\n/);
    expect(Buffer.from(pem.replace(/-----.*-----|\s/g, ''), 'base64')).toEqual(
      der,
    );
  });
});

describe('csrFileName', () => {
  it.each([
    ['*.shop.example.com', 'wildcard.shop.example.com.csr'],
    ['shop.example.com', 'shop.example.com.csr'],
    ['../a b', '..-a-b.csr'],
  ])('names the request of %s %s', (title, name) => {
    expect(csrFileName(title)).toBe(name);
  });
});
