/** Where uploads arrive, and stay until somebody removes them. */
export const DOWNLOADS = '/var/config/rest/downloads';
/** From here files can be fetched. */
export const BULK = '/var/config/rest/bulk';
/** Certificate requests that the device made. */
export const REQUESTS = '/config/ssl/ssl.csr';

const FOLDERS = [DOWNLOADS, `${DOWNLOADS}/tmp`, BULK, REQUESTS, '/tmp'];

/** A file that lies on a device. */
export interface StoredFile {
  content: Buffer;
  modifiedTime: Date;
}

/**
 * The few folders of a device's disk that management calls can reach. They are
 * no configuration: no transaction covers them and a reboot leaves them alone.
 */
export class DeviceFiles {
  readonly #files = new Map<string, StoredFile>();

  constructor(private readonly now: () => Date = () => new Date()) {}

  /** @param path - absolute */
  read(path: string): Buffer | undefined {
    return this.#files.get(path)?.content;
  }

  stat(path: string): StoredFile | undefined {
    return this.#files.get(path);
  }

  write(path: string, content: Buffer): void {
    this.#files.set(path, { content, modifiedTime: this.now() });
  }

  /** @returns whether there was such a file. */
  remove(path: string): boolean {
    return this.#files.delete(path);
  }

  /** Names in a folder, sorted; `undefined` when there is no such folder. */
  list(folder: string): string[] | undefined {
    const path = folder.replace(/\/+$/, '');
    if (!FOLDERS.includes(path)) return undefined;
    const below = [...this.#files.keys(), ...FOLDERS]
      .filter(candidate => candidate.startsWith(`${path}/`))
      .map(candidate => candidate.slice(path.length + 1).split('/')[0]);
    return [...new Set(below)].sort();
  }

  /** Uploads that nobody has removed, by name with their size in bytes. */
  leftovers(): { name: string; size: number }[] {
    return [...this.#files]
      .filter(([path]) => path.startsWith(`${DOWNLOADS}/`))
      .map(([path, { content }]) => ({
        name: path.slice(DOWNLOADS.length + 1),
        size: content.length,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
