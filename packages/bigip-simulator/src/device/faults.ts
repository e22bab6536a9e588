/**
 * Trouble on request, off by default. A test asks for it in process, anybody
 * else by the control endpoint of a farm that was started with faults:
 *
 *     device.faults.add({ kind: 'unavailable', path: /\/ltm\/virtual/, times: 3 })
 *     device.faults.add({ kind: 'drop', phase: 'after', method: 'PATCH', after: 2, times: 1 })
 *
 * The first fault that matches a call, and has uses left, disturbs it.
 */
export const FAULT_KINDS = [
  /** Answers correctly, `delayMs` later. */
  'delay',
  /** Answers 200 with the first half of the right JSON. */
  'truncated-json',
  /** Answers the web server's "restarting" page with status `status` (503). */
  'html-error',
  /** Answers status `status` (500) with a JSON error: the daemon is lost. */
  'http-error',
  /** Answers that a task keeps the configuration busy: JSON, 503. */
  'busy',
  /** Answers 503 without a useful body. */
  'unavailable',
  /** Ends all tokens before the call is looked at, or after it was answered. */
  'expire-tokens',
  /** Says that the path is not registered, as while the framework restarts. */
  'not-registered',
  /** Says that the object does not exist, as while the daemon restarts. */
  'false-not-found',
  /** Says that no credentials were sent although they were. */
  'lost-credentials',
  /** Breaks the connection; `drop` is another name of it. */
  'reset',
  'drop',
  /** Gives the traffic to the other unit; the call itself is carried out. */
  'failover',
  /** Reboots the device (`downMs`): the connection breaks. */
  'reboot',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  kind: FaultKind;
  /** Calls whose path with query matches; all unless given. */
  path?: RegExp;
  method?: string;
  /** Matching calls to leave alone first. */
  after?: number;
  /** Calls to disturb; all further ones unless given. */
  times?: number;
  /** For `delay`, in milliseconds (1000). */
  delayMs?: number;
  /** For `html-error` and `http-error`. */
  status?: number;
  /** For `reboot`: how long the device is away, in milliseconds (2000). */
  downMs?: number;
  /**
   * Whether the call has its effect before the trouble. `before` (the default):
   * the trouble comes first, and where it answers, nothing is carried out.
   * `after`: everything is done, only the answer suffers.
   */
  phase?: 'before' | 'after';
}

/** A fault that is waiting or at work. */
export interface PlannedFault {
  id: string;
  fault: Fault;
  /** Matching calls that are still left alone. */
  waiting: number;
  /** Calls that it will still disturb; `Infinity` for all. */
  left: number;
  /** Calls that it has disturbed. */
  used: number;
}

/** The faults of one device. */
export class FaultPlan {
  #planned: PlannedFault[] = [];
  #lastId = 0;

  /** @returns a function that removes the fault again. */
  add(fault: Fault): () => void {
    const { id } = this.plan(fault);
    return () => {
      this.remove(id);
    };
  }

  /** As {@link FaultPlan.add}, for those who remove it by its `id`. */
  plan(fault: Fault): PlannedFault {
    this.#lastId += 1;
    const planned: PlannedFault = {
      id: String(this.#lastId),
      fault,
      waiting: fault.after ?? 0,
      left: fault.times ?? Infinity,
      used: 0,
    };
    this.#planned.push(planned);
    return planned;
  }

  list(): readonly PlannedFault[] {
    return this.#planned;
  }

  /** @returns whether there was such a fault. */
  remove(id: string): boolean {
    const before = this.#planned.length;
    this.#planned = this.#planned.filter(planned => planned.id !== id);
    return this.#planned.length < before;
  }

  clear(): void {
    this.#planned = [];
  }

  /** The fault of this call, which uses it up; `undefined` for none. */
  take(method: string, url: string): Fault | undefined {
    for (const planned of this.#planned) {
      const { fault } = planned;
      if (fault.method && fault.method !== method) continue;
      if (fault.path && !fault.path.test(url)) continue;
      if (planned.waiting > 0) {
        planned.waiting -= 1;
        continue;
      }
      if (planned.left <= 0) continue;
      planned.left -= 1;
      planned.used += 1;
      return fault;
    }
    return undefined;
  }
}
