/** Calls that are kept; older ones make room. */
const CAPACITY = 10_000;

/** A token in a path is a secret like any other. */
const TOKEN = /(\/authz\/tokens\/)[^/?]+/;

/** One management call. Neither bodies nor headers are kept. */
export interface CallEntry {
  /** Counts up for the life of the device. */
  sequence: number;
  at: Date;
  method: string;
  /** With the query; tokens are masked. */
  path: string;
  /** Missing while it runs, and when the connection ended without an answer. */
  status?: number;
  /** Missing when the caller was not known. */
  user?: string;
}

/** The latest management calls of a device, in the order of their arrival. */
export class CallJournal {
  #entries: CallEntry[] = [];
  #sequence = 0;

  /** Notes a call; its outcome is filled in when it is known. */
  begin(call: Pick<CallEntry, 'at' | 'method' | 'path'>): CallEntry {
    this.#sequence += 1;
    const entry: CallEntry = {
      sequence: this.#sequence,
      ...call,
      path: call.path.replace(TOKEN, '$1{token}'),
    };
    this.#entries.push(entry);
    if (this.#entries.length > 2 * CAPACITY)
      this.#entries = this.#entries.slice(-CAPACITY);
    return entry;
  }

  /** Oldest first. */
  list(): readonly CallEntry[] {
    return this.#entries.slice(-CAPACITY);
  }

  /** Calls since the start, or since the journal was cleared. */
  get total(): number {
    return this.#sequence;
  }

  /** Calls per `METHOD path`, queries left out; of those that are kept. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { method, path } of this.list()) {
      const key = `${method} ${path.split('?')[0]}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  clear(): void {
    this.#entries = [];
    this.#sequence = 0;
  }
}
