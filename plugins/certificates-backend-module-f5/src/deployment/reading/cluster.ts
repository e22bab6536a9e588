import { IControlSession } from '../../client/session';
import { readCollection } from '../../client/collection';
import {
  ClusterDevice,
  DeviceGroup,
  readClusterDevice,
  readDeviceGroup,
  readSyncStatus,
} from '../../scan/facts';

/** The sync-failover group that a device belongs to. */
export interface Cluster {
  group: string;
  autoSync: boolean;
  /** Host names of all members, sorted. */
  members: string[];
}

/** What `cm/sync-status` says about one group. */
export interface GroupSync {
  /** `In Sync`, `Changes Pending`, ... */
  status: string;
  /** More than one member has changes that the others lack. */
  conflict: boolean;
  /** Host name of the member that the device would synchronise from. */
  recommended: string | null;
}

/** Reads the members of the trust domain; a device alone has one or none. */
export async function readClusterDevices(
  session: IControlSession,
): Promise<ClusterDevice[]> {
  const { items } = await readCollection(session, {
    path: 'cm/device',
    pageSize: 100,
    read: readClusterDevice,
    key: item => item.fullPath,
  });
  return items;
}

/** Reads the cluster of the device that answers; `null` where it has none. */
export async function readCluster(
  session: IControlSession,
  devices: readonly ClusterDevice[],
): Promise<Cluster | null> {
  if (devices.length < 2) {
    return null;
  }
  const { items } = await readCollection<DeviceGroup>(session, {
    path: 'cm/device-group',
    pageSize: 100,
    expandSubcollections: true,
    read: readDeviceGroup,
    key: item => item.name,
  });
  const self = devices.find(device => device.self);
  const group = items.find(
    candidate =>
      candidate.type === 'sync-failover' &&
      self !== undefined &&
      candidate.members.includes(self.fullPath),
  );
  if (!group || group.members.length < 2) {
    return null;
  }
  const hostnames = new Map(devices.map(d => [d.fullPath, d.hostname]));
  return {
    group: group.name,
    autoSync: group.autoSync,
    members: group.members
      .map(path => hostnames.get(path) ?? path.replace(/^.*\//, ''))
      .sort(),
  };
}

/** Reads how far the members of a group agree. */
export async function readGroupSync(
  session: IControlSession,
  group: string,
): Promise<GroupSync> {
  return groupSync(
    readSyncStatus(await session.get('/mgmt/tm/cm/sync-status')),
    group,
  );
}

/**
 * The overall status is an aggregate over all groups: only the details tell
 * which one is meant.
 */
export function groupSync(
  answer: Pick<ReturnType<typeof readSyncStatus>, 'syncStatus' | 'syncDetails'>,
  group: string,
): GroupSync {
  const { syncStatus, syncDetails } = answer;
  const line = syncDetails
    .map(detail => /^(.+?) \(([^)]+)\): (.*)$/s.exec(detail))
    .find(match => match?.[1].replace(/^.*\//, '') === group);
  const recommended = syncDetails
    .map(detail => /Synchronize (\S+) to group (\S+)/i.exec(detail))
    .find(match => match?.[2].replace(/^.*\//, '') === group)?.[1];
  return {
    status: line?.[2] ?? syncStatus,
    conflict: /conflict/i.test(line?.[3] ?? ''),
    recommended: recommended ?? null,
  };
}

/** The group has the same configuration everywhere. */
export function isInSync({ status }: Pick<GroupSync, 'status'>): boolean {
  return status === 'In Sync' || status === 'Standalone';
}
