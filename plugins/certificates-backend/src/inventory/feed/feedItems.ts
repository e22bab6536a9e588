import { createHash } from 'node:crypto';
import {
  CatalogFeedItem,
  entityName,
} from '@cmt/backstage-plugin-certificates-common';
import { DeviceDescriptor } from '@cmt/backstage-plugin-certificates-node';

/** What the catalog shows about one entity. @internal */
export type FeedContent = Omit<CatalogFeedItem, 'sequence' | 'deleted'>;

/** Longest list of names that a description spells out. */
const NAMES_IN_DESCRIPTION = 3;

/** Entity ref of a Resource of this plugin. @internal */
export function resourceRef(name: string): string {
  return `resource:default/${name}`;
}

/**
 * Entity name of a device: its own name where that is legal and cannot clash
 * with another in a catalog that ignores case.
 *
 * @internal
 */
export function deviceEntityName(name: string): string {
  return /^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/.test(name)
    ? name
    : entityName(name, createHash('sha256').update(name).digest('hex'));
}

/**
 * Words that are legal as tags of a catalog entity; others are rewritten or
 * left out.
 *
 * @internal
 */
export function legalTags(words: Iterable<string | null>): string[] {
  const tags = new Set<string>();
  for (const word of words) {
    const tag = (word ?? '')
      .toLowerCase()
      .replace(/[^a-z0-9+#]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 63)
      .replace(/-+$/, '');
    if (tag) {
      tags.add(tag);
    }
  }
  return [...tags].sort();
}

/** @internal */
export function deviceFeedContent(
  descriptor: DeviceDescriptor,
  hostname: string | null,
): FeedContent {
  const place = descriptor.site ? `, site ${descriptor.site}` : '';
  return {
    kind: 'device',
    id: descriptor.name,
    name: deviceEntityName(descriptor.name),
    title: descriptor.name,
    description: `Load balancer at ${descriptor.host}${place}`,
    ownerRef: descriptor.ownerRef,
    systemRef: null,
    dependencyOf: [],
    dependsOn: [],
    tags: legalTags([
      descriptor.environment,
      descriptor.site,
      ...descriptor.tags,
    ]),
    names: [...new Set([descriptor.host, ...(hostname ? [hostname] : [])])],
  };
}

/** @internal */
export function clusterFeedContent(cluster: {
  id: string;
  name: string;
  entityName: string;
  members: DeviceDescriptor[];
}): FeedContent {
  const members = [...cluster.members].sort((a, b) =>
    a.name.localeCompare(b.name, 'en'),
  );
  return {
    kind: 'cluster',
    id: cluster.id,
    name: cluster.entityName,
    title: cluster.name,
    description: `Cluster of ${members.map(m => m.name).join(' and ')}`,
    ownerRef: members.find(m => m.ownerRef)?.ownerRef ?? null,
    systemRef: null,
    dependencyOf: [],
    dependsOn: members.map(m => resourceRef(deviceEntityName(m.name))),
    tags: legalTags(members.map(m => m.environment)),
    names: members.map(m => m.host),
  };
}

/** @internal */
export function certificateFeedContent(certificate: {
  id: string;
  entityName: string;
  title: string;
  names: string[];
  ownerRef: string | null;
  systemRef: string | null;
  protects: string[];
  devices: string[];
  environments: string[];
}): FeedContent {
  const { names } = certificate;
  const more = names.length - NAMES_IN_DESCRIPTION;
  const listed = names.slice(0, NAMES_IN_DESCRIPTION).join(', ');
  return {
    kind: 'certificate',
    id: certificate.id,
    name: certificate.entityName,
    title: certificate.title,
    description:
      names.length === 0
        ? null
        : `TLS certificate for ${listed}${
            more > 0 ? ` and ${more} more name${more > 1 ? 's' : ''}` : ''
          }`,
    ownerRef: certificate.ownerRef,
    systemRef: certificate.systemRef,
    dependencyOf: [...new Set(certificate.protects)].sort(),
    dependsOn: [...certificate.devices]
      .sort()
      .map(device => resourceRef(deviceEntityName(device))),
    tags: legalTags(certificate.environments),
    names,
  };
}
