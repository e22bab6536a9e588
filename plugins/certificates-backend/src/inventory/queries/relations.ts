import { Knex } from 'knex';
import { isPostgres } from '../../database';

/**
 * Keeps the certificates of a list that is expected to be short. Postgres gets it
 * as an array that is made first: as a subquery it would often rather walk through
 * all certificates in the wanted order, in the hope of meeting enough of them.
 *
 * @internal
 */
export function whereIdIn(
  knex: Knex,
  query: Knex.QueryBuilder,
  ids: Knex.QueryBuilder,
): void {
  if (isPostgres(knex)) {
    query.whereRaw('c.id = any(array(?))', [ids]);
  } else {
    query.whereIn('c.id', ids);
  }
}

/** Ids of the certificates on some devices. @internal */
export function onDevices(knex: Knex, devices: readonly string[]) {
  return knex('certificate_devices as d')
    .select('d.certificate_id')
    .whereIn('d.device', [...devices]);
}

/** Ids of the certificates that belong to some entities. @internal */
export function related(
  knex: Knex,
  refs: readonly string[],
  relation?: string,
) {
  const query = knex('certificate_entities as r')
    .select('r.certificate_id')
    .whereIn(
      'r.entity_ref',
      refs.map(ref => ref.toLowerCase()),
    );
  return relation ? query.where('r.relation', relation) : query;
}

/**
 * Joins the devices of certificates, as `j`. Written so that Postgres looks them
 * up for each certificate: the queries that use it are about few certificates,
 * and it would rather read all devices of all certificates.
 *
 * @internal
 */
export function joinDevices(
  knex: Knex,
  query: Knex.QueryBuilder,
): Knex.QueryBuilder {
  return isPostgres(knex)
    ? query.joinRaw(
        'cross join lateral (select d.device from certificate_devices d where d.certificate_id = c.id offset 0) j',
      )
    : query.join('certificate_devices as j', 'j.certificate_id', 'c.id');
}
