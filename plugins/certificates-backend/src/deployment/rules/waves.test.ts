import { TargetPlan } from '@cmt/backstage-plugin-certificates-common';
import { assignWaves, completeRollout } from './waves';

function plan(name: string, servers: number, provable = true): TargetPlan {
  const virtualServers = Array.from({ length: servers }, (_, i) => `/vs-${i}`);
  return {
    unit: { name, devices: [name], environment: null },
    changes: [{ virtualServers }],
    proofs: virtualServers.map(virtualServer => ({
      virtualServer,
      unprovable: provable ? null : 'wildcard address',
    })),
  } as unknown as TargetPlan;
}

function waves(plans: TargetPlan[], rollout = {}) {
  const assigned = assignWaves(plans, completeRollout(rollout, plans.length));
  return Object.fromEntries(assigned);
}

describe('assignWaves', () => {
  it('needs no canary for a single unit', () => {
    expect(waves([plan('a', 1)])).toEqual({ a: 0 });
  });

  it('begins with the unit of the fewest virtual servers that can be proven', () => {
    expect(waves([plan('a', 3), plan('b', 1, false), plan('c', 2)])).toEqual({
      c: 0,
      a: 1,
      b: 1,
    });
  });

  it('cuts the rest into waves of about equal size', () => {
    const plans = ['a', 'b', 'c', 'd', 'e', 'f'].map(name => plan(name, 1));
    expect(waves(plans, { canary: 1, waves: 2 })).toEqual({
      a: 0,
      b: 1,
      c: 1,
      d: 1,
      e: 2,
      f: 2,
    });
    expect(waves(plans.slice(0, 2), { canary: 0, waves: 5 })).toEqual({
      a: 0,
      b: 1,
    });
  });
});
