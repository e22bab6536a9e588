import { DeploymentError } from '@cmt/backstage-plugin-certificates-node';
import { Gates } from '../../client/gates';
import { IControlSession } from '../../client/session';
import { Transport } from '../../client/transport';
import { Administrators } from '../../config/administrators';
import { F5Config, F5Device } from '../../config/types';
import { F5Metrics } from '../../metrics';

interface Held {
  session: Promise<IControlSession>;
  users: number;
  idle?: NodeJS.Timeout;
}

/**
 * Sessions of administrators, one for each device, kept over the steps of a
 * deployment so that a run costs one token.
 *
 * A session ends when it was not used for a while, when a run says that it is
 * over, and when the backend stops.
 */
export class AdministratorSessions {
  readonly #config: F5Config;
  readonly #administrators: Administrators;
  readonly #gates: Gates;
  readonly #metrics: F5Metrics;
  readonly #retryDelaysMs?: readonly number[];
  readonly #held = new Map<string, Held>();

  constructor(options: {
    config: F5Config;
    administrators: Administrators;
    gates: Gates;
    metrics: F5Metrics;
    retryDelaysMs?: readonly number[];
  }) {
    this.#config = options.config;
    this.#administrators = options.administrators;
    this.#gates = options.gates;
    this.#metrics = options.metrics;
    this.#retryDelaysMs = options.retryDelaysMs;
  }

  /**
   * Takes the session of a device, and logs in if there is none.
   *
   * @returns the session, and a function that gives it back; `over` ends it when
   * nobody else uses it
   * @throws DeploymentError, CallError
   */
  async take(device: F5Device): Promise<{
    session: IControlSession;
    giveBack(options?: { over?: boolean }): Promise<void>;
  }> {
    let held = this.#held.get(device.name);
    if (!held) {
      held = { session: this.#open(device), users: 0 };
      this.#held.set(device.name, held);
    }
    const mine = held;
    clearTimeout(mine.idle);
    mine.users++;
    try {
      return {
        session: await mine.session,
        giveBack: ({ over = false } = {}) =>
          this.#giveBack(device.name, mine, over),
      };
    } catch (error) {
      if (this.#held.get(device.name) === mine) {
        this.#held.delete(device.name);
      }
      throw error;
    }
  }

  /** Ends all sessions. */
  async close(): Promise<void> {
    const all = [...this.#held.entries()];
    await Promise.all(all.map(([device, held]) => this.#end(device, held)));
  }

  async #giveBack(device: string, held: Held, over: boolean): Promise<void> {
    held.users--;
    if (held.users > 0 || this.#held.get(device) !== held) {
      return;
    }
    if (over) {
      await this.#end(device, held);
      return;
    }
    held.idle = setTimeout(
      () => this.#end(device, held),
      this.#config.deployments.idleTimeoutMs,
    );
    held.idle.unref();
  }

  async #end(device: string, held: Held): Promise<void> {
    clearTimeout(held.idle);
    if (this.#held.get(device) === held) {
      this.#held.delete(device);
    }
    const session = await held.session.catch(() => undefined);
    await session?.close();
  }

  #open(device: F5Device): Promise<IControlSession> {
    const login = () => {
      const administrator = this.#administrators.read(device.name);
      if (!administrator) {
        throw noAdministrator(device.name);
      }
      return administrator;
    };
    return IControlSession.open({
      device,
      login,
      transport: new Transport(device, this.#config.limits),
      gate: this.#gates.of(device.name),
      metrics: this.#metrics,
      signal: new AbortController().signal,
      retryDelaysMs: this.#retryDelaysMs,
    });
  }
}

/** What is missing before anything can be deployed to a device. */
export function noAdministrator(device: string): DeploymentError {
  return new DeploymentError({
    code: 'config',
    device,
    message: `No administrator is configured for BIG-IP ${device}`,
    remedy: `Set administrator.username and administrator.password of ${device} in certificates.f5.devices.`,
  });
}
