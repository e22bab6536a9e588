import { BindingSelector } from '@cmt/backstage-plugin-certificates-common';
import { promoteBindings } from './promotion';

function binding(overrides: Partial<BindingSelector> = {}): BindingSelector {
  return {
    unit: 'prod-1',
    side: 'client',
    profile: '/Common/shop',
    entry: 'default',
    ...overrides,
  };
}

const chosen = binding({ unit: 'staging-1' });

describe('promoteBindings', () => {
  it('has nothing to say where everything was meant', () => {
    expect(promoteBindings({}, 'production', [binding()])).toEqual({
      notes: [],
    });
  });

  it('finds profiles by their path, on every unit', () => {
    const there = [
      binding(),
      binding({ unit: 'prod-2' }),
      binding({ profile: '/Common/other' }),
      binding({ side: 'server', entry: null }),
      binding({ profile: '/Prod/shop' }),
    ];
    const promotion = promoteBindings(
      { bindings: [chosen] },
      'production',
      there,
    );
    expect(promotion.bindings).toEqual(there.slice(0, 2));
    expect(promotion.notes).toEqual([
      expect.stringContaining(
        `found in 'production' by the names of their profiles: /Common/shop of prod-1, /Common/shop of prod-2`,
      ),
    ]);
  });

  it('finds them by name in another folder', () => {
    const there = [binding({ profile: '/Prod/shop' })];
    expect(
      promoteBindings(
        { bindings: [binding({ unit: 's', profile: '/Staging/shop' })] },
        'production',
        there,
      ).bindings,
    ).toEqual(there);
  });

  it('takes the same entry, or all where there is none of that name', () => {
    const there = [binding({ entry: 'default' }), binding({ entry: 'ecdsa' })];
    const promoted = (entry: string) =>
      promoteBindings({ bindings: [{ ...chosen, entry }] }, 'production', there)
        .bindings;
    expect(promoted('ecdsa')).toEqual([there[1]]);
    expect(promoted('rsa')).toEqual(there);
  });

  it('says which ones it does not find', () => {
    const promotion = promoteBindings(
      { bindings: [chosen, binding({ unit: 'a', profile: '/Common/api' })] },
      'production',
      [binding()],
    );
    expect(promotion.bindings).toEqual([binding()]);
    expect(promotion.notes[1]).toContain('/Common/api of a');
    expect(promotion.notes).toHaveLength(2);
  });

  it.each([
    ['chosen bindings', { bindings: [chosen] }],
    [
      'new profiles',
      {
        bindings: [],
        newBindings: [
          { unit: 's', virtualServer: '/Common/vs', profile: '/Common/new' },
        ],
      },
    ],
  ])('says that it is for everything where no %s are found', (_, request) => {
    const promotion = promoteBindings(request, 'production', []);
    expect(promotion.bindings).toBeUndefined();
    expect(promotion.notes.pop()).toContain('every place');
    expect(promotion.notes.join()).toMatch(/\/Common\/(shop|new)/);
  });
});
