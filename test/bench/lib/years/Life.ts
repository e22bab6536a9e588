/** The life of one process, which may end at any call. */
export class Life {
  readonly ended: Promise<void>;
  isDead = false;
  #end: () => void = () => {};

  constructor() {
    this.ended = new Promise(resolve => {
      this.#end = resolve;
    });
  }

  /** As `kill -9`. */
  end(): void {
    this.isDead = true;
    this.#end();
  }

  /** The same object, whose methods never answer once the process is dead. */
  wrap<T extends object>(object: T): T {
    return new Proxy(object, {
      get: (inner, property) => {
        const value = Reflect.get(inner, property);
        if (typeof value !== 'function') {
          return value;
        }
        return async (...args: unknown[]) => {
          const result = this.isDead
            ? undefined
            : await value.apply(inner, args);
          return this.isDead ? new Promise(() => {}) : result;
        };
      },
    });
  }
}
