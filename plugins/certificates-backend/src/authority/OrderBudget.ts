import { Knex } from 'knex';
import { BigIntColumn, toNumber, transact } from '../database';

/** Orders that an account may place in any period of that length. @internal */
export interface OrderLimit {
  orders: number;
  periodMs: number;
}

/**
 * Shares the rate limits of CA accounts between replicas: who wants to place an
 * order takes a place first. An order keeps its place over all attempts.
 *
 * @internal
 */
export class OrderBudget {
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  /**
   * @param options.ahead - counts orders that wait already and come first
   * @returns `undefined` when the order may be placed now, else when to ask again
   */
  async take(options: {
    authority: string;
    orderId: string;
    limit: OrderLimit | null;
    ahead: (transaction: Knex.Transaction) => Promise<number>;
    now: number;
  }): Promise<{ nextAt: number; blocked: boolean } | undefined> {
    const { authority, orderId, limit, ahead, now } = options;
    return transact(this.#knex, async transaction => {
      await transaction('authority_states')
        .insert({ authority })
        .onConflict('authority')
        .ignore();
      // The lock of this row orders those who ask.
      const state = await transaction('authority_states')
        .where({ authority })
        .forUpdate()
        .first<{ blocked_until: BigIntColumn | null }>('blocked_until');
      const blockedUntil = toNumber(state.blocked_until);
      if (blockedUntil !== null && blockedUntil > now) {
        return { nextAt: blockedUntil, blocked: true };
      }
      const known = await transaction('authority_orders')
        .where('id', orderId)
        .first('id');
      if (known) {
        return undefined;
      }
      if (limit) {
        const placed = await placedWithin(transaction, authority, limit, now);
        const surplus =
          placed.length + (await ahead(transaction)) + 1 - limit.orders;
        if (surplus > 0) {
          return {
            nextAt: freeAt(placed, surplus, limit, now),
            blocked: false,
          };
        }
      }
      await transaction('authority_orders').insert({
        id: orderId,
        authority,
        placed_at: now,
      });
      return undefined;
    });
  }

  /** Nobody places orders before a moment: the CA counts too many. */
  async block(authority: string, until: number): Promise<void> {
    await this.#knex('authority_states')
      .insert({ authority, blocked_until: until })
      .onConflict('authority')
      .merge(['blocked_until']);
  }

  /** How much of a limit is used, and when the next order may be placed. */
  async usage(
    authority: string,
    limit: OrderLimit,
    now: number,
  ): Promise<{ used: number; nextAt: number | null }> {
    const placed = await placedWithin(this.#knex, authority, limit, now);
    return {
      used: placed.length,
      nextAt:
        placed.length >= limit.orders
          ? freeAt(placed, placed.length + 1 - limit.orders, limit, now)
          : null,
    };
  }

  /** Forgets what no limit counts any more. */
  async prune(before: number): Promise<void> {
    await this.#knex('authority_orders')
      .where('placed_at', '<', before)
      .delete();
  }
}

async function placedWithin(
  knex: Knex,
  authority: string,
  limit: OrderLimit,
  now: number,
): Promise<number[]> {
  const rows = await knex('authority_orders')
    .where('authority', authority)
    .where('placed_at', '>', now - limit.periodMs)
    .orderBy('placed_at')
    .pluck<BigIntColumn[]>('placed_at');
  return rows.map(Number);
}

/** When so many places will be free; a place is used again a period later. */
function freeAt(
  placed: readonly number[],
  surplus: number,
  { orders, periodMs }: OrderLimit,
  now: number,
): number {
  const index = surplus - 1;
  if (index < placed.length) {
    return placed[index] + periodMs;
  }
  const rounds = Math.floor(index / Math.max(orders, 1));
  const first = placed[index % Math.max(placed.length, 1)] ?? now;
  return first + periodMs * (rounds + 1);
}
