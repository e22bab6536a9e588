/**
 * One kind of configuration object, by full path. Objects are replaced, never
 * changed in place, so whatever is derived from one (metadata, answers) may be
 * cached by its identity.
 */
export class ObjectTable<T> implements Iterable<T> {
  readonly #objects = new Map<string, T>();
  #sorted: readonly T[] | undefined;

  constructor(
    private readonly options: {
      /** The path, or the name where the kind has no partition. */
      key: (object: T) => string;
      onChange: (change: {
        fullPath: string;
        action: 'put' | 'delete';
      }) => void;
    },
  ) {}

  get size(): number {
    return this.#objects.size;
  }

  get(fullPath: string): T | undefined {
    return this.#objects.get(fullPath);
  }

  has(fullPath: string): boolean {
    return this.#objects.has(fullPath);
  }

  /** All objects, ordered by full path as a device lists them. */
  list(): readonly T[] {
    this.#sorted ??= [...this.#objects.entries()]
      .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
      .map(([, object]) => object);
    return this.#sorted;
  }

  /** Adds the object, or replaces the one of the same path. */
  put(object: T): T {
    const fullPath = this.options.key(object);
    this.#objects.set(fullPath, object);
    this.#sorted = undefined;
    this.options.onChange({ fullPath, action: 'put' });
    return object;
  }

  /** @returns whether there was such an object. */
  delete(fullPath: string): boolean {
    if (!this.#objects.delete(fullPath)) return false;
    this.#sorted = undefined;
    this.options.onChange({ fullPath, action: 'delete' });
    return true;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.list()[Symbol.iterator]();
  }
}
