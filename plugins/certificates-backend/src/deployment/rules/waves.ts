import {
  RolloutOptions,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';

/** What is asked for, with defaults for a number of units. @internal */
export function completeRollout(
  rollout: RolloutOptions | undefined,
  units: number,
): Required<RolloutOptions> {
  return {
    canary: Math.min(rollout?.canary ?? (units > 1 ? 1 : 0), units),
    waves: rollout?.waves ?? 1,
    between: rollout?.between ?? 'continue',
  };
}

/**
 * Distributes units over waves: first the canary, which are the units whose
 * failure would hurt least and whose success can be proven; then the others by
 * name, in waves of about equal size.
 *
 * @returns the wave of each unit; waves count from 0 without gaps
 * @internal
 */
export function assignWaves(
  plans: readonly TargetPlan[],
  rollout: Required<RolloutOptions>,
): Map<string, number> {
  const byRisk = [...plans].sort(
    (a, b) =>
      Number(!isProvable(a)) - Number(!isProvable(b)) ||
      serversOf([a]) - serversOf([b]) ||
      (a.unit.name < b.unit.name ? -1 : 1),
  );
  const waves: TargetPlan[][] = [byRisk.slice(0, rollout.canary)];
  const others = byRisk
    .slice(rollout.canary)
    .sort((a, b) => (a.unit.name < b.unit.name ? -1 : 1));
  const count = Math.min(rollout.waves, others.length);
  for (let wave = 0, start = 0; wave < count; wave++) {
    const end = Math.round(((wave + 1) * others.length) / count);
    waves.push(others.slice(start, end));
    start = end;
  }
  return new Map(
    waves
      .filter(wave => wave.length > 0)
      .flatMap((wave, index) =>
        wave.map(plan => [plan.unit.name, index] as const),
      ),
  );
}

function isProvable(plan: TargetPlan): boolean {
  return plan.proofs.some(proof => proof.unprovable === null);
}

/** Virtual servers that plans touch; those of equal names on other units are others. @internal */
export function serversOf(plans: readonly TargetPlan[]): number {
  return plans.reduce(
    (sum, plan) =>
      sum + new Set(plan.changes.flatMap(c => c.virtualServers)).size,
    0,
  );
}
