import { createHash } from 'node:crypto';
import { AuthorityRecords } from '@cmt/backstage-plugin-certificates-node';
import { z } from 'zod';

const placedRecord = z.object({ url: z.string() });

/** Where an order stands with its attempts. */
export interface Attempt {
  /** From 1 on; the ones before have ended without a certificate. */
  number: number;
  /** The order's URL at the CA; `undefined` until it is known. */
  url: string | undefined;
  /** Whether somebody has begun to place it before. */
  wasBegun: boolean;
}

/**
 * Which order at the CA belongs to which order of the backend. This is what keeps
 * one order from being issued twice.
 *
 * @remarks
 *
 * Entries are only ever inserted. The first URL that is entered for an attempt is
 * the one that is finalised, whatever a replica has placed beside it; and the
 * next attempt begins only when the order of the last one has ended at the CA
 * without a certificate. An order at the CA yields one certificate at most, so
 * there is one at most for all attempts.
 */
export class OrderLedger {
  readonly #records: AuthorityRecords;

  constructor(records: AuthorityRecords) {
    this.#records = records;
  }

  async attempt(orderId: string): Promise<Attempt> {
    const entries = new Map(
      (await this.#records.list(`order/${orderId}/`)).map(({ key, value }) => [
        key,
        value,
      ]),
    );
    let number = 1;
    while (entries.has(keyOf(orderId, number, 'failed'))) {
      number++;
    }
    const placed = entries.get(keyOf(orderId, number, 'placed'));
    return {
      number,
      url:
        placed === undefined
          ? undefined
          : placedRecord.parse(JSON.parse(placed)).url,
      wasBegun: entries.has(keyOf(orderId, number, 'begun')),
    };
  }

  /** Notes that an order is about to be placed. */
  async begin(orderId: string, attempt: number): Promise<void> {
    await this.#records.insert(keyOf(orderId, attempt, 'begun'), '{}');
  }

  /** Enters a URL for an attempt, and answers the one that counts. */
  async enter(orderId: string, attempt: number, url: string): Promise<string> {
    const key = keyOf(orderId, attempt, 'placed');
    await this.#records.insert(key, JSON.stringify({ url }));
    const first = await this.#records.get(key);
    return first === undefined
      ? url
      : placedRecord.parse(JSON.parse(first)).url;
  }

  /** The order of this attempt has ended at the CA, without a certificate. */
  async fail(orderId: string, attempt: number): Promise<void> {
    await this.#records.insert(keyOf(orderId, attempt, 'failed'), '{}');
  }

  /** Claims an order at the CA for one of the backend; answers whether it is ours. */
  async claim(url: string, orderId: string): Promise<boolean> {
    const key = `claim/${createHash('sha256').update(url).digest('hex')}`;
    await this.#records.insert(key, orderId);
    return (await this.#records.get(key)) === orderId;
  }
}

function keyOf(orderId: string, attempt: number, what: string): string {
  return `order/${orderId}/${String(attempt).padStart(4, '0')}/${what}`;
}
