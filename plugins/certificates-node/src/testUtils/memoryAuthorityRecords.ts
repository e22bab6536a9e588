import { AuthorityRecords } from '../authority';

/**
 * The records of a CA in memory, for tests. Instances of a CA that share it are
 * replicas of one backend, or the same one after a restart.
 *
 * @public
 */
export class MemoryAuthorityRecords implements AuthorityRecords {
  readonly #entries = new Map<string, { value: string; sealed: boolean }>();

  async get(key: string): Promise<string | undefined> {
    return this.#entries.get(key)?.value;
  }

  async insert(
    key: string,
    value: string,
    options?: { sealed?: boolean },
  ): Promise<boolean> {
    if (this.#entries.has(key)) {
      return false;
    }
    await this.put(key, value, options);
    return true;
  }

  async put(
    key: string,
    value: string,
    options?: { sealed?: boolean },
  ): Promise<void> {
    this.#entries.set(key, { value, sealed: options?.sealed ?? false });
  }

  async list(prefix: string): Promise<{ key: string; value: string }[]> {
    return [...this.#entries]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, { value }]) => ({ key, value }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key);
  }

  /** What a look into the database shows: everything but what is sealed. */
  readable(): Record<string, string> {
    return Object.fromEntries(
      [...this.#entries]
        .filter(([, { sealed }]) => !sealed)
        .map(([key, { value }]) => [key, value]),
    );
  }

  /** What only the backend can read. */
  sealed(): Record<string, string> {
    return Object.fromEntries(
      [...this.#entries]
        .filter(([, { sealed }]) => sealed)
        .map(([key, { value }]) => [key, value]),
    );
  }
}
