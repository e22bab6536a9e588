import { FarmProcess } from './lib/farm';
import { createF5Source } from './lib/f5Source';
import { BenchResult } from './lib/types';

const GOAL_SECONDS = 30;
const GOAL_CALLS = 100;
const GOAL_CALLS_AT_ONCE = 2;

const LATENCY_MS = 100;
/** Other tools are reported to fail on a device of this size nine times in ten. */
const REPEATED = { virtuals: 1_350, runs: 10 };
/** The largest device that anybody has reported. */
const LARGEST = { virtuals: 7_468, runs: 1 };

export const goal = `at most ${GOAL_SECONDS} s and ${GOAL_CALLS} calls, never more than ${GOAL_CALLS_AT_ONCE} at once, no failure; ${LARGEST.virtuals} virtual servers complete`;

interface Run {
  seconds: number;
  calls: number;
  peak: number;
  whole: boolean;
}

/** Scans one device over and over, handshakes aside, and one that is as large as any. */
export async function run(): Promise<BenchResult> {
  const repeated = await scan(REPEATED);
  const largest = await scan(LARGEST);
  const worst = Math.max(...repeated.map(({ seconds }) => seconds));
  const failures = repeated.filter(({ whole }) => !whole).length;
  const calls = Math.max(...repeated.map(r => r.calls));
  const peak = Math.max(...[...repeated, ...largest].map(r => r.peak));
  return {
    figure: `${worst.toFixed(1)} s and ${calls} calls at worst of ${
      repeated.length
    } scans, ${peak} at once, ${failures} failed; ${
      LARGEST.virtuals
    } in ${largest[0].seconds.toFixed(1)} s`,
    holds:
      worst <= GOAL_SECONDS &&
      calls <= GOAL_CALLS &&
      peak <= GOAL_CALLS_AT_ONCE &&
      failures === 0 &&
      largest.every(({ whole }) => whole),
    table: [
      ...repeated.map((result, index) =>
        row(`${REPEATED.virtuals} virtual servers, run ${index + 1}`, result),
      ),
      ...largest.map(result =>
        row(`${LARGEST.virtuals} virtual servers`, result),
      ),
    ],
  };
}

async function scan(size: { virtuals: number; runs: number }): Promise<Run[]> {
  const farm = await FarmProcess.start({
    size: {
      devices: 1,
      virtuals: size.virtuals,
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
    const runs: Run[] = [];
    for (let index = 0; index < size.runs; index++) {
      await farm.calls();
      const started = performance.now();
      const snapshot = await source
        .scan({ device: device.name, signal: new AbortController().signal })
        .catch(error => {
          process.stderr.write(`${error}\n`);
          return undefined;
        });
      const seconds = (performance.now() - started) / 1000;
      const [{ total, peak }] = await farm.calls();
      runs.push({
        seconds,
        calls: total,
        peak,
        whole:
          snapshot !== undefined &&
          snapshot.certificates.length === device.holds.certificates &&
          snapshot.profiles.length === device.holds.profiles &&
          snapshot.virtualServers.length === device.holds.virtualServers &&
          snapshot.virtualServers.some(v => v.clientProfiles.length > 0),
      });
    }
    return runs;
  } finally {
    await farm.close();
  }
}

function row(what: string, { seconds, calls, peak, whole }: Run) {
  return {
    scan: what,
    seconds: seconds.toFixed(2),
    calls,
    'at once': peak,
    whole: whole ? 'yes' : 'no',
  };
}
