import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Keeps what cannot be computed again from a seed: keys, and signatures that
 * hold a random number. The first value that is stored under a name stays.
 *
 * @public
 */
export interface MaterialCache {
  get(name: string): Promise<Buffer | undefined>;
  /** Stores a value unless there is one; returns the one that is kept. */
  putIfAbsent(name: string, value: Buffer): Promise<Buffer>;
  /** Stores a value whether or not there is one. */
  replace(name: string, value: Buffer): Promise<void>;
}

/** Forgets everything when the process ends. @public */
export class MemoryMaterialCache implements MaterialCache {
  readonly #values = new Map<string, Buffer>();

  async get(name: string): Promise<Buffer | undefined> {
    return this.#values.get(name);
  }

  async putIfAbsent(name: string, value: Buffer): Promise<Buffer> {
    const kept = this.#values.get(name) ?? value;
    this.#values.set(name, kept);
    return kept;
  }

  async replace(name: string, value: Buffer): Promise<void> {
    this.#values.set(name, value);
  }
}

/**
 * One file per value below a folder that only its owner can read. Safe for
 * several processes at once: a file appears whole or not at all, and of two
 * that write the same name at the same time one wins and both use its value.
 *
 * @public
 */
export class DirectoryMaterialCache implements MaterialCache {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async get(name: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.#path(name));
    } catch (error) {
      if (isCode(error, 'ENOENT')) {
        return undefined;
      }
      throw error;
    }
  }

  async putIfAbsent(name: string, value: Buffer): Promise<Buffer> {
    const temporary = await this.#writeTemporary(name, value);
    try {
      // Unlike a rename, a link fails when the name is taken.
      await link(temporary, this.#path(name));
      return value;
    } catch (error) {
      if (isCode(error, 'EEXIST')) {
        return await readFile(this.#path(name));
      }
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async replace(name: string, value: Buffer): Promise<void> {
    const temporary = await this.#writeTemporary(name, value);
    await rename(temporary, this.#path(name));
  }

  async #writeTemporary(name: string, value: Buffer): Promise<string> {
    const path = this.#path(name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${randomUUID()}.tmp`;
    await writeFile(temporary, value, { mode: 0o600, flush: true });
    return temporary;
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }
}

function isCode(error: unknown, code: string): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === code
  );
}
