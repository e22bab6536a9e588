import { createHash } from 'node:crypto';
import {
  CatalogFeedItem,
  entityName,
} from '@cmt/backstage-plugin-certificates-common';

/** A row of the feed for a certificate. */
export function feedItem(
  sequence: number,
  overrides: Partial<CatalogFeedItem> = {},
): CatalogFeedItem {
  const id = overrides.id ?? `certificate-${sequence}`;
  const title = overrides.title ?? `www${sequence}.example.com`;
  return {
    sequence,
    kind: 'certificate',
    id,
    name: entityName(title, createHash('sha256').update(id).digest('hex')),
    deleted: false,
    title,
    description: null,
    ownerRef: 'group:default/web',
    systemRef: null,
    dependencyOf: [],
    dependsOn: [],
    tags: [],
    names: [title],
    ...overrides,
  };
}
