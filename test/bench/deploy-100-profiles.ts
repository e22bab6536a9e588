import { TargetRun } from '@cmt/backstage-plugin-certificates-node';
import { Authority } from '../lib/Authority';
import { DeviceControl } from './lib/DeviceControl';
import { SHARED_FILE, SHARED_NAME, startDeployFarm } from './lib/deployFarm';
import { createF5Target, newMaterial } from './lib/f5Target';
import { percentile, time } from './lib/measure';
import { BenchResult } from './lib/types';

const PROFILES = 100;
const LATENCY_MS = 100;
const ROUNDS = 5;
const GOAL_S = 10;

export const goal = `at most ${GOAL_S} s after staging, in one transaction`;

/**
 * Switches a certificate that a hundred profiles use, and proves it on as many
 * virtual servers.
 */
export async function run(): Promise<BenchResult> {
  const farm = await startDeployFarm({
    clusters: 1,
    members: 1,
    profiles: PROFILES,
    latencyMs: LATENCY_MS,
    faults: true,
  });
  const control = new DeviceControl(farm.devices[0]);
  const target = createF5Target(farm.devices);
  const context = { signal: new AbortController().signal };
  const authority = new Authority();
  const unit = {
    name: farm.devices[0].name,
    devices: [farm.devices[0].name],
    environment: null,
  };
  try {
    const table = [];
    const seconds: number[] = [];
    let holds = true;
    let replaced: { fullPath: string; fingerprint: string | null } = {
      fullPath: SHARED_FILE,
      fingerprint: null,
    };
    for (let round = 1; round <= ROUNDS; round++) {
      const { material, key } = await newMaterial(authority, SHARED_NAME);
      const plan = await target.plan(
        {
          unit,
          baseName: SHARED_NAME,
          material,
          replaces: [replaced],
          restorable: [],
        },
        context,
      );
      const planned: TargetRun = { plan, material };
      await target.stage(planned, key, context);
      await farm.calls();
      await control.clearCalls();
      let proven = 0;
      const activated = await time(() =>
        target.activate(planned, key, context),
      );
      const verified = await time(async () => {
        const proofs = await target.verify(planned, {
          ...context,
          expect: 'after',
        });
        proven = proofs.filter(({ result }) => result === 'proven').length;
      });
      const [calls] = await farm.calls();
      const transactions = (await control.calls()).filter(
        ({ method, path }) =>
          method === 'POST' && path === '/mgmt/tm/transaction',
      ).length;
      seconds.push((activated + verified) / 1_000);
      holds &&=
        plan.changes.length === PROFILES &&
        proven === PROFILES &&
        transactions === 1 &&
        calls.peak <= 2;
      table.push({
        round,
        profiles: plan.changes.length,
        'activate s': (activated / 1_000).toFixed(2),
        'verify s': (verified / 1_000).toFixed(2),
        proven,
        transactions,
        calls: calls.total,
        'at once': calls.peak,
      });
      replaced = {
        fullPath: plan.changes[0].after.certificate,
        fingerprint: material.fingerprint,
      };
    }
    const worst = Math.max(...seconds);
    return {
      figure: `${worst.toFixed(1)} s at worst (median ${percentile(
        seconds,
        0.5,
      ).toFixed(1)} s) for ${PROFILES} profiles at ${LATENCY_MS} ms per call`,
      holds: holds && worst <= GOAL_S,
      table,
    };
  } finally {
    await target.close();
    await control.close();
    await farm.close();
  }
}
