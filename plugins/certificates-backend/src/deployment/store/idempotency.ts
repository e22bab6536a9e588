import { createHash } from 'node:crypto';
import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { Knex } from 'knex';
import { BigIntColumn } from '../../database';

/** How long the answer to a request is kept. */
const KEPT_MS = 24 * 3600_000;

/**
 * A request that is under way for longer than this belongs to a process that is
 * gone; it is carried out again.
 */
const ABANDONED_MS = 60_000;

/** An answer of the REST API. @internal */
export interface StoredAnswer {
  status: number;
  body: object;
}

/** The same key came with another request. @internal */
export class IdempotencyKeyError extends Error {
  readonly name = 'IdempotencyKeyError';
  /** Read by the error handler of Backstage. */
  readonly statusCode = 422;
}

/**
 * Answers requests that are sent again with the answer they got. Bodies are kept
 * as digests, because they may hold keys.
 *
 * @internal
 */
export class IdempotencyStore {
  readonly #knex: Knex;
  readonly #clock: () => number;

  constructor(options: { knex: Knex; clock: () => number }) {
    this.#knex = options.knex;
    this.#clock = options.clock;
  }

  /**
   * Carries a request out once for each caller and key, and answers what it
   * answered then. A request that fails may be sent again.
   *
   * @throws IdempotencyKeyError when the key came with another request
   * @throws ConflictError while the same request is under way
   */
  async once(
    request: { caller: string; key: string; operation: string; body: unknown },
    run: () => Promise<StoredAnswer>,
  ): Promise<StoredAnswer> {
    const { caller, key, operation } = request;
    const now = this.#clock();
    const where = { caller, key };
    const bodyHash = createHash('sha256')
      .update(JSON.stringify(request.body ?? null))
      .digest('hex');
    await this.#knex('idempotency_keys')
      .where(where)
      .where('created_at', '<', now - KEPT_MS)
      .delete();
    await this.#knex('idempotency_keys')
      .where(where)
      .whereNull('status')
      .where('created_at', '<', now - ABANDONED_MS)
      .delete();
    try {
      await this.#knex('idempotency_keys').insert({
        ...where,
        operation,
        body_hash: bodyHash,
        created_at: now,
      });
    } catch (error) {
      if (!isDatabaseConflictError(error)) {
        throw error;
      }
      return this.#answered(where, operation, bodyHash);
    }
    try {
      const answer = await run();
      await this.#knex('idempotency_keys')
        .where(where)
        .update({
          status: answer.status,
          answer: JSON.stringify(answer.body),
        });
      return answer;
    } catch (error) {
      await this.#knex('idempotency_keys').where(where).delete();
      throw error;
    }
  }

  async #answered(
    where: { caller: string; key: string },
    operation: string,
    bodyHash: string,
  ): Promise<StoredAnswer> {
    const row = await this.#knex('idempotency_keys').where(where).first<
      | {
          operation: string;
          body_hash: string;
          status: number | null;
          answer: string | null;
          created_at: BigIntColumn;
        }
      | undefined
    >();
    if (!row || row.status === null) {
      throw new ConflictError(
        'The same request is under way; send it again in a moment for its answer',
      );
    }
    if (row.operation !== operation || row.body_hash !== bodyHash) {
      throw new IdempotencyKeyError(
        'This Idempotency-Key came with another request; use a new key for each new request',
      );
    }
    return { status: row.status, body: JSON.parse(row.answer ?? '{}') };
  }

  /** Forgets what is older than a day. */
  async prune(): Promise<void> {
    await this.#knex('idempotency_keys')
      .where('created_at', '<', this.#clock() - KEPT_MS)
      .delete();
  }
}
