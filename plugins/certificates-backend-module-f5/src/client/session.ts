import { setMaxListeners } from 'node:events';
import { F5Device } from '../config/types';
import { F5Metrics } from '../metrics';
import { CallError } from './callError';
import { Credential, Credentials, Login } from './credentials';
import { Exchange } from './exchange';
import { Gate } from './gate';
import { Pace } from './pace';
import { Repeat, createRepeat } from './retry';
import { Call, MAX_CONNECTIONS, Transport, describeCall } from './transport';
import { unlessStopped } from './waiting';

export interface SessionOptions {
  device: F5Device;
  /** The user to log in as; the read-only one of the device where absent. */
  login?: () => Login;
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

/** A call that changes something. */
export interface WriteCall
  extends Pick<Call, 'method' | 'path' | 'headers' | 'timeoutMs'> {
  /** Sent as JSON, unless it is raw bytes. */
  body?: unknown;
}

export interface WriteOptions {
  /** Doing it twice is the same as doing it once: it is repeated when nobody knows what became of it. */
  idempotent?: boolean;
  /** "Not found" is an answer, and is not asked for again. */
  expectAbsence?: boolean;
}

/** What sessions with different signals share. */
interface Shared {
  transport: Pick<Transport, 'send' | 'close'>;
  gate: Gate;
  exchange: Exchange;
  credentials: Credentials;
  repeat: Repeat;
}

/**
 * A conversation with a device: logs in once, and leaves no token behind.
 *
 * Guarantees:
 * - at most as many calls at a time as the gate of the device lets through, and
 *   one while the device is slow
 * - a call is repeated only when it has changed nothing for certain, or when
 *   doing it twice is the same as doing it once; a missing permission never
 *   causes a login
 * - `close` asks the device to forget every token that it gave out
 *
 * Not guaranteed: that a device which no longer answers forgets the token; it
 * then ends by itself, after 20 minutes by default.
 */
export class IControlSession {
  readonly #shared: Shared;
  readonly #signal: AbortSignal;

  private constructor(shared: Shared, signal: AbortSignal) {
    this.#shared = shared;
    this.#signal = signal;
    // Every call that waits for its turn listens: as many as there are profiles.
    setMaxListeners(0, signal);
  }

  /** Logs in. Close the session whatever happens afterwards. */
  static async open(options: SessionOptions): Promise<IControlSession> {
    const session = new IControlSession(share(options), options.signal);
    try {
      await session.#shared.credentials.current();
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** The same conversation, ended by one signal more; closing it is left to the first. */
  within(signal: AbortSignal): IControlSession {
    return new IControlSession(
      this.#shared,
      AbortSignal.any([this.#signal, signal]),
    );
  }

  /** Management calls made so far, logins and repetitions included. */
  get calls(): number {
    return this.#shared.exchange.calls;
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
    return this.write(
      { method: 'GET', path },
      { idempotent: true, expectAbsence: options.expectAbsence },
    );
  }

  /**
   * Makes a call that may change something.
   *
   * @returns the parsed answer; `undefined` when it is empty
   * @throws CallError, whose `noEffect` says whether anything can have changed
   */
  async write(call: WriteCall, options: WriteOptions = {}): Promise<unknown> {
    const { idempotent, expectAbsence } = options;
    return this.#shared.repeat(
      describeCall(call),
      () => this.#withToken(call),
      {
        signal: this.#signal,
        accept: problem =>
          (expectAbsence === true && problem.absent === true) ||
          (!idempotent && problem.noEffect !== true),
      },
    );
  }

  /** Makes the device forget the tokens of this session. Never throws. */
  async close(): Promise<void> {
    const { credentials, transport, gate } = this.#shared;
    await credentials.revokeAll(() => transport.close());
    gate.limit = MAX_CONNECTIONS;
  }

  /** Logs in once more when the device has forgotten the token. */
  async #withToken(call: WriteCall): Promise<unknown> {
    const credential = await this.#credential(call);
    try {
      return await this.#once(call, credential);
    } catch (error) {
      if (!(error instanceof CallError && error.problem.tokenGone)) {
        throw error;
      }
    }
    await this.#shared.credentials.lost(credential);
    return this.#once(call, await this.#credential(call));
  }

  #credential(call: WriteCall): Promise<Credential> {
    return unlessStopped(
      this.#shared.credentials.current(),
      describeCall(call),
      this.#signal,
    );
  }

  #once(
    { body, headers, ...call }: WriteCall,
    credential: Credential,
  ): Promise<unknown> {
    const { exchange, credentials } = this.#shared;
    const isRaw = Buffer.isBuffer(body);
    return exchange.call(
      {
        ...call,
        headers: {
          ...(body !== undefined && {
            'content-type': isRaw
              ? 'application/octet-stream'
              : 'application/json',
          }),
          ...headers,
          ...credentials.headers(credential),
        },
        ...(body !== undefined && {
          body: isRaw ? body : JSON.stringify(body),
        }),
        signal: this.#signal,
      },
      credential.kind,
    );
  }
}

function share(options: SessionOptions): Shared {
  const { device, login, transport, gate, metrics, signal } = options;
  const pace = new Pace();
  const adjust = () => {
    gate.limit = pace.slow ? 1 : MAX_CONNECTIONS;
  };
  const exchange = new Exchange({
    transport,
    gate,
    metrics,
    onAnswer: (label, durationMs) => {
      pace.observe(label, durationMs);
      adjust();
    },
  });
  const repeat = createRepeat({
    signal,
    delaysMs: options.retryDelaysMs,
    onRetry: problem => {
      metrics.retry(problem.kind);
      if (problem.kind === 'busy' || problem.kind === 'not-ready') {
        pace.pushBack();
        adjust();
      }
    },
  });
  const credentials = new Credentials({
    device,
    login,
    exchange,
    repeat,
    signal,
  });
  return { transport, gate, exchange, credentials, repeat };
}
