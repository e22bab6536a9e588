import { Knex } from 'knex';
import { CatalogFeedItem } from '@cmt/backstage-plugin-certificates-common';
import { BigIntColumn, fromJson } from '../../database';
import { FeedContent } from '../feed';

const DEFAULT_LIMIT = 500;
const MAX_LIMIT = 1_000;

/**
 * Items of the catalog feed after a sequence number, in order. Sequence numbers
 * are committed in order: whoever goes on from `lastSequence` misses nothing.
 *
 * @internal
 */
export async function listCatalogFeed(
  knex: Knex,
  request: { after: number; limit?: number },
): Promise<{ items: CatalogFeedItem[]; lastSequence: number }> {
  const limit = Math.min(
    Math.max(request.limit ?? DEFAULT_LIMIT, 1),
    MAX_LIMIT,
  );
  const rows = await knex('catalog_feed')
    .where('sequence', '>', request.after)
    .orderBy('sequence')
    .limit(limit)
    .select<{ sequence: BigIntColumn; deleted: number; content: string }[]>(
      'sequence',
      'deleted',
      'content',
    );
  const items = rows.map(row => ({
    ...fromJson<FeedContent>(row.content),
    sequence: Number(row.sequence),
    deleted: row.deleted === 1,
  }));
  return {
    items,
    lastSequence: items[items.length - 1]?.sequence ?? request.after,
  };
}
