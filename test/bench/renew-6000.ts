import { Chance } from './lib/years/Chance';
import { Subject, YearsStand } from './lib/years/YearsStand';
import { BenchResult } from './lib/types';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 24);
const STEP_MS = 10 * 60_000;
const CERTIFICATES = Number(process.env.BENCH_CERTIFICATES ?? 6_000);
const LIMIT = { orders: 300, periodMs: 3 * HOUR };
/** The least that the limit allows, and a tenth. */
const GOAL_HOURS =
  ((Math.ceil(CERTIFICATES / LIMIT.orders) - 1) * LIMIT.periodMs * 1.1) / HOUR;

export const goal = `no rate-limit error, what ends first goes first, within ${GOAL_HOURS.toFixed(
  0,
)} h of the limit's own time`;

/**
 * Thousands of renewals that are due at once, at a CA with the limits of Let's
 * Encrypt, on a clock of their own: the orders are real, the hours are not.
 */
export async function run(): Promise<BenchResult> {
  const subjects = Array.from(
    { length: CERTIFICATES },
    (_, index): Subject => ({
      id: `life-90-${index + 1}`,
      lifetimeDays: 90,
      // Each ends at another moment, in no order of names.
      daysLeft: 4 + ((index * 7919) % CERTIFICATES) / (CERTIFICATES / 10),
    }),
  );
  const stand = await YearsStand.begin({
    chance: new Chance(1),
    start: START,
    subjects,
    trouble: false,
    limit: LIMIT,
  });
  const { knex, world, time } = stand;
  const begun = performance.now();
  const first = new Map(
    [...world.served].map(([id, { notAfter }]) => [id, notAfter]),
  );
  try {
    const patience = START + 2 * GOAL_HOURS * HOUR;
    while (await isOpen(stand, CERTIFICATES)) {
      if (time.now > patience) {
        break;
      }
      await stand.step(STEP_MS);
    }
    const rows = await knex('renewals')
      .where('state', 'succeeded')
      .orderBy('finished_at')
      .select<{ certificate_id: string; finished_at: number }[]>(
        'certificate_id',
        'finished_at',
      );
    const hours = (time.now - START) / HOUR;
    const late = rows.filter(
      row => Number(row.finished_at) > first.get(row.certificate_id)!,
    ).length;
    const overtaken = mostOvertaken(
      rows.map(row => first.get(row.certificate_id)!),
    );
    const orders = world.authority.orders.size;
    const { tooMany } = world.counts;
    return {
      figure: `${rows.length} renewals with ${orders} orders in ${hours.toFixed(
        1,
      )} h of the limit's time (${((performance.now() - begun) / 1_000).toFixed(
        0,
      )} s of work), ${tooMany} rate-limit errors, ${late} too late, at most ${overtaken} places out of turn`,
      holds:
        rows.length === CERTIFICATES &&
        orders === CERTIFICATES &&
        tooMany === 0 &&
        late === 0 &&
        overtaken <= 2 * LIMIT.orders &&
        hours <= GOAL_HOURS,
      table: [
        {
          renewals: rows.length,
          orders,
          hours: hours.toFixed(1),
          'rate-limit errors': tooMany,
          'too late': late,
          'places out of turn': overtaken,
        },
      ],
    };
  } finally {
    await stand.end();
  }
}

async function isOpen({ knex }: YearsStand, wanted: number): Promise<boolean> {
  const row = await knex('renewals')
    .where('state', 'succeeded')
    .count<{ count: number }[]>('* as count');
  return Number(row[0].count) < wanted;
}

/** The most places that anything was served later than its end asks for. */
function mostOvertaken(ends: readonly number[]): number {
  const rank = new Map(
    [...ends].sort((a, b) => a - b).map((end, index) => [end, index]),
  );
  return ends.reduce(
    (most, end, index) => Math.max(most, index - rank.get(end)!),
    0,
  );
}
