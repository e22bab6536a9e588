import {
  DeploymentDetail,
  DeploymentStepName,
} from '@cmt/backstage-plugin-certificates-common';
import { Authority } from '../lib/Authority';
import { look } from '../lib/look';
import { DeployEstate } from './lib/deployEstate';
import { SHARED_NAME, startDeployFarm } from './lib/deployFarm';
import { ControlFault, DeviceControl } from './lib/DeviceControl';
import { withPostgres } from './lib/database';
import { FarmDevice } from './lib/farm';
import { ended, Replica } from './lib/replica';
import { TlsWatch } from './lib/TlsWatch';
import { BenchResult } from './lib/types';

/** Clusters that are worked on at the same time. */
const CLUSTERS = 3;
const PROFILES = 2;
const PATIENCE_MS = 150_000;

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
  '500': { kind: 'http-error', status: 500 },
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

interface Cell {
  step: string;
  fault: string;
  /** Added to both members before the deployment. */
  plan?: ControlFault;
  /** Kills the backend when this step is under way. */
  killAt?: DeploymentStepName;
}

interface Outcome {
  text: string;
  problems: string[];
}

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

/** One cluster with a backend of its own. */
class Stand {
  readonly #estate: DeployEstate;
  readonly #devices: readonly FarmDevice[];
  readonly #controls: DeviceControl[];
  readonly #authority = new Authority();
  readonly #certificateId: string;
  #replica: Replica;
  handshakes = 0;

  private constructor(
    estate: DeployEstate,
    devices: readonly FarmDevice[],
    certificateId: string,
    replica: Replica,
  ) {
    this.#estate = estate;
    this.#devices = devices;
    this.#controls = devices.map(device => new DeviceControl(device));
    this.#certificateId = certificateId;
    this.#replica = replica;
  }

  static async begin(estate: DeployEstate, devices: readonly FarmDevice[]) {
    return new Stand(
      estate,
      devices,
      await estate.certificateId(),
      await Replica.begin(estate.replicaOptions()),
    );
  }

  async end(): Promise<void> {
    await this.#replica.end();
    await Promise.all(this.#controls.map(control => control.close()));
  }

  async run({ plan, killAt }: Cell): Promise<Outcome> {
    await this.#estate.scan(this.#devices.map(({ name }) => name));
    const version = await this.#authority.issue([SHARED_NAME]);
    const { materialId } = await this.#replica.ask({
      kind: 'import',
      pem: version.pem,
      certificateId: this.#certificateId,
    });
    const watch = new TlsWatch();
    const before = await this.#served();
    before.forEach(chain => watch.allow(chain));
    watch.allow(version.chain);
    watch.start(this.#targets());
    try {
      const { id } = await this.#replica.ask({
        kind: 'create',
        request: {
          certificateId: this.#certificateId,
          materialId,
          environment: this.#devices[0].environment,
        },
      });
      await this.#until(id, ({ state }) => state !== 'planning');
      for (const control of plan ? this.#controls : []) {
        await control.addFault(plan!);
      }
      await this.#replica.ask({ kind: 'start', id });
      if (killAt) {
        await this.#until(id, ({ targets }) =>
          targets.some(({ steps }) =>
            steps.some(
              ({ name, state }) => name === killAt && state !== 'pending',
            ),
          ),
        );
        await this.#replica.kill();
        this.#replica = await Replica.begin(this.#estate.replicaOptions());
      }
      const done = await ended(this.#replica, id, PATIENCE_MS);
      return await this.#judge(done, version.fingerprint, before, watch);
    } finally {
      await watch.stop();
      this.handshakes += watch.handshakes;
      await Promise.all(this.#controls.map(control => control.clearFaults()));
    }
  }

  async #judge(
    done: DeploymentDetail,
    fingerprint: string,
    before: readonly string[][],
    watch: TlsWatch,
  ): Promise<Outcome> {
    const problems = [...watch.faults];
    const now = await this.#served();
    const isNew = now.every(([leaf]) => leaf === fingerprint);
    const isOld = now.every(
      (chain, index) => chain.join() === before[index].join(),
    );
    if (done.state === 'succeeded' && !isNew) {
      problems.push('it says succeeded, but something else is served');
    }
    if (done.state !== 'succeeded' && !isOld) {
      problems.push(`it says ${done.state}, but the old version is not back`);
    }
    for (const control of this.#controls) {
      const files = await control.files();
      if (files.length > 0) {
        problems.push(`${files.length} uploads left`);
      }
    }
    const { hasKey } = await this.#replica.ask({
      kind: 'open',
      materialId: done.material.id,
    });
    if (!hasKey) {
      problems.push('the key is lost');
    }
    const attempts = Math.max(
      1,
      ...done.targets.flatMap(({ steps }) => steps.map(s => s.attempts)),
    );
    const again = attempts > 1 ? ` (${attempts} attempts)` : '';
    return {
      text: problems.length > 0 ? 'WRONG' : `${done.state}${again}`,
      problems,
    };
  }

  async #until(
    id: string,
    isDone: (deployment: DeploymentDetail) => boolean,
  ): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!isDone(await this.#replica.ask({ kind: 'get', id }))) {
      if (Date.now() > deadline) throw new Error('It sticks');
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  }

  #targets() {
    // Both members name the same floating addresses.
    return this.#devices[0].virtuals.map(({ name, host, port }) => ({
      name,
      host,
      port,
      serverName: null,
    }));
  }

  async #served(): Promise<string[][]> {
    return Promise.all(
      this.#targets().map(async target => (await look(target, 10_000)).chain),
    );
  }
}
