import { createHash } from 'node:crypto';
import { Knex } from 'knex';
import { CatalogFeedItem } from '@cmt/backstage-plugin-certificates-common';
import { insertRows, readInParts, reserveSequence } from '../../database';
import { FeedContent } from './feedItems';

/** An entity that the catalog should show, or not show any more. @internal */
export type FeedChange =
  | { kind: CatalogFeedItem['kind']; id: string; content: FeedContent }
  | { kind: CatalogFeedItem['kind']; id: string; content: null };

/**
 * Brings the feed up to date for some entities: only what really differs from
 * what the feed says gets a new sequence number. Needs the inventory's lock.
 *
 * @returns number of items that changed
 * @internal
 */
export async function writeFeed(
  transaction: Knex.Transaction,
  changes: readonly FeedChange[],
): Promise<number> {
  const stored = new Map<string, { digest: string; content: string }>();
  for (const kind of new Set(changes.map(change => change.kind))) {
    const rows = await readInParts(
      changes.filter(change => change.kind === kind).map(change => change.id),
      part =>
        transaction('catalog_feed')
          .where('kind', kind)
          .whereIn('id', part)
          .select<{ id: string; digest: string; content: string }[]>(
            'id',
            'digest',
            'content',
          ),
    );
    for (const row of rows) {
      stored.set(`${kind}:${row.id}`, row);
    }
  }

  const rows = [];
  for (const { kind, id, content } of changes) {
    const before = stored.get(`${kind}:${id}`);
    if (!content && !before) {
      continue;
    }
    // A deleted item keeps its last content: the reader needs its entity name.
    const json = content ? JSON.stringify(content) : before!.content;
    const digest = content
      ? createHash('sha256').update(json).digest('hex')
      : 'deleted';
    if (digest !== before?.digest) {
      rows.push({ kind, id, digest, content: json, deleted: content ? 0 : 1 });
    }
  }
  if (rows.length === 0) {
    return 0;
  }

  const first = await reserveSequence(transaction, rows.length);
  await insertRows({
    knex: transaction,
    table: 'catalog_feed',
    rows: rows.map((row, index) => ({ ...row, sequence: first + index })),
    conflict: { columns: ['kind', 'id'], action: 'merge' },
  });
  return rows.length;
}
