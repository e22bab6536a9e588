import { performance } from 'node:perf_hooks';
import { F5Device } from '../config/types';
import { notABigIp } from './answerProblem';
import { CallError, CallProblem } from './callError';
import { Exchange } from './exchange';
import { stopped } from './networkError';
import { Repeat } from './retry';
import { readVersion } from './stats';
import { Token, readToken } from './token';
import { describeCall } from './transport';
import { endsWithin, unlessStopped } from './waiting';

const LOGIN_PATH = '/mgmt/shared/authn/login';
const TOKENS_PATH = '/mgmt/shared/authz/tokens';
const VERSION_PATH = '/mgmt/tm/sys/version';
const LOGIN_LABEL = describeCall({ method: 'POST', path: LOGIN_PATH });

/** How long giving a token back may take. */
const LOGOUT_TIMEOUT_MS = 3_000;
/** A device that ends tokens early is not asked for more than this. */
const MAX_LOGINS = 5;
/** First version with tokens. */
const TOKENS_SINCE = 12;

const TOKENS_END_EARLY: CallProblem = {
  kind: 'auth',
  message: `was given up: ${MAX_LOGINS} tokens of this scan have ended early`,
  remedy:
    'Something deletes tokens of this user, or the device forgets them; give the scanner a user of its own.',
};

/** A user of a device. Holds a secret: never keep or log it. */
export interface Login {
  username: string;
  password: string;
}

/** What proves to the device who asks. */
export type Credential = { kind: 'token'; token: Token } | { kind: 'basic' };

/**
 * The credential of one session: one token, shared by all calls, renewed before
 * its end, given back afterwards.
 */
export class Credentials {
  readonly #device: F5Device;
  readonly #login: () => Login;
  readonly #exchange: Exchange;
  readonly #repeat: Repeat;
  readonly #signal: AbortSignal;
  /** Tokens that the device still holds for us. */
  readonly #issued = new Set<string>();
  #current?: Credential;
  #pending?: Promise<Credential>;
  #logins = 0;

  constructor(options: {
    device: F5Device;
    /** The user to log in as; the one of the device where absent. Asked each time. */
    login?: () => Login;
    exchange: Exchange;
    repeat: Repeat;
    signal: AbortSignal;
  }) {
    this.#device = options.device;
    this.#login = options.login ?? (() => options.device);
    this.#exchange = options.exchange;
    this.#repeat = options.repeat;
    this.#signal = options.signal;
  }

  /** The credential to use now: logs in first, or again shortly before the token ends. */
  async current(): Promise<Credential> {
    const held = this.#current;
    if (held?.kind !== 'token' || performance.now() < held.token.renewAt) {
      return held ?? this.#logIn();
    }
    const fresh = await this.#replace(held);
    if (this.#issued.delete(held.token.value)) {
      await this.#revoke(held.token.value);
    }
    return fresh;
  }

  /** The device does not know this credential any more; gets another one. */
  async lost(credential: Credential): Promise<void> {
    if (credential.kind === 'token') {
      this.#issued.delete(credential.token.value);
    }
    await this.#replace(credential);
  }

  headers(credential: Credential): Record<string, string> {
    if (credential.kind === 'token') {
      return { 'x-f5-auth-token': credential.token.value };
    }
    const { username, password } = this.#login();
    const encoded = Buffer.from(`${username}:${password}`).toString('base64');
    return { authorization: `Basic ${encoded}` };
  }

  /**
   * Gives all tokens back. Resolves within seconds; a login that is under way
   * longer than that is followed up by `whenDone`. Never throws.
   */
  async revokeAll(whenDone: () => Promise<void>): Promise<void> {
    const settled = this.#pending?.then(
      () => {},
      () => {},
    );
    const revoke = async () => {
      const tokens = [...this.#issued];
      this.#issued.clear();
      this.#current = undefined;
      await Promise.all(tokens.map(token => this.#revoke(token)));
      await whenDone();
    };
    if (settled && !(await endsWithin(settled, LOGOUT_TIMEOUT_MS))) {
      // A token that is being given out now would otherwise stay on the device.
      settled.then(revoke);
      return;
    }
    await revoke();
  }

  /** Logs in again, unless another call has done so already. */
  async #replace(old: Credential): Promise<Credential> {
    if (this.#current === old) {
      this.#current = undefined;
    }
    return this.#current ?? this.#logIn();
  }

  async #logIn(): Promise<Credential> {
    if (this.#signal.aborted) {
      throw stopped(LOGIN_LABEL, this.#signal);
    }
    this.#pending ??= this.#repeat(LOGIN_LABEL, () => this.#tryLogIn()).finally(
      () => {
        this.#pending = undefined;
      },
    );
    // The login itself is not cut off: its token could not be given back then.
    return unlessStopped(this.#pending, LOGIN_LABEL, this.#signal);
  }

  async #tryLogIn(): Promise<Credential> {
    if (++this.#logins > MAX_LOGINS) {
      throw new CallError(LOGIN_LABEL, TOKENS_END_EARLY);
    }
    const started = performance.now();
    const { username, password } = this.#login();
    let answer: unknown;
    try {
      answer = await this.#exchange.call(
        {
          method: 'POST',
          path: LOGIN_PATH,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            username,
            password,
            loginProviderName: this.#device.loginProvider,
          }),
        },
        'login',
      );
    } catch (error) {
      if (knowsNoLogin(error) && !this.#exchange.identified) {
        return this.#tryBasic(error);
      }
      throw error;
    }
    const token = readToken(answer, started);
    if (!token) {
      throw new CallError(
        LOGIN_LABEL,
        notABigIp('was answered without a token'),
      );
    }
    this.#exchange.identify();
    this.#issued.add(token.value);
    this.#current = { kind: 'token', token };
    return this.#current;
  }

  /**
   * Tokens came with version 12. A newer device that knows no login is starting;
   * to an older one, and only then, each call carries the password.
   */
  async #tryBasic(loginError: CallError): Promise<Credential> {
    const credential: Credential = { kind: 'basic' };
    let answer: unknown;
    try {
      answer = await this.#exchange.call(
        {
          method: 'GET',
          path: VERSION_PATH,
          headers: this.headers(credential),
          signal: this.#signal,
        },
        'basic',
      );
    } catch (error) {
      throw error instanceof CallError && error.kind === 'auth'
        ? error
        : loginError;
    }
    const version = readVersion(answer).version;
    if (version === null || Number.parseInt(version, 10) >= TOKENS_SINCE) {
      throw loginError;
    }
    this.#exchange.identify();
    this.#current = credential;
    return credential;
  }

  async #revoke(token: string): Promise<void> {
    try {
      await this.#exchange.call(
        {
          method: 'DELETE',
          path: `${TOKENS_PATH}/${encodeURIComponent(token)}`,
          headers: { 'x-f5-auth-token': token },
          timeoutMs: LOGOUT_TIMEOUT_MS,
        },
        'token',
      );
    } catch {
      // Counted by the exchange; the token ends by itself.
    }
  }
}

function knowsNoLogin(error: unknown): error is CallError {
  return (
    error instanceof CallError &&
    (error.problem.challenge === true ||
      [404, 405, 501].includes(error.problem.status ?? 0))
  );
}
