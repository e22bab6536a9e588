/** Below this no answer counts as slow, however fast others were. */
const UNREMARKABLE_MS = 1_000;
/** Weight of the newest observation. */
const WEIGHT = 0.4;
const SLOW = 2;
const RECOVERED = 1.4;

/**
 * Notices that a device slows down: compares each answer with the fastest one
 * to the same address so far. Says when to ask one thing at a time, and when it
 * is well again.
 */
export class Pace {
  readonly #fastest = new Map<string, number>();
  #slowness = 1;
  #slow = false;

  get slow(): boolean {
    return this.#slow;
  }

  /** Takes note of the duration of one answered call. */
  observe(address: string, durationMs: number): void {
    const fastest = Math.min(
      this.#fastest.get(address) ?? Infinity,
      durationMs,
    );
    this.#fastest.set(address, fastest);
    const ratio =
      durationMs < UNREMARKABLE_MS ? 1 : durationMs / Math.max(1, fastest);
    this.#slowness += WEIGHT * (Math.min(ratio, 10) - this.#slowness);
    if (this.#slowness >= SLOW) {
      this.#slow = true;
    } else if (this.#slowness <= RECOVERED) {
      this.#slow = false;
    }
  }

  /** The device said itself that it is busy. */
  pushBack(): void {
    this.#slowness = Math.max(this.#slowness, SLOW + 1);
    this.#slow = true;
  }
}
