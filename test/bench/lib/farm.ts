import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { StartFarmOptions } from '@cmt/bigip-simulator';

/** A virtual server, as a client reaches it. */
export interface FarmVirtual {
  name: string;
  host: string;
  port: number;
  serverNames: string[];
}

/** A device of a farm, as a client needs to know it. */
export interface FarmDevice {
  name: string;
  /** What its name begins with, up to the member: its cluster in deployment farms. */
  environment: string;
  host: string;
  port: number;
  /** SHA-256 of the management certificate, lower-case hexadecimal. */
  fingerprint: string;
  /** A read-only user. */
  username: string;
  password: string;
  /** May change everything. */
  administrator: { username: string; password: string };
  /** Where its virtual servers listen. */
  virtuals: FarmVirtual[];
  /** Numbers of objects on it. */
  holds: { certificates: number; profiles: number; virtualServers: number };
}

export type FarmRequest =
  | { kind: 'start'; options: StartFarmOptions }
  | { kind: 'calls' }
  | { kind: 'close' };

export type FarmAnswer =
  | { kind: 'started'; devices: FarmDevice[] }
  | { kind: 'calls'; calls: { total: number; peak: number }[] }
  | { kind: 'closed' }
  | { kind: 'failed'; reason: string };

/**
 * Simulated BIG-IPs in a process of their own, so that a benchmark of a client
 * does not share its event loop with the server.
 */
export class FarmProcess {
  readonly devices: readonly FarmDevice[];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, devices: FarmDevice[]) {
    this.#child = child;
    this.devices = devices;
  }

  /** Starts a farm; keys are kept between runs in `.data`. */
  static async start(options: StartFarmOptions): Promise<FarmProcess> {
    const child = fork(join(__dirname, 'farmChild.ts'));
    const answer = await ask(child, {
      kind: 'start',
      options: {
        cacheDirectory: join(__dirname, '../../../.data/bench'),
        listen: { host: '127.0.0.1', port: 0 },
        dataPort: 0,
        ...options,
      },
    });
    return new FarmProcess(child, answer.devices);
  }

  /** Calls that each device has seen since it was last asked. */
  async calls(): Promise<{ total: number; peak: number }[]> {
    return (await ask(this.#child, { kind: 'calls' })).calls;
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    await ask(this.#child, { kind: 'close' });
    await ended;
  }
}

type AnswerTo<R extends FarmRequest> = Extract<
  FarmAnswer,
  {
    kind: { start: 'started'; calls: 'calls'; close: 'closed' }[R['kind']];
  }
>;

async function ask<R extends FarmRequest>(
  child: ChildProcess,
  request: R,
): Promise<AnswerTo<R>> {
  const done = new AbortController();
  const answered = once(child, 'message', { signal: done.signal });
  const ended = once(child, 'exit', { signal: done.signal }).then(() => {
    throw new Error('The farm ended early');
  });
  // Whichever comes second is of no interest.
  answered.catch(() => {});
  ended.catch(() => {});
  child.send(request);
  try {
    const [answer] = (await Promise.race([answered, ended])) as [FarmAnswer];
    if (answer.kind === 'failed') {
      throw new Error(`The farm failed: ${answer.reason}`);
    }
    return answer as AnswerTo<R>;
  } finally {
    done.abort();
  }
}
