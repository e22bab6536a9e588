import { JsonObject } from '@backstage/types';
import {
  AuthorityError,
  CertificateAuthority,
  OrderProgress,
  OrderRequest,
} from '../authority';
import { CertificateAuthorityFixture } from './certificateAuthorityFixture';

/** Each call does little: what takes longer has to be waited for between calls. */
const CALL_WITHIN_MS = 30_000;
/** Calls until an order is over. */
const MOST_CALLS = 200;

type Issued = Extract<OrderProgress, { state: 'issued' }>;
type Pending = Extract<OrderProgress, { state: 'pending' }>;

/** Takes orders through a CA as the backend does, and keeps all that it says. */
export class AuthorityDriver {
  /** Answers, errors and orders, to be looked through for secrets. */
  readonly told: unknown[] = [];
  readonly #fixture: CertificateAuthorityFixture;

  constructor(fixture: CertificateAuthorityFixture) {
    this.#fixture = fixture;
  }

  context = (signal = new AbortController().signal) => ({ signal });

  /** Waits for a call and keeps what it has answered. */
  async tell<T>(outcome: Promise<T>): Promise<T> {
    const began = Date.now();
    const value = await outcome;
    this.told.push(value);
    if (Date.now() - began > CALL_WITHIN_MS) {
      throw new Error('A call has taken long: wait between the calls instead');
    }
    return value;
  }

  async failure(outcome: Promise<unknown>): Promise<AuthorityError> {
    const error = await outcome.then(
      () => new Error('The call did not fail'),
      reason => reason,
    );
    if (!AuthorityError.is(error)) {
      throw error;
    }
    this.told.push(error, error.problem, error.stack);
    const { message, problem, authority, kind } = error;
    const silent = [message, problem.remedy, authority].some(text => !text);
    if (silent || !['later', 'person', 'never'].includes(kind)) {
      throw new Error(
        'An error does not say what failed, where, or what to do',
      );
    }
    return error;
  }

  /** Begins an order and goes on with it until it is issued, or waits for a person. */
  async run(
    request: OrderRequest,
    authority = this.#fixture.createAuthority(),
  ): Promise<OrderProgress> {
    let progress = await this.patiently(() =>
      authority.begin(request, this.context()),
    );
    for (let calls = 0; calls < MOST_CALLS && waits(progress); calls++) {
      await this.#fixture.waitUntil(progress.pollAt);
      const { order } = progress;
      progress = await this.patiently(() =>
        authority.advance(request, order, this.context()),
      );
    }
    return this.ended(progress);
  }

  /**
   * The same, by replicas that die: each call is made twice with the same order,
   * by another replica each, as if the answer to the first had been lost.
   */
  async runWithDeaths(request: OrderRequest): Promise<OrderProgress> {
    const twice = async (
      call: (authority: CertificateAuthority) => Promise<OrderProgress>,
    ) => {
      await this.patiently(() => call(this.#fixture.createAuthority()));
      return this.patiently(() => call(this.#fixture.createAuthority()));
    };
    let progress = await twice(ca => ca.begin(request, this.context()));
    for (let calls = 0; calls < MOST_CALLS && waits(progress); calls++) {
      await this.#fixture.waitUntil(progress.pollAt);
      const order = stored(progress.order);
      progress = await twice(ca => ca.advance(request, order, this.context()));
    }
    return this.ended(progress);
  }

  async issue(
    request: OrderRequest,
    authority?: CertificateAuthority,
  ): Promise<Issued> {
    const progress = await this.run(request, authority);
    if (progress.state !== 'issued') {
      throw new Error(`Not issued: it waits for ${progress.waitingFor}`);
    }
    return progress;
  }

  /** Makes a call again as long as it fails in a way that passes. */
  async patiently(call: () => Promise<OrderProgress>): Promise<OrderProgress> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.tell(call());
      } catch (error) {
        if (!AuthorityError.is(error) || error.kind !== 'later') {
          throw error;
        }
        this.told.push(error, error.problem);
        if (attempt >= 10) {
          throw error;
        }
        await this.#fixture.waitUntil(
          error.retryAt ?? this.#fixture.now() + 1_000,
        );
      }
    }
  }

  private ended(progress: OrderProgress): OrderProgress {
    if (waits(progress)) {
      throw new Error(`Still waiting for ${progress.waitingFor}`);
    }
    return progress;
  }
}

/** Whether it waits for something else than a person. */
function waits(progress: OrderProgress): progress is Pending {
  return progress.state === 'pending' && !progress.wantsUpload;
}

/** An order as it comes back from the database. */
export function stored(order: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(order));
}
