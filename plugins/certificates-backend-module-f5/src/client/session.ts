import { F5Device } from '../config/types';
import { F5Metrics } from '../metrics';
import { CallError } from './callError';
import { Credential, Credentials } from './credentials';
import { Exchange } from './exchange';
import { Gate } from './gate';
import { Pace } from './pace';
import { Repeat, createRepeat } from './retry';
import { MAX_CONNECTIONS, Transport, describeCall } from './transport';

export interface SessionOptions {
  device: F5Device;
  /** Closed with the session. */
  transport: Pick<Transport, 'send' | 'close'>;
  /** Shared by all sessions with this device. */
  gate: Gate;
  metrics: F5Metrics;
  /** Ends every call of the session, except its own cleaning up. */
  signal: AbortSignal;
  /** Pauses before repetitions, in milliseconds. */
  retryDelaysMs?: readonly number[];
}

/**
 * One scan's conversation with a device: logs in once, reads, and leaves no
 * token behind.
 *
 * Guarantees:
 * - at most as many calls at a time as the gate of the device lets through, and
 *   one while the device is slow
 * - only reads and refused logins are repeated; a missing permission never
 *   causes a login
 * - `close` asks the device to forget every token that it gave out
 *
 * Not guaranteed: that a device which no longer answers forgets the token; it
 * then ends by itself, after 20 minutes by default.
 */
export class IControlSession {
  readonly #transport: Pick<Transport, 'send' | 'close'>;
  readonly #gate: Gate;
  readonly #signal: AbortSignal;
  readonly #exchange: Exchange;
  readonly #repeat: Repeat;
  readonly #credentials: Credentials;
  readonly #pace = new Pace();

  private constructor(options: SessionOptions) {
    const { transport, gate, metrics, signal, device } = options;
    this.#transport = transport;
    this.#gate = gate;
    this.#signal = signal;
    this.#exchange = new Exchange({
      transport,
      gate,
      metrics,
      onAnswer: (label, durationMs) => {
        this.#pace.observe(label, durationMs);
        this.#adjust();
      },
    });
    this.#repeat = createRepeat({
      signal,
      delaysMs: options.retryDelaysMs,
      onRetry: problem => {
        metrics.retry(problem.kind);
        if (problem.kind === 'busy' || problem.kind === 'not-ready') {
          this.#pace.pushBack();
          this.#adjust();
        }
      },
    });
    this.#credentials = new Credentials({
      device,
      exchange: this.#exchange,
      repeat: this.#repeat,
      signal,
    });
  }

  /** Logs in. Close the session whatever happens afterwards. */
  static async open(options: SessionOptions): Promise<IControlSession> {
    const session = new IControlSession(options);
    try {
      await session.#credentials.current();
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** Management calls made so far, logins and repetitions included. */
  get calls(): number {
    return this.#exchange.calls;
  }

  /**
   * Reads a resource.
   *
   * @param path - path and query below the management interface
   * @throws CallError
   */
  async get(
    path: string,
    options: {
      /** "Not found" is an answer, and is not asked for again. */
      expectAbsence?: boolean;
    } = {},
  ): Promise<unknown> {
    const label = describeCall({ method: 'GET', path });
    return this.#repeat(label, () => this.#getWithToken(path), {
      accept: problem =>
        options.expectAbsence === true && problem.absent === true,
    });
  }

  /** Makes the device forget the tokens of this session. Never throws. */
  async close(): Promise<void> {
    await this.#credentials.revokeAll(() => this.#transport.close());
    this.#gate.limit = MAX_CONNECTIONS;
  }

  /** Logs in once more when the device has forgotten the token. */
  async #getWithToken(path: string): Promise<unknown> {
    const credential = await this.#credentials.current();
    try {
      return await this.#getOnce(path, credential);
    } catch (error) {
      if (!(error instanceof CallError && error.problem.tokenGone)) {
        throw error;
      }
    }
    await this.#credentials.lost(credential);
    return this.#getOnce(path, await this.#credentials.current());
  }

  #getOnce(path: string, credential: Credential): Promise<unknown> {
    return this.#exchange.call(
      {
        method: 'GET',
        path,
        headers: this.#credentials.headers(credential),
        signal: this.#signal,
      },
      credential.kind,
    );
  }

  #adjust() {
    this.#gate.limit = this.#pace.slow ? 1 : MAX_CONNECTIONS;
  }
}
