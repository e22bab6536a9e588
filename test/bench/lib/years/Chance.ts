import { createHash } from 'node:crypto';

/**
 * Luck that can be repeated: it depends on the seed, on what happens and on how
 * often that has happened before, not on the order of everything else.
 */
export class Chance {
  readonly #seed: number;
  readonly #counts = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** From 0 to 1, another one each time. */
  next(what: string): number {
    const count = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, count);
    const digest = createHash('sha256')
      .update(`${this.#seed}:${what}:${count}`)
      .digest();
    return digest.readUInt32BE(0) / 2 ** 32;
  }

  happens(what: string, probability: number): boolean {
    return this.next(what) < probability;
  }
}

/** Something that is down now and then, for a while. */
export class Outages {
  readonly #chance: Chance;
  readonly #what: string;
  readonly #perDay: number;
  readonly #longestMs: number;
  #until = 0;
  count = 0;

  constructor(options: {
    chance: Chance;
    what: string;
    /** How many begin in a day. */
    perDay: number;
    longestMs: number;
  }) {
    this.#chance = options.chance;
    this.#what = options.what;
    this.#perDay = options.perDay;
    this.#longestMs = options.longestMs;
  }

  /** Lets so much time go by. */
  pass(now: number, stepMs: number): void {
    const share = (this.#perDay * stepMs) / 86_400_000;
    if (now >= this.#until && this.#chance.happens(this.#what, share)) {
      this.count++;
      this.#until =
        now + this.#chance.next(`${this.#what} length`) * this.#longestMs;
    }
  }

  isDown(now: number): boolean {
    return now < this.#until;
  }
}
