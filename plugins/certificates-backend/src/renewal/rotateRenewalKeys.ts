import { Knex } from 'knex';
import { KeySealer, parseSealed } from '../custody';
import { toJson } from '../database';

/** Seals keys of renewals that are under way under the current key-encryption key. */
export async function rotateRenewalKeys(
  knex: Knex,
  sealer: KeySealer,
): Promise<{ rewrapped: number }> {
  const { current } = sealer;
  if (!current) {
    return { rewrapped: 0 };
  }
  const rows = await knex('renewals')
    .whereNotNull('sealed_key')
    .whereNot('sealed_with', current)
    .select<{ id: string; sealed_key: string }[]>('id', 'sealed_key');
  let rewrapped = 0;
  for (const { id, sealed_key: sealed } of rows) {
    // Only what is still as it was read: a replica may be at it.
    rewrapped += await knex('renewals')
      .where({ id, sealed_key: sealed })
      .update({
        sealed_key: toJson(sealer.rewrap(parseSealed(sealed), `renewal:${id}`)),
        sealed_with: current,
      });
  }
  return { rewrapped };
}
