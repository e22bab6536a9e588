/**
 * Read-side trouble, off by default. A test asks for it in process:
 *
 *     device.faults.add({ kind: 'unavailable', path: /\/ltm\/virtual/, times: 3 })
 *
 * The first fault that matches a call, and has uses left, answers it.
 */
export type FaultKind =
  /** Answers correctly, `delayMs` later. */
  | 'delay'
  /** Answers 200 with the first half of the right JSON. */
  | 'truncated-json'
  /** Answers the web server's "restarting" page with status `status` (503). */
  | 'html-error'
  /** Answers that a task keeps the configuration busy: JSON, 503. */
  | 'busy'
  /** Answers 503 without a useful body. */
  | 'unavailable'
  /** Ends all tokens before the call is looked at. */
  | 'expire-tokens'
  /** Says that the path is not registered, as while the framework restarts. */
  | 'not-registered'
  /** Says that the object does not exist, as while the daemon restarts. */
  | 'false-not-found'
  /** Says that no credentials were sent although they were. */
  | 'lost-credentials'
  /** Breaks the connection. */
  | 'reset';

export interface Fault {
  kind: FaultKind;
  /** Calls whose path with query matches; all unless given. */
  path?: RegExp;
  method?: string;
  /** Matching calls to leave alone first. */
  after?: number;
  /** Calls to disturb; all further ones unless given. */
  times?: number;
  /** For `delay`. */
  delayMs?: number;
  /** For `html-error`. */
  status?: number;
}

/** The faults of one device. */
export class FaultPlan {
  #faults: { fault: Fault; after: number; left: number }[] = [];

  /** @returns a function that removes the fault again. */
  add(fault: Fault): () => void {
    const entry = {
      fault,
      after: fault.after ?? 0,
      left: fault.times ?? Infinity,
    };
    this.#faults.push(entry);
    return () => {
      this.#faults = this.#faults.filter(other => other !== entry);
    };
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault of this call, which uses it up; `undefined` for none. */
  take(method: string, url: string): Fault | undefined {
    for (const entry of this.#faults) {
      const { fault } = entry;
      if (fault.method && fault.method !== method) continue;
      if (fault.path && !fault.path.test(url)) continue;
      if (entry.after > 0) {
        entry.after -= 1;
        continue;
      }
      if (entry.left <= 0) continue;
      entry.left -= 1;
      return fault;
    }
    return undefined;
  }
}
