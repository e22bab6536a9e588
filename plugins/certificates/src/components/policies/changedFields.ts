import { Policy } from '@cmt/backstage-plugin-certificates-common';

/** Parts of a policy, as its history names them. */
export const POLICY_FIELDS = [
  'name',
  'description',
  'enabled',
  'priority',
  'match',
  'mode',
  'authorities',
  'keys',
  'reuseKey',
  'custody',
  'lifetimeDays',
  'timing',
  'approval',
] as const satisfies readonly (keyof Policy)[];

/** What differs between two states of a policy; nothing when one of them is missing. */
export function changedFields(
  before: Policy | null,
  after: Policy | null,
): (typeof POLICY_FIELDS)[number][] {
  return before && after
    ? POLICY_FIELDS.filter(
        field => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
      )
    : [];
}
