import { Agent, request } from 'undici';
import { look } from '../lib/look';
import { Authority } from '../lib/Authority';
import { DeployEstate } from './lib/deployEstate';
import { SHARED_NAME, startDeployFarm } from './lib/deployFarm';
import { DeviceControl, SeenCall } from './lib/DeviceControl';
import { withPostgres } from './lib/database';
import { FarmDevice } from './lib/farm';
import { percentile, time } from './lib/measure';
import { ended, launch, Replica } from './lib/replica';
import { BenchResult } from './lib/types';

const LATENCY_MS = 50;
const ROUNDS = 7;
const GOAL = 1.5;

export const goal = `at most ${GOAL} times the floor`;

/**
 * Deploys to a pair that is synchronised by hand, from the request to the proof on
 * both members, and makes as many calls in a bare loop, one after the other.
 */
export async function run(): Promise<BenchResult> {
  const farm = await startDeployFarm({
    clusters: 1,
    members: 2,
    profiles: 2,
    latencyMs: LATENCY_MS,
    faults: true,
  });
  const controls = farm.devices.map(device => new DeviceControl(device));
  try {
    return await withPostgres(async (knex, connectionString) => {
      const estate = new DeployEstate(knex, connectionString, farm.devices);
      await estate.begin();
      const replica = await Replica.begin(estate.replicaOptions());
      const authority = new Authority();
      const certificateId = await estate.certificateId();
      const table = [];
      const ratios: number[] = [];
      let holds = true;
      for (let round = 1; round <= ROUNDS; round++) {
        const { pem } = await authority.issue([SHARED_NAME]);
        const { materialId } = await replica.ask({
          kind: 'import',
          pem,
          certificateId,
        });
        await Promise.all(controls.map(control => control.clearCalls()));
        const begun = await launch(replica, { certificateId, materialId });
        const done = await ended(replica, begun.id);
        const [target] = done.targets;
        const verified = target.steps.find(({ name }) => name === 'verify');
        const seconds =
          (Date.parse(verified?.finishedAt ?? '') -
            Date.parse(done.createdAt)) /
          1_000;
        const seen = await Promise.all(
          controls.map(control => control.calls()),
        );
        const floor =
          (await time(async () => {
            for (const [index, device] of farm.devices.entries()) {
              await replay(device, upToVerified(seen[index]));
            }
            for (const { virtuals } of farm.devices) {
              for (const { host, port } of virtuals) {
                await look({ host, port, serverName: null }, 10_000);
              }
            }
          })) / 1_000;
        ratios.push(seconds / floor);
        holds &&=
          done.state === 'succeeded' &&
          target.proofs.every(({ result }) => result === 'proven');
        table.push({
          round,
          outcome: done.state,
          'deployment s': seconds.toFixed(2),
          'floor s': floor.toFixed(2),
          ratio: (seconds / floor).toFixed(2),
          calls: seen.reduce(
            (sum, calls) => sum + upToVerified(calls).length,
            0,
          ),
          proofs: target.proofs.length,
        });
        await estate.scan(farm.devices.map(({ name }) => name));
      }
      await replica.end();
      const ratio = percentile(ratios, 0.5);
      return {
        figure: `${ratio.toFixed(2)} times the floor (${
          table[0].calls
        } calls at ${LATENCY_MS} ms)`,
        holds: holds && ratio <= GOAL,
        table,
      };
    });
  } finally {
    await Promise.all(controls.map(control => control.close()));
    await farm.close();
  }
}

/** Saving comes after the proof. */
function upToVerified(calls: readonly SeenCall[]): SeenCall[] {
  const save = calls.findIndex(
    ({ method, path }) =>
      method === 'POST' && /\/(task\/)?sys\/config$/.test(path),
  );
  return save < 0 ? [...calls] : calls.slice(0, save);
}

/** As many calls, one after the other. Writes are replaced by a read of the version: what they cost is the way. */
async function replay(
  device: FarmDevice,
  calls: readonly SeenCall[],
): Promise<void> {
  const { username, password } = device.administrator;
  const agent = new Agent({
    connections: 1,
    connect: { rejectUnauthorized: false },
  });
  for (const { method, path } of calls) {
    const answer = await request(
      `https://${device.host}:${device.port}${
        method === 'GET' ? path : '/mgmt/tm/sys/version'
      }`,
      {
        dispatcher: agent,
        headers: {
          authorization: `Basic ${Buffer.from(
            `${username}:${password}`,
          ).toString('base64')}`,
        },
      },
    );
    await answer.body.dump();
  }
  await agent.close();
}
