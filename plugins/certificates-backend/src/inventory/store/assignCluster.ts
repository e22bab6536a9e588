import { Knex } from 'knex';
import { entityName } from '@cmt/backstage-plugin-certificates-common';
import {
  DeviceFacts,
  DeviceHighAvailability,
} from '@cmt/backstage-plugin-certificates-common';
import {
  DeviceDescriptor,
  DeviceSnapshot,
} from '@cmt/backstage-plugin-certificates-node';
import { fromJson } from '../../database';
import { clusterFeedContent, deviceEntityName, FeedChange } from '../feed';
import { digest } from '../identity';

interface ClusterMember {
  name: string;
  descriptor: string;
  cluster_id: string | null;
  facts: string | null;
  high_availability: string | null;
}

/**
 * Finds the cluster that a device belongs to. Device groups are often called
 * the same on every pair, so that the name alone says nothing: a device joins
 * the cluster of a device that reports a group of the same name with a common
 * member; where there is none, it founds one.
 *
 * @returns id of the cluster, `null` for a standalone device
 * @internal
 */
export async function assignCluster(
  transaction: Knex.Transaction,
  snapshot: DeviceSnapshot,
): Promise<string | null> {
  const { cluster, members } = snapshot.highAvailability;
  if (!cluster) {
    return null;
  }
  const own = new Set(members);
  const others = await transaction('devices')
    .whereNotNull('cluster_id')
    .whereNot('name', snapshot.device)
    .orderBy('name')
    .select<ClusterMember[]>('cluster_id', 'facts', 'high_availability');
  for (const other of others) {
    const group = fromJson<DeviceHighAvailability>(other.high_availability);
    const hostname = fromJson<DeviceFacts>(other.facts)?.hostname;
    const related =
      (hostname && own.has(hostname)) ||
      group?.members.some(member => own.has(member));
    if (group?.cluster === cluster && related) {
      return other.cluster_id;
    }
  }

  const id = digest(cluster, ...[...members].sort()).slice(0, 32);
  const plain = deviceEntityName(
    cluster.replace(/^.*\//, '').toLowerCase() || 'cluster',
  );
  const taken = await transaction('clusters')
    .where('entity_name', plain)
    .whereNot('id', id)
    .union(transaction('devices').where('entity_name', plain).select('name'))
    .select('id')
    .first();
  await transaction('clusters')
    .insert({
      id,
      name: cluster.replace(/^.*\//, ''),
      entity_name: taken ? entityName(plain, id) : plain,
    })
    .onConflict('id')
    .ignore();
  return id;
}

/**
 * Feed items of clusters, from the devices that belong to them now; clusters
 * without devices are deleted.
 *
 * @internal
 */
export async function clusterFeedChanges(
  transaction: Knex.Transaction,
  ids: Iterable<string | null>,
): Promise<FeedChange[]> {
  const changes: FeedChange[] = [];
  for (const id of new Set(ids)) {
    const cluster =
      id &&
      (await transaction('clusters')
        .where('id', id)
        .first<{ name: string; entity_name: string }>('name', 'entity_name'));
    if (!id || !cluster) {
      continue;
    }
    const members = await transaction('devices')
      .where('cluster_id', id)
      .whereNull('closed_at')
      .pluck<string[]>('descriptor');
    changes.push({
      kind: 'cluster',
      id,
      content:
        members.length === 0
          ? null
          : clusterFeedContent({
              id,
              name: cluster.name,
              entityName: cluster.entity_name,
              members: members.map(m => fromJson<DeviceDescriptor>(m)),
            }),
    });
  }
  return changes;
}
