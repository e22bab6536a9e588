import { DeploymentStepName } from '@cmt/backstage-plugin-certificates-common';
import { DeployEstate } from './lib/deployEstate';
import { startDeployFarm } from './lib/deployFarm';
import { ControlFault } from './lib/DeviceControl';
import { withPostgres } from './lib/database';
import { Cell, Outcome, Stand } from './lib/Stand';
import { BenchResult } from './lib/types';

/** Clusters that are worked on at the same time. */
const CLUSTERS = 3;
const PROFILES = 2;

export const goal =
  'no broken chain at any moment, no key or record lost, no upload left, nothing sticks';

/** Calls that a deployment makes, by the step that makes them. */
const CALLS: { step: string; method: string; path: string }[] = [
  {
    step: 'check: read profiles',
    method: 'GET',
    path: '/ltm/profile/client-ssl',
  },
  { step: 'stage: upload', method: 'POST', path: '/file-transfer/uploads/' },
  { step: 'stage: create key', method: 'POST', path: '/sys/file/ssl-key' },
  {
    step: 'stage: create certificate',
    method: 'POST',
    path: '/sys/file/ssl-cert',
  },
  { step: 'stage: remove upload', method: 'POST', path: '/util/unix-rm' },
  { step: 'activate: begin', method: 'POST', path: '/tm/transaction$' },
  {
    step: 'activate: switch',
    method: 'PATCH',
    path: '/ltm/profile/client-ssl/',
  },
  { step: 'activate: commit', method: 'PATCH', path: '/tm/transaction/' },
  { step: 'sync: start', method: 'POST', path: '/mgmt/tm/cm$' },
  { step: 'sync: look', method: 'GET', path: '/cm/sync-status' },
  { step: 'save', method: 'POST', path: '/sys/config$' },
];

const FAULTS: Record<string, ControlFault> = {
  'drop before': { kind: 'drop', phase: 'before' },
  'drop after': { kind: 'drop', phase: 'after' },
  'error 500': { kind: 'http-error', status: 500 },
  HTML: { kind: 'html-error' },
  slow: { kind: 'delay', delayMs: 3_000 },
  'token expired': { kind: 'expire-tokens' },
  failover: { kind: 'failover' },
  reboot: { kind: 'reboot', downMs: 2_000 },
};

/** Steps at which the whole backend is killed. */
const KILLED_AT: DeploymentStepName[] = [
  'check',
  'stage',
  'activate',
  'sync',
  'verify',
  'save',
];

/** Breaks a deployment at each step in each way, while clients look on. */
export async function run(): Promise<BenchResult> {
  const farm = await startDeployFarm({
    clusters: CLUSTERS,
    members: 2,
    profiles: PROFILES,
    latencyMs: 5,
    faults: true,
  });
  const outcomes = new Map<string, Map<string, Outcome>>();
  let handshakes = 0;
  try {
    await withPostgres(async (knex, connectionString) => {
      const estate = new DeployEstate(knex, connectionString, farm.devices);
      await estate.begin();
      const queue = cells();
      const environments = [
        ...new Set(farm.devices.map(({ environment }) => environment)),
      ];
      await Promise.all(
        environments.map(async environment => {
          const stand = await Stand.begin(
            estate,
            farm.devices.filter(device => device.environment === environment),
          );
          for (let cell = queue.shift(); cell; cell = queue.shift()) {
            const outcome = await stand.run(cell).catch(error => ({
              text: 'ERROR',
              problems: [String(error)],
            }));
            const row = outcomes.get(cell.step) ?? new Map();
            outcomes.set(cell.step, row.set(cell.fault, outcome));
            for (const problem of outcome.problems) {
              process.stderr.write(
                `${cell.step} x ${cell.fault}: ${problem}\n`,
              );
            }
          }
          handshakes += stand.handshakes;
          await stand.end();
        }),
      );
    });
  } finally {
    await farm.close();
  }
  const all = [...outcomes.values()].flatMap(row => [...row.values()]);
  const bad = all.filter(({ problems }) => problems.length > 0).length;
  return {
    figure: `${all.length - bad} of ${
      all.length
    } cells right, ${handshakes} handshakes by onlookers`,
    holds: bad === 0,
    table: [...outcomes].map(([step, row]) => ({
      step,
      ...Object.fromEntries(
        [...Object.keys(FAULTS), 'kill -9'].map(fault => [
          fault,
          row.get(fault)?.text ?? '',
        ]),
      ),
    })),
  };
}

function cells(): Cell[] {
  return [
    ...CALLS.flatMap(({ step, method, path }) =>
      Object.entries(FAULTS).map(([fault, plan]) => ({
        step,
        fault,
        plan: { ...plan, method, path, times: 1 },
      })),
    ),
    ...KILLED_AT.map(killAt => ({ step: killAt, fault: 'kill -9', killAt })),
  ];
}
