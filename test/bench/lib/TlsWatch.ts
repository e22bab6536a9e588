import { look, Watched } from '../../lib/look';

/**
 * Connects to virtual servers over and over, as clients do, and keeps what must
 * never happen: no answer at all, a certificate that nobody expects, or one
 * without its chain. A handshake that succeeds proves that the key belongs to the
 * certificate.
 */
export class TlsWatch {
  /** Complete chains that may be served, by the fingerprint of the leaf. */
  readonly #allowed = new Map<string, string>();
  readonly #faults = new Set<string>();
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  #handshakes = 0;
  #stopped = false;
  #work: Promise<void>[] = [];

  constructor(options: { intervalMs?: number; timeoutMs?: number } = {}) {
    this.#intervalMs = options.intervalMs ?? 50;
    this.#timeoutMs = options.timeoutMs ?? 10_000;
  }

  /** Handshakes that succeeded. */
  get handshakes(): number {
    return this.#handshakes;
  }

  /** What went wrong, each kind once. */
  get faults(): string[] {
    return [...this.#faults];
  }

  allow(chain: readonly string[]): void {
    this.#allowed.set(chain[0], chain.join());
  }

  start(targets: readonly Watched[]): void {
    this.#stopped = false;
    this.#work = targets.map(target => this.#watch(target));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#work);
  }

  async #watch(target: Watched): Promise<void> {
    while (!this.#stopped) {
      const begun = Date.now();
      try {
        const { chain } = await look(target, this.#timeoutMs);
        this.#handshakes++;
        const expected = this.#allowed.get(chain[0]);
        if (expected === undefined) {
          this.#faults.add(`${target.name} served an unknown certificate`);
        } else if (expected !== chain.join()) {
          this.#faults.add(`${target.name} served a broken chain`);
        }
      } catch (error) {
        this.#faults.add(`${target.name} did not answer: ${error}`);
      }
      await new Promise(resolve =>
        setTimeout(resolve, this.#intervalMs - (Date.now() - begun)),
      );
    }
  }
}
