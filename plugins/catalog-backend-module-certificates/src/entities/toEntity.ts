import { createHash } from 'node:crypto';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  EntityLink,
  KubernetesValidatorFunctions,
  makeValidator,
  parseEntityRef,
} from '@backstage/catalog-model';
import {
  ANNOTATION_CERTIFICATE_ID,
  ANNOTATION_CLUSTER_NAME,
  ANNOTATION_DEVICE_NAME,
  CatalogFeedItem,
  RESOURCE_TYPE_BIGIP,
  RESOURCE_TYPE_BIGIP_CLUSTER,
  RESOURCE_TYPE_CERTIFICATE,
  entityName,
} from '@cmt/backstage-plugin-certificates-common';

/** `backstage.io/managed-by-location` of all entities that come from the inventory. */
export const INVENTORY_LOCATION = 'certificates:inventory';

/** Names in `spec.names`; a certificate can carry more than a list should show. */
const MAX_NAMES = 100;

const { isValidTag } = makeValidator();

/** What the entities take from the configuration instead of the inventory. */
export interface EntityContext {
  /** Address of the certificates pages, without a trailing slash. */
  pageUrl: string;
  /** Owner of what nobody is known to own. */
  fallbackOwner: string;
}

/** What differs between the kinds of things in the feed. */
const KINDS: Record<
  CatalogFeedItem['kind'],
  {
    type: string;
    annotation: string;
    link(pageUrl: string, id: string): EntityLink;
  }
> = {
  certificate: {
    type: RESOURCE_TYPE_CERTIFICATE,
    annotation: ANNOTATION_CERTIFICATE_ID,
    link: (pageUrl, id) => ({
      url: `${pageUrl}/inventory/${encodeURIComponent(id)}`,
      title: 'Where it is used and what to do',
    }),
  },
  device: {
    type: RESOURCE_TYPE_BIGIP,
    annotation: ANNOTATION_DEVICE_NAME,
    link: (pageUrl, id) => ({
      url: `${pageUrl}/devices/${encodeURIComponent(id)}`,
      title: 'State and scans of the device',
    }),
  },
  cluster: {
    type: RESOURCE_TYPE_BIGIP_CLUSTER,
    annotation: ANNOTATION_CLUSTER_NAME,
    link: pageUrl => ({ url: `${pageUrl}/devices`, title: 'All devices' }),
  },
};

/**
 * The catalog entity of one thing in the inventory. Always legal, whatever the
 * names are, and free of anything that changes with time alone.
 */
export function toEntity(
  item: CatalogFeedItem,
  context: EntityContext,
): Entity {
  const kind = KINDS[item.kind];
  const title = cleanText(item.title);
  const description = cleanText(item.description);
  return {
    apiVersion: 'backstage.io/v1beta1',
    kind: 'Resource',
    metadata: {
      name: toName(item),
      namespace: 'default',
      ...(title && { title }),
      ...(description && { description }),
      annotations: {
        [ANNOTATION_LOCATION]: INVENTORY_LOCATION,
        [ANNOTATION_ORIGIN_LOCATION]: INVENTORY_LOCATION,
        [kind.annotation]: item.id,
      },
      tags: unique(item.tags.map(toTag).filter(isValidTag)),
      links: [kind.link(context.pageUrl, item.id)],
    },
    spec: {
      type: kind.type,
      owner: firstRef(item.ownerRef) ?? context.fallbackOwner,
      ...(firstRef(item.systemRef) && { system: firstRef(item.systemRef) }),
      dependsOn: unique(item.dependsOn.filter(isRef)),
      dependencyOf: unique(item.dependencyOf.filter(isRef)),
      names: unique(item.names.map(cleanText).filter(Boolean)).slice(
        0,
        MAX_NAMES,
      ),
    },
  };
}

/** The reference of the entity of one thing in the inventory, as the catalog writes it. */
export function toEntityRef(item: CatalogFeedItem): string {
  return `resource:default/${toName(item).toLowerCase()}`;
}

/** The name that the inventory chose; a legal one in its place should it not be. */
function toName({ kind, id, name, title }: CatalogFeedItem): string {
  return KubernetesValidatorFunctions.isValidObjectName(name)
    ? name
    : entityName(
        name || title,
        createHash('sha256').update(`${kind}:${id}`).digest('hex'),
      );
}

function toTag(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9+#]+/g, '-')
    .slice(0, 63)
    .replace(/^-|-$/g, '');
}

/** Text without control characters, which some databases refuse to store. */
function cleanText(text: string | null): string {
  return (text ?? '').replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim();
}

function isRef(ref: string): boolean {
  try {
    parseEntityRef(ref);
    return true;
  } catch {
    // A relation that points nowhere would make the whole entity an error.
    return false;
  }
}

function firstRef(ref: string | null): string | undefined {
  return ref && isRef(ref) ? ref : undefined;
}

function unique(values: string[]): string[] {
  return [...new Set(values)].sort();
}
