import {
  DeploymentDetail,
  isDeploymentOver,
} from '@cmt/backstage-plugin-certificates-common';
import { Authority } from '../lib/Authority';
import { DeployEstate } from './lib/deployEstate';
import { SHARED_NAME, startDeployFarm } from './lib/deployFarm';
import { DeviceControl } from './lib/DeviceControl';
import { withPostgres } from './lib/database';
import { forEachConcurrently } from './lib/measure';
import { Replica } from './lib/replica';
import { ReplicaPool } from './lib/ReplicaPool';
import { BenchResult } from './lib/types';

const CLUSTERS = 50;
const ROUNDS = 4;

export const goal =
  'all end right, none is executed twice, none overlaps another on its cluster';

/**
 * Replicas of the backend share 200 deployments to 50 clusters while one of them
 * is killed every ten seconds.
 */
export async function run(): Promise<BenchResult> {
  const farm = await startDeployFarm({
    clusters: CLUSTERS,
    members: 2,
    profiles: 1,
    faults: true,
  });
  const controls = farm.devices.map(device => new DeviceControl(device));
  try {
    return await withPostgres(async (knex, connectionString) => {
      const estate = new DeployEstate(knex, connectionString, farm.devices);
      await estate.begin();
      const certificateId = await estate.certificateId();
      const pool = await ReplicaPool.begin(() =>
        Replica.begin(estate.replicaOptions()),
      );
      const authority = new Authority();
      const environments = [
        ...new Set(farm.devices.map(({ environment }) => environment)),
      ];
      await Promise.all(controls.map(control => control.clearCalls()));
      const done: DeploymentDetail[] = [];
      const started = performance.now();
      pool.startKilling();
      const worked = forEachConcurrently(
        environments,
        CLUSTERS,
        async environment => {
          for (let round = 0; round < ROUNDS; round++) {
            const { pem } = await authority.issue([SHARED_NAME]);
            const { materialId } = await pool.ask({
              kind: 'import',
              pem,
              certificateId,
            });
            const { id } = await pool.ask({
              kind: 'create',
              request: { certificateId, materialId, environment },
            });
            await pool.until(id, ({ state }) => state !== 'planning');
            await pool.startOnce(id);
            done.push(
              await pool.until(id, ({ state }) => isDeploymentOver(state)),
            );
            await estate.scan(
              farm.devices
                .filter(device => device.environment === environment)
                .map(({ name }) => name),
            );
          }
        },
      );
      // Whatever happens, nobody is left behind.
      await worked.finally(() => pool.end());
      const seconds = (performance.now() - started) / 1_000;

      const calls = await Promise.all(controls.map(control => control.calls()));
      const commits = calls
        .flat()
        .filter(
          ({ method, path, status }) =>
            method === 'PATCH' &&
            /^\/mgmt\/tm\/transaction\/\d+$/.test(path) &&
            status === 200,
        ).length;
      const succeeded = done.filter(
        ({ state }) => state === 'succeeded',
      ).length;
      const overlaps = countOverlaps(done);
      const left = (
        await Promise.all(controls.map(control => control.files()))
      ).flat().length;
      return {
        figure: `${succeeded} of ${done.length} succeeded in ${seconds.toFixed(
          0,
        )} s with ${
          pool.kills
        } replicas killed; ${commits} transactions, ${overlaps} overlaps, ${left} uploads left`,
        holds:
          succeeded === CLUSTERS * ROUNDS &&
          commits === succeeded &&
          overlaps === 0 &&
          left === 0 &&
          pool.kills > 0,
        table: [
          {
            outcome: 'all',
            ...countBy(done.map(({ state }) => state)),
            kills: pool.kills,
            transactions: commits,
            overlaps,
            'steps begun again': done
              .flatMap(({ targets }) => targets.flatMap(({ steps }) => steps))
              .filter(({ attempts }) => attempts > 1).length,
          },
        ],
      };
    });
  } finally {
    await Promise.all(controls.map(control => control.close()));
    await farm.close();
  }
}

/** Pairs of deployments that were at work on one unit at the same time. */
function countOverlaps(deployments: readonly DeploymentDetail[]): number {
  const byUnit = new Map<string, { from: number; to: number }[]>();
  for (const { targets } of deployments) {
    for (const { unit, steps } of targets) {
      const times = steps.filter(({ startedAt }) => startedAt);
      byUnit.set(unit, [
        ...(byUnit.get(unit) ?? []),
        {
          from: Math.min(...times.map(s => Date.parse(s.startedAt ?? ''))),
          to: Math.max(
            ...times.map(s => Date.parse(s.finishedAt ?? s.startedAt ?? '')),
          ),
        },
      ]);
    }
  }
  let overlaps = 0;
  for (const spans of byUnit.values()) {
    spans.sort((a, b) => a.from - b.from);
    overlaps += spans.filter(
      (span, index) => index > 0 && span.from < spans[index - 1].to,
    ).length;
  }
  return overlaps;
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) {
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}
