import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Pool } from 'undici';
import { FarmDevice, FarmProcess } from './lib/farm';
import { createF5Source } from './lib/f5Source';
import { BenchResult } from './lib/types';

const GOAL_RATIO = 1.3;
const LATENCY_MS = 100;
const CALLS_AT_ONCE = 2;
const ROUNDS = 7;

export const goal = `at most ${GOAL_RATIO} times the floor`;

/**
 * Compares a scan (handshakes off) with its floor: fetching the same pages with
 * plain undici, as many at a time. Both run in each round and take turns in going
 * first; the median of the rounds' ratios counts, so that other work on the
 * machine, which both feel, weighs little.
 */
export async function run(): Promise<BenchResult> {
  const farm = await FarmProcess.start({
    size: {
      devices: 1,
      virtuals: 1_350,
      profiles: 1_500,
      certificates: 2_000,
      seed: 1,
    },
    latencyMs: LATENCY_MS,
    dataPlane: false,
  });
  try {
    const [device] = farm.devices;
    const source = createF5Source([device]);
    const scan = async () => {
      await source.scan({
        device: device.name,
        signal: new AbortController().signal,
      });
    };
    // Also warms both sides up.
    const pages = await pagesOf(scan);
    const floor = () => fetchAll(device, pages);
    await floor();

    const rounds: { scan: number; floor: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const first = round % 2 === 0 ? scan : floor;
      const second = first === scan ? floor : scan;
      const times = [await timed(first), await timed(second)];
      rounds.push(
        first === scan
          ? { scan: times[0], floor: times[1] }
          : { scan: times[1], floor: times[0] },
      );
    }
    const ratio = median(rounds.map(times => times.scan / times.floor));
    return {
      figure: `${ratio.toFixed(2)} times the floor (${pages.length} pages)`,
      holds: ratio <= GOAL_RATIO,
      table: rounds.map((times, index) => ({
        round: String(index + 1),
        'scan s': (times.scan / 1000).toFixed(2),
        'floor s': (times.floor / 1000).toFixed(2),
        ratio: (times.scan / times.floor).toFixed(2),
      })),
    };
  } finally {
    await farm.close();
  }
}

/** The reads that a scan makes, in their order. */
async function pagesOf(scan: () => Promise<void>): Promise<string[]> {
  const pages: string[] = [];
  const record = (message: unknown) => {
    const { request } = message as {
      request: { method: string; path: string };
    };
    if (request.method === 'GET') {
      pages.push(request.path);
    }
  };
  subscribe('undici:request:create', record);
  try {
    await scan();
  } finally {
    unsubscribe('undici:request:create', record);
  }
  return pages;
}

async function fetchAll(device: FarmDevice, pages: string[]): Promise<void> {
  const pool = new Pool(`https://${device.host}:${device.port}`, {
    connections: CALLS_AT_ONCE,
    connect: { rejectUnauthorized: false },
  });
  const authorization = `Basic ${Buffer.from(
    `${device.username}:${device.password}`,
  ).toString('base64')}`;
  let next = 0;
  const work = async () => {
    while (next < pages.length) {
      const { body } = await pool.request({
        method: 'GET',
        path: pages[next++],
        headers: { authorization },
      });
      await body.json();
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
  await pool.destroy();
}

async function timed(action: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}
