/** Numbers that stay with an object for ever: `vsIndex`, files on disk. */
export class ObjectNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #last = new Map<string, number>();

  /** The number of the object among those of its kind; counts from one. */
  of(kind: string, fullPath: string): number {
    const key = `${kind} ${fullPath}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = (this.#last.get(kind) ?? 0) + 1;
      this.#last.set(kind, number);
      this.#numbers.set(key, number);
    }
    return number;
  }
}
