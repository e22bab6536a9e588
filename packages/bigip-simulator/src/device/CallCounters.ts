/** Counts of management calls, for tests and benchmarks. */
export class CallCounters {
  #total = 0;
  #active = 0;
  #peak = 0;
  readonly #byPath = new Map<string, number>();

  /** Calls answered or in progress since the last reset. */
  get total(): number {
    return this.#total;
  }

  /** Calls in progress now. */
  get active(): number {
    return this.#active;
  }

  /** Highest number of calls in progress at one time. */
  get peak(): number {
    return this.#peak;
  }

  /** Calls per `METHOD path`, queries left out. */
  get byPath(): ReadonlyMap<string, number> {
    return this.#byPath;
  }

  /** @returns a function to call once when the call has been answered. */
  begin(method: string, path: string): () => void {
    const key = `${method} ${path}`;
    this.#total += 1;
    this.#active += 1;
    this.#peak = Math.max(this.#peak, this.#active);
    this.#byPath.set(key, (this.#byPath.get(key) ?? 0) + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#active -= 1;
    };
  }

  reset(): void {
    this.#total = 0;
    this.#peak = this.#active;
    this.#byPath.clear();
  }
}
