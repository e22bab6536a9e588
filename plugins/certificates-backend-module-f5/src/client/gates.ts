import { Gate } from './gate';
import { MAX_CONNECTIONS } from './transport';

/** One gate for each device, for everything in this process that talks to it. */
export class Gates {
  readonly #gates = new Map<string, Gate>();

  of(device: string): Gate {
    let gate = this.#gates.get(device);
    if (!gate) {
      gate = new Gate(MAX_CONNECTIONS);
      this.#gates.set(device, gate);
    }
    return gate;
  }
}
