import { Agent, request } from 'undici';
import { z } from 'zod';
import { FarmDevice } from './farm';

/** Trouble for the calls of one device; see the simulator's documentation. */
export interface ControlFault {
  kind: string;
  phase?: 'before' | 'after';
  method?: string;
  /** Source of a regular expression over path and query. */
  path?: string;
  after?: number;
  times?: number;
  delayMs?: number;
  downMs?: number;
  status?: number;
}

const callsSchema = z.object({
  total: z.number(),
  items: z.array(
    z.object({
      sequence: z.number(),
      method: z.string(),
      path: z.string(),
      status: z.number().optional(),
    }),
  ),
});

/** A call as the device has seen it. */
export type SeenCall = z.infer<typeof callsSchema>['items'][number];

const stateSchema = z.object({
  state: z.object({ failoverState: z.string() }),
});
const filesSchema = z.object({
  items: z.array(z.object({ name: z.string() })),
});
const faultsSchema = z.object({
  items: z.array(z.object({ used: z.number() })),
});

/** The control endpoint of a simulated device: outside of what a BIG-IP has. */
export class DeviceControl {
  readonly #base: string;
  // The management certificate is of no interest here.
  readonly #agent = new Agent({ connect: { rejectUnauthorized: false } });

  constructor({ host, port }: Pick<FarmDevice, 'host' | 'port'>) {
    this.#base = `https://${host}:${port}/control`;
  }

  async addFault(fault: ControlFault): Promise<void> {
    await this.#call('POST', '/faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.#call('DELETE', '/faults');
  }

  /** How often the faults have disturbed a call. */
  async faultsUsed(): Promise<number> {
    const { items } = faultsSchema.parse(await this.#call('GET', '/faults'));
    return items.reduce((sum, { used }) => sum + used, 0);
  }

  async calls(): Promise<SeenCall[]> {
    return callsSchema.parse(await this.#call('GET', '/calls')).items;
  }

  async clearCalls(): Promise<void> {
    await this.#call('DELETE', '/calls');
  }

  /** Names of uploads that lie about. */
  async files(): Promise<string[]> {
    const { items } = filesSchema.parse(await this.#call('GET', '/files'));
    return items.map(({ name }) => name);
  }

  /** Whether the unit has the traffic. */
  async isActive(): Promise<boolean> {
    const { state } = stateSchema.parse(await this.#call('GET', '/'));
    return state.failoverState === 'active';
  }

  async failover(): Promise<void> {
    await this.#call('POST', '/failover');
  }

  async reboot(downMs: number): Promise<void> {
    await this.#call('POST', '/reboot', { downMs });
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<unknown> {
    const answer = await request(`${this.#base}${path}`, {
      method,
      dispatcher: this.#agent,
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) {
      throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    }
    return text ? JSON.parse(text) : undefined;
  }
}
