/**
 * One kind of configuration object, by full path. Objects are replaced, never
 * changed in place, so whatever is derived from one (metadata, answers) may be
 * cached by its identity.
 */
export class ObjectTable<T> implements Iterable<T> {
  #objects: Map<string, T> = new Map<string, T>();
  /** Somebody else holds the map as well: it is copied before a write. */
  #shared = false;
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
    this.#own();
    this.#objects.set(fullPath, object);
    this.#sorted = undefined;
    this.options.onChange({ fullPath, action: 'put' });
    return object;
  }

  /** @returns whether there was such an object. */
  delete(fullPath: string): boolean {
    if (!this.#objects.has(fullPath)) return false;
    this.#own();
    this.#objects.delete(fullPath);
    this.#sorted = undefined;
    this.options.onChange({ fullPath, action: 'delete' });
    return true;
  }

  /** All objects at this moment. Costs nothing until the next write. */
  capture(): ReadonlyMap<string, T> {
    this.#shared = true;
    return this.#objects;
  }

  /**
   * Puts the objects of a {@link capture} in the place of all others. Nobody is
   * told: that is for the caller, once everything is in place.
   *
   * @returns what became different
   */
  restore(
    objects: ReadonlyMap<string, T>,
  ): { fullPath: string; action: 'put' | 'delete' }[] {
    const before = this.#objects;
    if (before === objects) return [];
    this.load(objects);
    return differences(before, objects);
  }

  /** As {@link ObjectTable.restore}, for those who need no differences. */
  load(objects: ReadonlyMap<string, T>): void {
    // Captured maps are never written: `#own` copies first.
    this.#objects = objects as Map<string, T>;
    this.#shared = true;
    this.#sorted = undefined;
  }

  #own(): void {
    if (!this.#shared) return;
    this.#objects = new Map(this.#objects);
    this.#shared = false;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.list()[Symbol.iterator]();
  }
}

/** Objects that are new, other or gone, by identity. */
export function differences<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
): { fullPath: string; action: 'put' | 'delete' }[] {
  if (before === after) return [];
  const changes: { fullPath: string; action: 'put' | 'delete' }[] = [];
  for (const [fullPath, object] of after)
    if (before.get(fullPath) !== object)
      changes.push({ fullPath, action: 'put' });
  for (const fullPath of before.keys())
    if (!after.has(fullPath)) changes.push({ fullPath, action: 'delete' });
  return changes;
}
