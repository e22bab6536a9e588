import { SignalApi } from '@backstage/plugin-signals-react';

type Listener = Parameters<SignalApi['subscribe']>[1];

/** Signals that a test sends by hand. */
export class FakeSignals implements SignalApi {
  readonly #listeners = new Map<string, Set<Listener>>();

  subscribe(channel: string, onMessage: Listener) {
    const listeners = this.#listeners.get(channel) ?? new Set<Listener>();
    this.#listeners.set(channel, listeners.add(onMessage));
    return { unsubscribe: () => listeners.delete(onMessage) };
  }

  send(channel: string, message: Parameters<Listener>[0]): void {
    this.#listeners.get(channel)?.forEach(listener => listener(message));
  }
}
