import { Knex } from 'knex';
import {
  DEPLOYMENT_STATES,
  isDeploymentOver,
} from '@cmt/backstage-plugin-certificates-common';
import { transact } from '../../database';

/** Deployments that one statement deletes. */
const BATCH = 200;

/**
 * Forgets deployments that ended long ago, with their steps and stories. Kept are
 * the newest of each certificate, and of each unit the last one that changed
 * something there: that is what a roll-back goes back from.
 *
 * @returns how many are gone
 * @internal
 */
export async function pruneHistory(options: {
  knex: Knex;
  /** Those that ended before this, milliseconds since the epoch. */
  before: number;
  signal?: AbortSignal;
}): Promise<number> {
  const { knex, before, signal } = options;
  let deleted = 0;
  for (;;) {
    const ids = await prunable(knex, before);
    if (ids.length > 0) {
      await transact(knex, transaction => deleteAll(transaction, ids));
      deleted += ids.length;
    }
    if (ids.length < BATCH || signal?.aborted) {
      return deleted;
    }
  }
}

async function prunable(knex: Knex, before: number): Promise<string[]> {
  return knex('deployments as d')
    .whereIn('d.state', DEPLOYMENT_STATES.filter(isDeploymentOver))
    .whereRaw('coalesce(d.finished_at, d.created_at) < ?', [before])
    .whereExists(
      knex('deployments as newer')
        .whereRaw('newer.certificate_id = d.certificate_id')
        .whereRaw('(newer.created_at, newer.id) > (d.created_at, d.id)')
        .select(knex.raw('1')),
    )
    .whereNotExists(
      changedTargets(knex, 't')
        .whereRaw('t.deployment_id = d.id')
        .whereNotExists(
          changedTargets(knex, 'later')
            .join('deployments as l', 'l.id', 'later.deployment_id')
            .whereRaw('later.unit = t.unit')
            .whereRaw('l.certificate_id = d.certificate_id')
            .whereRaw('(l.created_at, l.id) > (d.created_at, d.id)'),
        ),
    )
    .orderBy(['d.created_at', 'd.id'])
    .limit(BATCH)
    .pluck<string[]>('d.id');
}

/** Units that hold what their deployment brought, as far as is known. */
function changedTargets(knex: Knex, alias: string) {
  return knex(`deployment_targets as ${alias}`)
    .where(`${alias}.activated`, 1)
    .whereNot(`${alias}.state`, 'rolled-back')
    .select(knex.raw('1'));
}

async function deleteAll(
  transaction: Knex.Transaction,
  ids: readonly string[],
): Promise<void> {
  const targets = transaction('deployment_targets')
    .whereIn('deployment_id', [...ids])
    .select('id');
  await transaction('deployment_steps').whereIn('target_id', targets).delete();
  for (const table of ['deployment_targets', 'deployment_events']) {
    await transaction(table)
      .whereIn('deployment_id', [...ids])
      .delete();
  }
  await transaction('deployments')
    .whereIn('id', [...ids])
    .delete();
}
