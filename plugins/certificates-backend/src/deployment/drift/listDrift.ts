import { Knex } from 'knex';
import { DriftItem } from '@cmt/backstage-plugin-certificates-common';
import { z } from 'zod';
import { MaterialStore } from '../../custody';
import { decodeCursor, encodeCursor } from '../../inventory/queries/cursor';
import { applyVisibility } from '../../inventory/queries/visibility';
import { LISTING } from '../../inventory/rows';
import { ReadOptions } from '../../inventory/types';
import { DriftCertificate, driftOf } from './driftOf';
import { readDriftFacts } from './readDriftFacts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** Certificates that are looked at in one go. */
const BATCH = 50;

/**
 * Where issued, installed and served disagree, by certificate.
 *
 * @internal
 */
export async function listDrift(
  options: { knex: Knex; materials: MaterialStore },
  request: {
    certificate?: string;
    owner?: string[];
    limit?: number;
    cursor?: string;
  },
  readOptions: ReadOptions = {},
): Promise<{ items: DriftItem[]; nextCursor?: string }> {
  const { knex, materials } = options;
  const limit = Math.min(
    Math.max(request.limit ?? DEFAULT_LIMIT, 1),
    MAX_LIMIT,
  );
  // The certificate to go on with, and how many of its items were told.
  let [after, skip] = request.cursor
    ? decodeCursor(request.cursor, z.tuple([z.string(), z.number()]))
    : ['', 0];
  let included = true;
  const items: DriftItem[] = [];
  for (;;) {
    const batch = await candidates(knex, request, readOptions, {
      id: after,
      included,
    });
    const facts = await readDriftFacts(
      knex,
      batch.map(({ id }) => id),
    );
    for (const certificate of batch) {
      const found = driftOf(
        certificate,
        facts,
        await materials.list(certificate.id),
      );
      for (const [index, item] of found.entries()) {
        if (index < skip) {
          continue;
        }
        if (items.length === limit) {
          return { items, nextCursor: encodeCursor([certificate.id, index]) };
        }
        items.push(item);
      }
      skip = 0;
    }
    if (batch.length < BATCH) {
      return { items };
    }
    after = batch[batch.length - 1].id;
    included = false;
  }
}

/** Certificates that may drift: something else is served, or several versions are known. */
async function candidates(
  knex: Knex,
  request: { certificate?: string; owner?: string[] },
  { visibility }: ReadOptions,
  from: { id: string; included: boolean },
): Promise<DriftCertificate[]> {
  const query = knex('certificates as c')
    .where('c.listing', LISTING.current)
    .where('c.id', from.included ? '>=' : '>', from.id)
    .where(any =>
      any
        .whereIn(
          'c.id',
          knex('certificate_findings')
            .where('code', 'not-served')
            .select('certificate_id'),
        )
        .orWhereIn(
          'c.id',
          knex('certificate_versions')
            .groupBy('certificate_id')
            .havingRaw('count(*) > 1')
            .select('certificate_id'),
        )
        .orWhereIn(
          'c.id',
          knex('materials')
            .whereNotNull('certificate_id')
            .select('certificate_id'),
        ),
    )
    .orderBy('c.id')
    .limit(BATCH);
  if (request.certificate) {
    query.where('c.id', request.certificate);
  }
  if (request.owner?.length) {
    query.whereIn(
      'c.owner_ref',
      request.owner.map(owner => owner.toLowerCase()),
    );
  }
  if (visibility) {
    applyVisibility(knex, query, visibility);
  }
  const rows = await query.select<
    { id: string; title: string; owner_ref: string }[]
  >('c.id', 'c.title', 'c.owner_ref');
  return rows.map(row => ({
    id: row.id,
    title: row.title,
    ownerRef: row.owner_ref || null,
  }));
}
