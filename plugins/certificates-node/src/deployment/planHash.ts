import { createHash } from 'node:crypto';
import { TargetPlan } from '@cmt/backstage-plugin-certificates-common';

/**
 * The hash of a plan: SHA-256 over JSON with sorted keys of all that the plan
 * says, warnings aside. Lists keep their order: targets sort them.
 *
 * @public
 */
export function hashPlan(plan: Omit<TargetPlan, 'hash'>): string {
  const { warnings: _, ...contract } = plan;
  return createHash('sha256').update(canonicalJson(contract)).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner)
            .filter(([key]) => key !== 'hash')
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : inner,
  );
}
