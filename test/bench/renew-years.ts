import { Chance } from './lib/years/Chance';
import { Subject, YearsStand } from './lib/years/YearsStand';
import { BenchResult } from './lib/types';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STEP_MS = 2 * HOUR;
const START = Date.UTC(2026, 10, 24);
const YEARS = Number(process.env.BENCH_YEARS ?? 3);
const SEED = Number(process.env.BENCH_SEED ?? 1);

/** Certificates by their lifetime in days. */
const ESTATE: Readonly<Record<number, number>> = {
  6: 3,
  47: 8,
  100: 8,
  200: 8,
};

export const goal =
  'no certificate expires, nothing is done without proof, no loop, no order twice';

interface Tally {
  certificates: number;
  succeeded: number;
  otherwise: number;
  issued: number;
  expired: number;
  unproven: number;
  loops: number;
  twice: number;
  closestDays: number;
}

/**
 * Three years of renewals in a world where 5 % of all calls fail, and the CA, the
 * devices and the backend are down now and then. `BENCH_SEED` and `BENCH_YEARS`
 * change the run; a seed gives the same run each time.
 */
export async function run(): Promise<BenchResult> {
  const subjects = Object.entries(ESTATE).flatMap(([days, count]) =>
    Array.from(
      { length: count },
      (_, index): Subject => ({
        id: `life-${days}-${index + 1}`,
        lifetimeDays: Number(days),
      }),
    ),
  );
  const stand = await YearsStand.begin({
    chance: new Chance(SEED),
    start: START,
    subjects,
    trouble: true,
  });
  const tallies = new Map(
    Object.entries(ESTATE).map(([days, certificates]) => [
      Number(days),
      emptyTally(certificates),
    ]),
  );
  const expired = new Set<string>();
  const { world } = stand;
  try {
    const end = START + YEARS * 365 * DAY;
    while (stand.time.now < end) {
      await stand.step(STEP_MS);
      for (const { id, lifetimeDays } of subjects) {
        const tally = tallies.get(lifetimeDays)!;
        const { fingerprint, notAfter } = world.served.get(id)!;
        const left = notAfter - stand.time.now;
        tally.closestDays = Math.min(tally.closestDays, left / DAY);
        if (left <= 0 && !expired.has(fingerprint)) {
          expired.add(fingerprint);
          tally.expired++;
        }
      }
    }
    await judge(stand, subjects, tallies);
  } finally {
    await stand.end();
  }
  const all = [...tallies.values()];
  const sum = (of: (tally: Tally) => number) =>
    all.reduce((total, tally) => total + of(tally), 0);
  const bad =
    sum(t => t.expired) +
    sum(t => t.unproven) +
    sum(t => t.loops) +
    sum(t => t.twice);
  const { calls, failed, kills } = world.counts;
  return {
    figure: `${YEARS} years with seed ${SEED}: ${sum(
      t => t.succeeded,
    )} renewals, ${sum(t => t.expired)} expired, ${sum(
      t => t.unproven,
    )} without proof, ${sum(t => t.loops)} loops, ${sum(
      t => t.twice,
    )} ordered twice; ${failed} of ${calls} calls failed, ${
      world.outages.authority.count
    } outages of the CA, ${
      world.outages.devices.count
    } of devices, ${kills} kills`,
    holds: bad === 0 && kills > 0 && failed > 0,
    table: [...tallies].map(([days, tally]) => ({
      'lifetime in days': days,
      ...tally,
      closestDays: tally.closestDays.toFixed(1),
    })),
  };
}

type Row = {
  id: string;
  certificate_id: string;
  state: string;
  fingerprint: string | null;
  finished_at: number | null;
  created_at: number;
};

/** Looks back at what the database and the CA remember. */
async function judge(
  { knex, world }: YearsStand,
  subjects: readonly Subject[],
  tallies: ReadonlyMap<number, Tally>,
): Promise<void> {
  const deployed = new Set(
    [...world.deployments.all.values()]
      .filter(({ state }) => state === 'succeeded')
      .map(({ id }) => world.deployments.requests.get(id)!.materialId),
  );
  const proven = new Set(
    (
      await knex('materials')
        .whereIn('id', [...deployed])
        .pluck<string[]>('fingerprint')
    ).map(String),
  );
  const issuedOf = new Map<string, number>();
  for (const { orderId } of world.authority.issued) {
    // Another attempt is another order of the same renewal.
    const renewal = orderId.slice(0, 36);
    issuedOf.set(renewal, (issuedOf.get(renewal) ?? 0) + 1);
  }
  for (const { id, lifetimeDays } of subjects) {
    const tally = tallies.get(lifetimeDays)!;
    const rows = await knex<Row>('renewals')
      .where('certificate_id', id)
      .orderBy('created_at')
      .select('*');
    let last: number | undefined;
    for (const row of rows) {
      const issued = issuedOf.get(row.id) ?? 0;
      tally.issued += issued;
      tally.twice += Math.max(0, issued - 1);
      if (row.state === 'succeeded') {
        tally.succeeded++;
        tally.unproven += proven.has(row.fingerprint ?? '') ? 0 : 1;
      } else if (row.finished_at !== null) {
        tally.otherwise++;
      }
      // Each version lives for most of its time before the next one begins.
      const shortest = 0.25 * lifetimeDays * DAY;
      if (last !== undefined && row.created_at - last < shortest) {
        tally.loops++;
      }
      last = Number(row.created_at);
    }
  }
}

function emptyTally(certificates: number): Tally {
  return {
    certificates,
    succeeded: 0,
    otherwise: 0,
    issued: 0,
    expired: 0,
    unproven: 0,
    loops: 0,
    twice: 0,
    closestDays: Infinity,
  };
}
