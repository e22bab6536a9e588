import { SignalApi, useSignal } from '@backstage/plugin-signals-react';

type Message = NonNullable<ReturnType<typeof useSignal>['lastSignal']>;
type Listener = (message: Message) => void;

/** Signals that a test sends by hand. */
export class FakeSignals implements SignalApi {
  readonly #listeners = new Map<string, Set<Listener>>();

  subscribe<TMessage extends Message>(
    channel: string,
    onMessage: (message: TMessage) => void,
  ) {
    const listeners = this.#listeners.get(channel) ?? new Set<Listener>();
    const listener: Listener = message => onMessage(message as TMessage);
    this.#listeners.set(channel, listeners.add(listener));
    return { unsubscribe: () => listeners.delete(listener) };
  }

  send(channel: string, message: Message): void {
    this.#listeners.get(channel)?.forEach(listener => listener(message));
  }
}
