import { randomBytes } from 'node:crypto';

/** Life of a token that nobody extends, in seconds. */
export const DEFAULT_TIMEOUT = 1200;
/** Longest life, in seconds. */
export const MAXIMUM_TIMEOUT = 36_000;
/** Active tokens of one user; the user named `admin` has no limit. */
export const MAXIMUM_TOKENS = 100;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export interface Token {
  value: string;
  user: string;
  /** Address of the client that logged in. */
  address: string;
  startTime: Date;
  /** Seconds from the start. */
  timeout: number;
  generation: number;
  lastUpdate: Date;
}

/** Tokens of one device: they end by themselves, and a user has only so many. */
export class TokenStore {
  readonly #tokens = new Map<string, Token>();
  #uses = 0;
  #expireAfter: number | undefined;

  constructor(private readonly clock: { now: () => Date }) {}

  /** @returns `undefined` when the user has reached the limit. */
  issue(user: string, address: string): Token | undefined {
    if (user !== 'admin' && this.active(user).length >= MAXIMUM_TOKENS)
      return undefined;
    const now = this.clock.now();
    const token: Token = {
      value: [...randomBytes(26)].map(byte => ALPHABET[byte % 32]).join(''),
      user,
      address,
      startTime: now,
      timeout: DEFAULT_TIMEOUT,
      generation: 1,
      lastUpdate: now,
    };
    this.#tokens.set(token.value, token);
    return token;
  }

  /** The token by its value, expired or not. */
  get(value: string): Token | undefined {
    return this.#tokens.get(value);
  }

  /** The token of a call: counts towards {@link expireAfter}. */
  use(value: string): Token | undefined {
    if (this.#expireAfter !== undefined && ++this.#uses > this.#expireAfter) {
      this.#uses = 0;
      this.expireAll();
    }
    return this.#tokens.get(value);
  }

  isExpired(token: Token): boolean {
    return this.expiration(token).getTime() <= this.clock.now().getTime();
  }

  expiration(token: Token): Date {
    return new Date(token.startTime.getTime() + token.timeout * 1000);
  }

  active(user: string): Token[] {
    return [...this.#tokens.values()].filter(
      token => token.user === user && !this.isExpired(token),
    );
  }

  /** Changes the life of a token; the caller has checked the limit. */
  extend(token: Token, timeout: number): Token {
    const extended: Token = {
      ...token,
      timeout,
      generation: token.generation + 1,
      lastUpdate: this.clock.now(),
    };
    this.#tokens.set(token.value, extended);
    return extended;
  }

  revoke(value: string): boolean {
    return this.#tokens.delete(value);
  }

  /** Ends all tokens at once; they are told apart from unknown ones. */
  expireAll(): void {
    for (const [value, token] of this.#tokens)
      this.#tokens.set(value, { ...token, timeout: 0 });
  }

  /** Forgets all of them, as a device that starts anew. */
  clear(): void {
    this.#tokens.clear();
  }

  /**
   * Trouble on request: every token ends once `calls` calls have used one, over
   * and over; `undefined` ends that.
   */
  expireAfter(calls: number | undefined): void {
    this.#uses = 0;
    this.#expireAfter = calls;
  }
}
