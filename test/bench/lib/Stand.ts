import {
  DeploymentDetail,
  DeploymentStepName,
} from '@cmt/backstage-plugin-certificates-common';
import { Authority } from '../../lib/Authority';
import { look } from '../../lib/look';
import { DeployEstate } from './deployEstate';
import { SHARED_NAME } from './deployFarm';
import { ControlFault, DeviceControl } from './DeviceControl';
import { FarmDevice } from './farm';
import { ended, Replica } from './replica';
import { TlsWatch } from './TlsWatch';

const PATIENCE_MS = 150_000;

/** One way to break one step. */
export interface Cell {
  step: string;
  fault: string;
  /** Added before the deployment. */
  plan?: ControlFault;
  /** Kills the backend when this step is under way. */
  killAt?: DeploymentStepName;
}

/** What came of it. */
export interface Outcome {
  text: string;
  problems: string[];
}

/** One cluster with a backend of its own. */
export class Stand {
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
      if (plan) {
        await this.#break(plan);
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
      const outcome = await this.#judge(
        done,
        version.fingerprint,
        before,
        watch,
      );
      return plan ? await this.#withFault(outcome) : outcome;
    } finally {
      await watch.stop();
      this.handshakes += watch.handshakes;
      await Promise.all(this.#controls.map(control => control.clearFaults()));
    }
  }

  /** A cell whose fault never came about proves nothing. */
  async #withFault(outcome: Outcome): Promise<Outcome> {
    const used = await Promise.all(
      this.#controls.map(control => control.faultsUsed()),
    );
    return used.some(count => count > 0)
      ? outcome
      : {
          text: 'NO FAULT',
          problems: [...outcome.problems, 'the fault never came about'],
        };
  }

  /**
   * Both members are disturbed, except that only the active one reboots: while
   * both are away at once nobody can serve anything.
   */
  async #break(fault: ControlFault): Promise<void> {
    for (const control of this.#controls) {
      if (fault.kind !== 'reboot' || (await control.isActive())) {
        await control.addFault(fault);
      }
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
