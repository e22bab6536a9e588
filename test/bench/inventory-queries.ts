import { createHash } from 'node:crypto';
import { Knex } from 'knex';
import {
  createInventory,
  InventoryQueries,
} from '../../plugins/certificates-backend/src/inventory';
import { withPostgres } from './lib/database';
import { heapUsedMb, percentile, time } from './lib/measure';
import { SEED, seeded, seedInventory, seededId } from './lib/seedInventory';
import { BenchResult } from './lib/types';

const GOAL_MS = 200;
const DASHBOARD_GOAL_MS = 300;
/** Heap may grow by this much while everything is read. */
const HEAP_GOAL_MB = 50;
const ROUNDS = 30;

export const goal = `p95 at most ${GOAL_MS} ms (dashboard ${DASHBOARD_GOAL_MS} ms), heap within ${HEAP_GOAL_MB} MB`;

interface Question {
  name: string;
  goalMs: number;
  /** Asks once; `round` varies what is asked for. */
  ask(round: number): Promise<unknown>;
}

/** Asks what people ask, of an estate of the size that the suite is made for. */
export async function run(): Promise<BenchResult> {
  return withPostgres(async knex => {
    const now = Date.now();
    const seconds = (await time(() => seedInventory(knex, now))) / 1_000;
    process.stderr.write(
      `Seeded ${SEED.certificates} certificates in ${seconds.toFixed(0)} s\n`,
    );
    const { queries } = createInventory({ knex });
    const rows = [];
    let worst = 0;
    let holds = true;
    for (const question of await questions(knex, queries)) {
      const samples: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        samples.push(await time(() => question.ask(round)));
      }
      const p95 = percentile(samples, 0.95);
      worst = Math.max(worst, p95 / question.goalMs);
      holds &&= p95 <= question.goalMs;
      rows.push({
        question: question.name,
        'p50 ms': percentile(samples, 0.5).toFixed(1),
        'p95 ms': p95.toFixed(1),
        'worst ms': Math.max(...samples).toFixed(1),
        goal: question.goalMs,
      });
    }
    const heap = await readEverything(queries);
    for (const { name, growthMb, count, seconds: taken } of heap) {
      holds &&= growthMb <= HEAP_GOAL_MB && count === SEED.certificates;
      rows.push({
        question: `${name}: ${count} rows in ${taken.toFixed(
          0,
        )} s, heap grew by at most ${growthMb.toFixed(1)} MB`,
        'p50 ms': '',
        'p95 ms': '',
        'worst ms': '',
        goal: `${HEAP_GOAL_MB} MB`,
      });
    }
    return {
      figure: `slowest question at ${(worst * 100).toFixed(
        0,
      )}% of its goal, heap growth ${Math.max(
        ...heap.map(h => h.growthMb),
      ).toFixed(1)} MB`,
      holds,
      table: rows,
    };
  });
}

async function questions(
  knex: Knex,
  queries: InventoryQueries,
): Promise<Question[]> {
  const number = (round: number) => 1_000 + round * 3_167;
  const ids = await Promise.all(
    Array.from({ length: ROUNDS }, (_, round) => seededId(knex, number(round))),
  );
  const wildcards = await Promise.all(
    Array.from({ length: ROUNDS }, (_, round) => seededId(knex, round + 1)),
  );
  const deep = await cursorAfter(queries, 40_000);
  const list = (
    name: string,
    request: (
      round: number,
    ) => Parameters<InventoryQueries['listCertificates']>[0],
  ): Question => ({
    name,
    goalMs: GOAL_MS,
    ask: round => queries.listCertificates(request(round)),
  });
  const other = (
    name: string,
    goalMs: number,
    ask: Question['ask'],
  ): Question => ({ name, goalMs, ask });

  return [
    list('list, first page', () => ({})),
    list('list by owner, descending', () => ({ sort: 'owner', order: 'desc' })),
    list('list by virtual servers', () => ({ sort: 'virtualServers' })),
    list('list, page 200', () => ({ cursor: deep, limit: 200 })),
    list('list of an owner', r => ({ owner: [seeded.owner(r)] })),
    list('list of a component', r => ({ entity: seeded.component(r) })),
    list('list of a device', r => ({ device: [seeded.device(r)] })),
    list('list by state and finding', () => ({
      state: ['critical', 'warning'],
      finding: ['weak-key'],
    })),
    list('list of an issuer in an environment', r => ({
      issuer: [`Issuing CA ${r % SEED.issuers}`],
      environment: ['prod'],
    })),
    list('search, exact name', r => ({ q: seeded.name(number(r)) })),
    list('search, part of a name', r => ({ q: `pp-${number(r)}` })),
    list('search, common word', () => ({ q: 'example' })),
    list('search, path', r => ({ q: seeded.path(number(r)) })),
    list('search, virtual server', r => ({ q: seeded.virtualServer(r) })),
    list('search, serial number', r => ({
      q: createHash('md5')
        .update(`serial-${number(r)}`)
        .digest('hex'),
    })),
    list('search, nothing found', () => ({ q: 'no such thing' })),
    other('certificate page', GOAL_MS, r => queries.getCertificate(ids[r])),
    other('where is it used', GOAL_MS, r => queries.listUsage(ids[r], {})),
    other('where is a wildcard used', GOAL_MS, r =>
      queries.listUsage(wildcards[r], {}),
    ),
    other('dashboard', DASHBOARD_GOAL_MS, () => queries.getSummary({})),
    other('summary of an owner', GOAL_MS, r =>
      queries.getSummary({ owner: [seeded.owner(r)] }),
    ),
    other('summary of a component', GOAL_MS, r =>
      queries.getSummary({ entity: seeded.component(r) }),
    ),
    other('facets', GOAL_MS, () => queries.getFacets({})),
    other('facets of an owner', GOAL_MS, r =>
      queries.getFacets({ owner: [seeded.owner(r)] }),
    ),
    other('facets of a search', GOAL_MS, r =>
      queries.getFacets({ q: `team-${r}.` }),
    ),
    other('devices', GOAL_MS, () => queries.listDevices()),
    other('device', GOAL_MS, r => queries.getDevice(seeded.device(r))),
  ];
}

async function cursorAfter(queries: InventoryQueries, count: number) {
  let cursor: string | undefined;
  for (let read = 0; read < count; read += 200) {
    const page = await queries.listCertificates({ limit: 200, cursor });
    cursor = page.nextCursor;
  }
  return cursor;
}

/** Reads all certificates in two ways and watches the heap. */
async function readEverything(queries: InventoryQueries) {
  const paging = await watch('paging', async function* pages() {
    let cursor: string | undefined;
    do {
      const page = await queries.listCertificates({ limit: 200, cursor });
      yield page.items.length;
      cursor = page.nextCursor;
    } while (cursor);
  });
  const exporting = await watch('export', async function* items() {
    for await (const item of queries.exportCertificates({})) {
      yield item ? 1 : 0;
    }
  });
  return [paging, exporting];
}

async function watch(name: string, read: () => AsyncIterable<number>) {
  const start = performance.now();
  const before = heapUsedMb();
  let highest = before;
  let count = 0;
  let checked = 0;
  for await (const items of read()) {
    count += items;
    if (count - checked >= 10_000) {
      checked = count;
      highest = Math.max(highest, heapUsedMb());
    }
  }
  return {
    name,
    count,
    growthMb: highest - before,
    seconds: (performance.now() - start) / 1_000,
  };
}
