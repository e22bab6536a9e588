import {
  isRenewalOver,
  RenewalDetail,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { look } from '../lib/look';
import { DeployEstate } from './lib/deployEstate';
import { startDeployFarm } from './lib/deployFarm';
import { withPostgres } from './lib/database';
import { percentile } from './lib/measure';
import { RenewalStand } from './lib/RenewalStand';
import { BenchResult } from './lib/types';

const LATENCY_MS = 50;
const ROUNDS = 20;
const MEDIAN_S = 60;
const P95_S = 120;
const PATIENCE_MS = 300_000;

/** Asks for what is not due yet. */
const PERSON = 'user:default/bench';

export const goal = `median at most ${MEDIAN_S} s, p95 at most ${P95_S} s, verified by handshake`;

/**
 * Renews the certificate of a pair that is synchronised by hand, again and again,
 * as a policy does: no person, from the tick that finds it due to the proof. The
 * local CA answers within milliseconds, so that nearly all of it is ours.
 */
export async function run(): Promise<BenchResult> {
  const farm = await startDeployFarm({
    clusters: 1,
    members: 2,
    profiles: 2,
    latencyMs: LATENCY_MS,
    faults: true,
  });
  try {
    return await withPostgres(async (knex, connectionString) => {
      const estate = new DeployEstate(knex, connectionString, farm.devices);
      await estate.begin();
      const certificateId = await estate.certificateId();
      const stand = await RenewalStand.begin({
        knex,
        devices: farm.devices,
        config: {
          authorities: [{ id: 'bench', kind: 'local', organization: 'Bench' }],
          policies: [
            {
              id: 'bench',
              name: 'Bench',
              match: { names: ['*'] },
              mode: 'automatic',
              authorities: ['bench'],
            },
          ],
        },
      });
      const seconds: number[] = [];
      const table = [];
      let proven = 0;
      try {
        for (let round = 1; round <= ROUNDS; round++) {
          const begun = Date.now();
          const done = await renew(stand, knex, certificateId, round === 1);
          const took = (Date.now() - begun) / 1_000;
          const served = await Promise.all(
            farm.devices[0].virtuals.map(({ host, port }) =>
              look({ host, port, serverName: null }, 10_000),
            ),
          );
          const isServed = served.every(
            ({ chain }) => chain[0] === done.fingerprint,
          );
          proven += done.state === 'succeeded' && isServed ? 1 : 0;
          seconds.push(took);
          if (round === 1 || round === ROUNDS) {
            table.push(...stepRows(round, done));
          }
          await estate.scan(farm.devices.map(({ name }) => name));
        }
      } finally {
        await stand.end();
      }
      const median = percentile(seconds, 0.5);
      const p95 = percentile(seconds, 0.95);
      return {
        figure: `median ${median.toFixed(1)} s, p95 ${p95.toFixed(
          1,
        )} s, ${proven} of ${ROUNDS} proven`,
        holds: proven === ROUNDS && median <= MEDIAN_S && p95 <= P95_S,
        table,
      };
    });
  } finally {
    await farm.close();
  }
}

/** The first is due by its age; the next ones are asked for, since they are new. */
async function renew(
  stand: RenewalStand,
  knex: Knex,
  certificateId: string,
  isDue: boolean,
): Promise<RenewalDetail> {
  const { renewals } = stand;
  const id = isDue
    ? await begunByPolicy(stand, knex, certificateId)
    : (
        await renewals.operations.create(
          { certificateId, kind: 're-key', reason: 'Bench' },
          { ref: PERSON, ownershipRefs: [PERSON] },
        )
      ).id;
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const renewal = await renewals.operations.get(id);
    if (isRenewalOver(renewal.state)) {
      return renewal;
    }
    if (Date.now() > deadline) {
      throw new Error(`It sticks at ${renewal.step}: ${renewal.waitsText}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

async function begunByPolicy(
  { renewals }: RenewalStand,
  knex: Knex,
  certificateId: string,
): Promise<string> {
  await renewals.tick(new AbortController().signal);
  const row = await knex('renewals')
    .where('certificate_id', certificateId)
    .first<{ id: string } | undefined>('id');
  if (!row) {
    throw new Error('No policy has begun a renewal');
  }
  return row.id;
}

function stepRows(round: number, { steps }: RenewalDetail) {
  return steps.map(step => ({
    round,
    step: step.name,
    seconds: (
      (Date.parse(step.finishedAt ?? step.startedAt ?? '') -
        Date.parse(step.startedAt ?? '')) /
      1_000
    ).toFixed(2),
    attempts: step.attempts,
    summary: step.summary ?? '',
  }));
}
