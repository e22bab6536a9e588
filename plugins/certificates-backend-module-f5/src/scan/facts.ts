import { z } from 'zod';
import {
  DeviceFacts,
  DeviceHighAvailability,
} from '@cmt/backstage-plugin-certificates-common';
import { Stats, onlyRecord, readStats } from '../client/stats';
import { flag, fullPathOf, identity, text } from './values';

const deviceInfoSchema = z.object({
  machineId: text,
  hostname: text,
  chassisSerialNumber: text,
  platformMarketingName: text,
});

/** What a device says about itself in one of two places. */
export type MachineFacts = Pick<
  DeviceFacts,
  'hostname' | 'platform' | 'serialNumber' | 'machineId'
>;

/** Reads `shared/identified-devices/config/device-info`. */
export function readDeviceInfo(body: unknown): MachineFacts {
  const info = deviceInfoSchema.parse(body);
  return {
    hostname: info.hostname,
    platform: info.platformMarketingName,
    serialNumber: info.chassisSerialNumber,
    machineId: info.machineId,
  };
}

/** Reads `sys/hardware`, which not every role may read the other place. */
export function readHardware(body: unknown): MachineFacts {
  const stats = readStats(body);
  const recordOf = (name: string) => {
    const child = stats.children.get(name);
    return child ? onlyRecord(child).values : new Map<string, string>();
  };
  const system = recordOf('system-info');
  return {
    hostname: null,
    platform:
      recordOf('platform').get('marketingName') ||
      system.get('platform') ||
      null,
    serialNumber:
      system.get('bigipChassisSerialNum') ||
      system.get('hostBoardSerialNum') ||
      null,
    machineId: null,
  };
}

const cmDeviceSchema = z.object({
  ...identity,
  hostname: text,
  failoverState: text,
  selfDevice: flag,
  marketingName: text,
  chassisId: text,
});

/** A member of the trust domain. */
export interface ClusterDevice {
  fullPath: string;
  hostname: string;
  failoverState: string | null;
  self: boolean;
  platform: string | null;
  chassisId: string | null;
}

/** Reads one item of `cm/device`. */
export function readClusterDevice(item: unknown): ClusterDevice {
  const device = cmDeviceSchema.parse(item);
  return {
    fullPath: fullPathOf(device),
    hostname: device.hostname ?? device.name,
    failoverState: device.failoverState,
    self: device.selfDevice,
    platform: device.marketingName,
    chassisId: device.chassisId,
  };
}

const deviceGroupSchema = z.object({
  ...identity,
  type: text,
  autoSync: flag,
  devicesReference: z
    .object({ items: z.array(z.object(identity)).optional() })
    .optional(),
});

/** A group of devices that share configuration. */
export interface DeviceGroup {
  name: string;
  type: string | null;
  autoSync: boolean;
  /** Full paths in `cm/device`. */
  members: string[];
}

/** Reads one item of `cm/device-group` with its devices expanded. */
export function readDeviceGroup(item: unknown): DeviceGroup {
  const group = deviceGroupSchema.parse(item);
  return {
    name: group.name,
    type: group.type,
    autoSync: group.autoSync,
    members: (group.devicesReference?.items ?? []).map(fullPathOf),
  };
}

/** Reads `cm/sync-status`. */
export function readSyncStatus(
  body: unknown,
): Pick<DeviceHighAvailability, 'syncStatus' | 'syncColor' | 'syncDetails'> {
  const record = onlyRecord(readStats(body));
  return {
    syncStatus: record.values.get('status') || 'unknown',
    syncColor: record.values.get('color') || 'gray',
    syncDetails: detailsOf(record),
  };
}

function detailsOf(record: Stats): string[] {
  return [...(record.children.get('details')?.children.values() ?? [])]
    .map(line => line.values.get('details') ?? '')
    .filter(Boolean);
}

/** Reads `cm/failover-status`: `ACTIVE`, `STANDBY`, `FORCED OFFLINE`. */
export function readFailoverStatus(body: unknown): string | null {
  return onlyRecord(readStats(body)).values.get('status') || null;
}

/** Whether `sys/ready` says yes to everything that it names. */
export function isReady(body: unknown): boolean {
  const { values } = onlyRecord(readStats(body));
  return (
    values.size > 0 &&
    [...values.values()].every(value => value.toLowerCase() === 'yes')
  );
}

const FAILOVER_STATES = new Set([
  'active',
  'standby',
  'offline',
  'forced-offline',
]);

/** Puts the answers about high availability together. */
export function toHighAvailability(answers: {
  devices: ClusterDevice[];
  groups: DeviceGroup[];
  sync: ReturnType<typeof readSyncStatus>;
  failoverStatus: string | null;
}): DeviceHighAvailability {
  const self = answers.devices.find(device => device.self);
  // The groups that a device makes for itself only synchronise; they are no cluster.
  const cluster = answers.groups.find(
    group =>
      group.type === 'sync-failover' &&
      (!self || group.members.includes(self.fullPath)),
  );
  const hostnames = new Map(
    answers.devices.map(device => [device.fullPath, device.hostname]),
  );
  const state = (self?.failoverState ?? answers.failoverStatus ?? '')
    .toLowerCase()
    .replace(/\s+/g, '-');
  return {
    cluster: cluster?.name ?? null,
    members: (cluster?.members ?? [])
      .map(path => hostnames.get(path) ?? path.replace(/^.*\//, ''))
      .sort(),
    failoverState: FAILOVER_STATES.has(state) ? state : 'unknown',
    ...answers.sync,
    autoSync: cluster ? cluster.autoSync : null,
  };
}
