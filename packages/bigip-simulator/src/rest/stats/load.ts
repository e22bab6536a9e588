import type { AnswerContext, Stats } from '../model/Resource';
import { linked, nested, text, value } from './nested';

/** Load of a machine that has nothing to do: the same at all times. */
function stats(
  path: string,
  body: (context: AnswerContext) => Record<string, unknown>,
): Stats {
  return { type: 'stats', path, body };
}

const GIB = 1024 ** 3;

const memory = stats('sys/memory', ({ links }) => ({
  entries: {
    [links.entry('sys/memory/memory-host')]: nested({
      [links.entry('sys/memory/memory-host/0')]: nested({
        hostId: text('0'),
        memoryFree: value(4 * GIB),
        memoryTotal: value(16 * GIB),
        memoryUsed: value(12 * GIB),
        otherMemoryFree: value(2 * GIB),
        otherMemoryTotal: value(8 * GIB),
        otherMemoryUsed: value(6 * GIB),
        swapFree: value(GIB),
        swapTotal: value(GIB),
        swapUsed: value(0),
        tmmMemoryFree: value(7 * GIB),
        tmmMemoryTotal: value(8 * GIB),
        tmmMemoryUsed: value(GIB),
      }),
    }),
  },
}));

const hostInfo = stats('sys/host-info', ({ links }) => ({
  entries: linked(links, {
    'sys/host-info/0': {
      activeCpuCount: value(4),
      cpuCount: value(4),
      hostId: text('0'),
      memoryTotal: value(16 * GIB),
      memoryUsed: value(12 * GIB),
    },
  }),
}));

const COUNTERS = [
  ...['bitsIn', 'bitsOut', 'curConns', 'evictedConns', 'maxConns'],
  ...['pktsIn', 'pktsOut', 'slowKilled', 'totConns'],
];

const tmmInfo = stats('sys/tmm-info', ({ links }) => ({
  entries: linked(links, {
    'sys/tmm-info/0.0': {
      cpuId: value(0),
      fiveMinAvgUsageRatio: value(1),
      fiveSecAvgUsageRatio: value(1),
      memoryTotal: value(8 * GIB),
      memoryUsed: value(GIB),
      oneMinAvgUsageRatio: value(1),
      tmmId: text('0.0'),
    },
  }),
}));

const tmmTraffic = stats('sys/tmm-traffic', ({ links }) => ({
  entries: linked(links, {
    'sys/tmm-traffic/0.0': {
      ...Object.fromEntries(
        ['clientSideTraffic', 'serverSideTraffic'].flatMap(side =>
          COUNTERS.map(name => [`${side}.${name}`, value(0)]),
        ),
      ),
      tmmId: text('0.0'),
    },
  }),
}));

/** Averages are texts here, as the device prints them. */
const performance = stats('sys/performance/all-stats', ({ links }) => ({
  entries: Object.fromEntries(
    [
      ['System%20CPU%20Usage', '1'],
      ['Memory%20Used', '12'],
      ['Active%20Connections', '0'],
      ['Throughput(bits)', '0'],
      ['SSL%20TPS', '0'],
    ].map(([key, average]) => [
      links.entry(`sys/performance/all-stats/${key}`),
      nested({
        Average: text(average),
        Current: text(average),
      }),
    ]),
  ),
}));

export const loadStats: Stats[] = [
  memory,
  hostInfo,
  tmmInfo,
  tmmTraffic,
  performance,
];
