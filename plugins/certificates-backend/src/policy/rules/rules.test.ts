import fc from 'fast-check';
import {
  Policy,
  PolicyApproval,
} from '@cmt/backstage-plugin-certificates-common';
import {
  approvalTier,
  byPrecedence,
  matches,
  nameChanges,
  overrideFrom,
  PolicyFacts,
  policyFor,
  renewalTime,
} from '.';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 24);

const APPROVAL: PolicyApproval = {
  ownerFromVirtualServers: 10,
  platformFromVirtualServers: 50,
  environments: [],
  wildcard: true,
  severalOwners: true,
  approvers: [],
  remindAfterHours: null,
  escalateAfterHours: null,
  decideAfterHours: null,
  decision: 'reject',
};

function policy(overrides: Partial<Policy>): Policy {
  return {
    id: 'p',
    name: 'p',
    description: null,
    source: 'config',
    enabled: true,
    priority: 0,
    match: {},
    mode: 'automatic',
    authorities: [],
    keys: 'same',
    reuseKey: false,
    custody: 'auto',
    lifetimeDays: null,
    timing: {
      useRenewalInfo: true,
      shareOfLife: null,
      noticeHours: 24,
      overrideDays: 3,
    },
    approval: APPROVAL,
    ...overrides,
  };
}

const SHOP: PolicyFacts = {
  certificateId: 'c'.repeat(32),
  names: ['shop.example.com', 'www.shop.example.com'],
  environments: ['production'],
  devices: ['lb-1'],
  ownerRef: 'group:default/shop',
  issuers: ['Example Issuing CA'],
};

describe('policyFor', () => {
  it('takes the highest priority that fits and says why not those before it', () => {
    const choice = policyFor(
      [
        policy({ id: 'all', name: 'All' }),
        policy({
          id: 'prod',
          name: 'Production',
          priority: 10,
          match: { environments: ['production'], names: ['*.example.com'] },
        }),
        policy({
          id: 'bank',
          name: 'Bank',
          priority: 20,
          match: { owners: ['group:default/bank'] },
        }),
        policy({ id: 'off', name: 'Off', priority: 30, enabled: false }),
      ],
      SHOP,
    );
    expect(choice.policy?.id).toBe('prod');
    expect(choice.alsoMatch).toEqual(['all']);
    expect(choice.because).toBe(
      "'Production' fits the name shop.example.com and the environment production; of higher precedence but not fitting: 'Bank' (another owner than group:default/bank)",
    );
  });

  it('takes the first by name of equals, and says when none fits', () => {
    expect(
      policyFor(
        [policy({ id: '1', name: 'b' }), policy({ id: '2', name: 'a' })],
        SHOP,
      ).policy?.id,
    ).toBe('2');
    expect(policyFor([], SHOP)).toEqual({
      policy: null,
      because: 'No policy is enabled',
      alsoMatch: [],
    });
    expect(
      policyFor([policy({ name: 'x', match: { devices: ['lb-9*'] } })], SHOP)
        .because,
    ).toBe("None of 1 policies fits: 'x' (another device than lb-9*)");
  });

  it('does not depend on the order in which policies are declared', () => {
    const one = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      priority: fc.integer({ min: 0, max: 2 }),
      enabled: fc.boolean(),
      match: fc.constantFrom<Policy['match']>(
        {},
        { environments: ['production'] },
        { environments: ['test'] },
        { issuers: ['Example*'], devices: ['lb-?'] },
      ),
    });
    fc.assert(
      fc.property(
        fc.array(one, { maxLength: 6 }).chain(list => {
          const policies = list.map((each, index) =>
            policy({ ...each, id: `p${index}` }),
          );
          return fc.tuple(
            fc.constant(policies),
            fc.shuffledSubarray(policies, { minLength: policies.length }),
          );
        }),
        ([policies, shuffled]) => {
          const choice = policyFor(policies, SHOP);
          expect(policyFor(shuffled, SHOP)).toEqual(choice);
          const fitting = policies.filter(
            each => each.enabled && matches(each.match, SHOP),
          );
          expect(choice.policy ?? undefined).toBe(
            [...fitting].sort(byPrecedence)[0],
          );
          expect(choice.alsoMatch).toHaveLength(
            Math.max(fitting.length - 1, 0),
          );
        },
      ),
    );
  });
});

