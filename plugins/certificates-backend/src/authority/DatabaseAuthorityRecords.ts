import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { AuthorityRecords } from '@cmt/backstage-plugin-certificates-node';
import { Knex } from 'knex';
import { KeySealer, parseSealed } from '../custody';
import { toJson } from '../database';
import { escapeLike } from '../inventory/queries/likePattern';

type RecordRow = {
  authority: string;
  key: string;
  value: string;
  sealed_with: string | null;
};

/** What one CA remembers, in the plugin's database; secrets sealed. */
export class DatabaseAuthorityRecords implements AuthorityRecords {
  readonly #knex: Knex;
  readonly #sealer: KeySealer;
  readonly #authority: string;

  constructor(options: { knex: Knex; sealer: KeySealer; authority: string }) {
    this.#knex = options.knex;
    this.#sealer = options.sealer;
    this.#authority = options.authority;
  }

  async get(key: string): Promise<string | undefined> {
    const row = await this.#rows().where({ key }).first();
    return row && this.#open(row);
  }

  async insert(
    key: string,
    value: string,
    options?: { sealed?: boolean },
  ): Promise<boolean> {
    try {
      await this.#table().insert(this.#close(key, value, options));
      return true;
    } catch (error) {
      if (isDatabaseConflictError(error)) {
        return false;
      }
      throw error;
    }
  }

  async put(
    key: string,
    value: string,
    options?: { sealed?: boolean },
  ): Promise<void> {
    await this.#table()
      .insert(this.#close(key, value, options))
      .onConflict(['authority', 'key'])
      .merge();
  }

  async list(prefix: string): Promise<{ key: string; value: string }[]> {
    const rows = await this.#rows()
      .whereRaw(`?? like ? escape '\\'`, ['key', `${escapeLike(prefix)}%`])
      .orderBy('key')
      .select('*');
    return (
      rows
        // SQLite compares without regard to case.
        .filter(row => row.key.startsWith(prefix))
        .map(row => ({ key: row.key, value: this.#open(row) }))
    );
  }

  async delete(key: string): Promise<void> {
    await this.#rows().where({ key }).delete();
  }

  #table() {
    return this.#knex<RecordRow>('authority_records');
  }

  #rows() {
    return this.#table().where('authority', this.#authority);
  }

  #close(
    key: string,
    value: string,
    options: { sealed?: boolean } = {},
  ): RecordRow {
    const sealed = options.sealed
      ? this.#sealer.seal(value, recordName(this.#authority, key))
      : undefined;
    return {
      authority: this.#authority,
      key,
      value: sealed ? toJson(sealed) : value,
      sealed_with: sealed?.kek ?? null,
    };
  }

  #open(row: RecordRow): string {
    return row.sealed_with === null
      ? row.value
      : this.#sealer.open(
          parseSealed(row.value),
          recordName(row.authority, row.key),
        );
  }
}

/** Seals what CAs remember under the current key-encryption key. */
export async function rotateAuthorityRecords(
  knex: Knex,
  sealer: KeySealer,
): Promise<{ rewrapped: number }> {
  const { current } = sealer;
  if (!current) {
    return { rewrapped: 0 };
  }
  const rows = await knex<RecordRow>('authority_records')
    .whereNotNull('sealed_with')
    .whereNot('sealed_with', current)
    .select('*');
  let rewrapped = 0;
  for (const { authority, key, value } of rows) {
    // Only what is still as it was read: the CA or another replica may be at it.
    rewrapped += await knex<RecordRow>('authority_records')
      .where({ authority, key, value })
      .update({
        value: toJson(
          sealer.rewrap(parseSealed(value), recordName(authority, key)),
        ),
        sealed_with: current,
      });
  }
  return { rewrapped };
}

/** What a sealed record belongs to: it does not open anywhere else. */
function recordName(authority: string, key: string): string {
  return `authority:${authority}:${key}`;
}
