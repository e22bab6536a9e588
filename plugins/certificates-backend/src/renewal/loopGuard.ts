import { Knex } from 'knex';
import { RenewalState } from '@cmt/backstage-plugin-certificates-common';
import { NEVER } from '../database';
import { RenewalRows } from './store';
import { RenewalRecord } from './types';

const HOUR = 3_600_000;

/** After a success nothing begins by itself for this share of the lifetime. */
const SHARE_AFTER_SUCCESS = 1 / 4;

/** After somebody said no, or ended it. */
const SHARE_AFTER_NO = 1 / 20;

/** Longest wait after failures in a row. */
const MAX_AFTER_FAILURES = 24 * HOUR;

/** Renewals that are looked at to count failures in a row. */
const HISTORY = 8;

/**
 * Until when policies begin nothing more for a certificate whose renewal has
 * ended: whatever the clock, the CA or the inventory say, nothing goes in circles.
 *
 * @internal
 */
export function holdUntil(options: {
  state: RenewalState;
  lifetimeMs: number;
  failuresInARow: number;
  now: number;
}): number {
  const { state, lifetimeMs, failuresInARow, now } = options;
  switch (state) {
    case 'succeeded':
      return now + Math.max(lifetimeMs * SHARE_AFTER_SUCCESS, HOUR);
    case 'failed':
      return (
        now +
        Math.min(
          HOUR * 2 ** Math.min(failuresInARow - 1, 10),
          MAX_AFTER_FAILURES,
        )
      );
    default:
      return now + Math.max(lifetimeMs * SHARE_AFTER_NO, HOUR);
  }
}

/** Notes for the scheduler until when a certificate is left alone. @internal */
export async function holdAfter(
  transaction: Knex.Transaction,
  renewal: RenewalRecord,
  state: RenewalState,
  now: number,
): Promise<void> {
  const { certificateId, notBefore, expiresAt } = renewal;
  if (certificateId === null) {
    return;
  }
  const history = await new RenewalRows(transaction).ofCertificate(
    certificateId,
    HISTORY,
  );
  const others = history.filter(({ id }) => id !== renewal.id);
  const firstOther = others.findIndex(each => each.state !== 'failed');
  const until = holdUntil({
    state,
    lifetimeMs: lifetimeOf(renewal) ?? lifeOf(notBefore, expiresAt),
    failuresInARow: 1 + (firstOther < 0 ? others.length : firstOther),
    now,
  });
  await transaction('renewal_schedule')
    .insert({
      certificate_id: certificateId,
      facts_hash: '',
      expires_at: expiresAt ?? NEVER,
      renew_at: NEVER,
      automated: 0,
      hold_until: Math.round(until),
      info_ask_at: 0,
    })
    .onConflict('certificate_id')
    .merge(['hold_until']);
}

/** Lifetime of what was issued, as long as that is known. @internal */
export function lifetimeOf(
  renewal: Pick<
    RenewalRecord,
    'notBefore' | 'expiresAt' | 'notAfter' | 'createdAt'
  >,
): number | null {
  if (renewal.notAfter !== null) {
    return Math.max(renewal.notAfter - renewal.createdAt, 0);
  }
  return renewal.notBefore !== null && renewal.expiresAt !== null
    ? Math.max(renewal.expiresAt - renewal.notBefore, 0)
    : null;
}

function lifeOf(notBefore: number | null, expiresAt: number | null): number {
  return notBefore !== null && expiresAt !== null ? expiresAt - notBefore : 0;
}