describe('renewalTime', () => {
  const timing = { useRenewalInfo: true, shareOfLife: null };

  it.each([
    [6, 1 / 2],
    [47, 2 / 3],
    [100, 2 / 3],
    [200, 2 / 3],
  ])('of %s days is after a share of the lifetime', (days, share) => {
    const validity = { notBefore: NOW, notAfter: NOW + days * DAY };
    const { at } = renewalTime({ certificateId: 'a', validity, timing });
    expect(at).toBeLessThanOrEqual(NOW + share * days * DAY);
    expect(at).toBeGreaterThanOrEqual(NOW + (share - 0.05) * days * DAY);
  });

  it('lies within the window that the CA suggests, unless the policy says otherwise', () => {
    const validity = { notBefore: NOW, notAfter: NOW + 90 * DAY };
    const info = {
      start: NOW + DAY,
      end: NOW + 2 * DAY,
      explanationUrl: 'https://ca.example/why',
    };
    const options = { certificateId: 'a', validity, info };
    const asked = renewalTime({ ...options, timing });
    expect(asked.at).toBeGreaterThanOrEqual(info.start);
    expect(asked.at).toBeLessThanOrEqual(info.end);
    expect(asked.because).toContain('https://ca.example/why');
    expect(
      renewalTime({ ...options, timing: { ...timing, useRenewalInfo: false } })
        .at,
    ).toBeGreaterThan(NOW + 50 * DAY);
  });

  it('is always the same, within the validity, and scales with the lifetime', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 825 * 24 }),
        fc.option(fc.double({ min: 0.01, max: 0.99, noNaN: true })),
        (certificateId, hours, shareOfLife) => {
          const validity = { notBefore: NOW, notAfter: NOW + hours * HOUR };
          const options = {
            certificateId,
            validity,
            timing: { useRenewalInfo: true, shareOfLife },
          };
          const { at } = renewalTime(options);
          expect(renewalTime(options).at).toBe(at);
          expect(at).toBeGreaterThanOrEqual(validity.notBefore);
          expect(at).toBeLessThan(validity.notAfter);
        },
      ),
    );
  });

  it('spreads certificates that were issued at the same moment', () => {
    const validity = { notBefore: NOW, notAfter: NOW + 100 * DAY };
    const times = Array.from(
      { length: 1000 },
      (_, i) => renewalTime({ certificateId: `c${i}`, validity, timing }).at,
    );
    const days = new Map<number, number>();
    for (const at of times) {
      const day = Math.floor(at / DAY);
      days.set(day, (days.get(day) ?? 0) + 1);
    }
    expect(days.size).toBeGreaterThanOrEqual(5);
    expect(Math.max(...days.values())).toBeLessThan(300);
  });
});

describe('overrideFrom', () => {
  it('is some days before the end, at most a tenth of the lifetime', () => {
    const end = NOW + 100 * DAY;
    const validity = { notBefore: NOW, notAfter: end };
    expect(overrideFrom(validity, { overrideDays: 3 })).toBe(end - 3 * DAY);
    expect(overrideFrom(validity, { overrideDays: 30 })).toBe(end - 10 * DAY);
    expect(overrideFrom(validity, { overrideDays: null })).toBeNull();
    expect(
      overrideFrom({ notBefore: null, notAfter: end }, { overrideDays: 30 }),
    ).toBe(end - 30 * DAY);
  });
});

describe('approvalTier', () => {
  const radius = {
    virtualServers: 1,
    environments: ['production'],
    names: ['shop.example.com'],
    owners: ['group:default/shop'],
  };

  it('asks nobody for what touches little', () => {
    expect(approvalTier(radius, APPROVAL, 'automatic')).toEqual({
      tier: 'none',
      reasons: [],
    });
  });

  it.each([
    [{ virtualServers: 10 }, {}, 'owner', ['10 virtual servers']],
    [{ virtualServers: 50 }, {}, 'platform', ['50 virtual servers']],
    [{ names: ['*.example.com'] }, {}, 'platform', ['wildcard']],
    [{ names: ['*.example.com'] }, { wildcard: false }, 'none', []],
    [{ owners: ['a', 'b'] }, {}, 'platform', ['2 owners']],
    [{}, { environments: ['production'] }, 'owner', ['production']],
  ] as const)('of %j with %j', (touched, changed, tier, reasons) => {
    expect(
      approvalTier(
        { ...radius, ...touched },
        { ...APPROVAL, ...changed } as PolicyApproval,
        'automatic',
      ),
    ).toEqual({ tier, reasons });
  });

  it('asks at least the owner where the policy asks, and tells all reasons', () => {
    expect(approvalTier(radius, APPROVAL, 'ask').tier).toBe('owner');
    expect(
      approvalTier({ ...radius, names: ['*.a.test'] }, APPROVAL, 'ask'),
    ).toEqual({ tier: 'platform', reasons: ['wildcard', 'the policy asks'] });
  });

  it('never gets milder when more is touched', () => {
    const rank = { none: 0, owner: 1, platform: 2 };
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (a, b) => {
        const [few, many] = [Math.min(a, b), Math.max(a, b)];
        const tierOf = (virtualServers: number) =>
          rank[
            approvalTier({ ...radius, virtualServers }, APPROVAL, 'automatic')
              .tier
          ];
        expect(tierOf(many)).toBeGreaterThanOrEqual(tierOf(few));
      }),
    );
  });
});

describe('nameChanges', () => {
  it('tells what is lost and added; a wildcard stands for one label', () => {
    expect(
      nameChanges(
        ['shop.example.com', 'a.b.example.com', 'Old.example.com'],
        ['*.example.com', 'new.example.org'],
      ),
    ).toEqual({
      lost: ['a.b.example.com'],
      added: ['*.example.com', 'new.example.org'],
    });
    expect(nameChanges(['*.example.com'], ['shop.example.com']).lost).toEqual([
      '*.example.com',
    ]);
  });

  it('finds nothing for equal sets in any order', () => {
    fc.assert(
      fc.property(
        fc
          .uniqueArray(fc.domain())
          .chain(names =>
            fc.tuple(
              fc.constant(names),
              fc.shuffledSubarray(names, { minLength: names.length }),
            ),
          ),
        ([names, shuffled]) => {
          expect(nameChanges(names, shuffled)).toEqual({ lost: [], added: [] });
        },
      ),
    );
  });
});
