import { DeviceHighAvailability } from '@cmt/backstage-plugin-certificates-common';
import { SnapshotReference } from '@cmt/backstage-plugin-certificates-node';
import { IControlSession } from '../client/session';
import {
  ClusterDevice,
  DeviceGroup,
  MachineFacts,
  readClusterDevice,
  readDeviceGroup,
  readDeviceInfo,
  readFailoverStatus,
  readHardware,
  readSyncStatus,
} from './facts';
import { As3Partitions, isAs3Description, readPartition } from './managedBy';
import { OptionalReader } from './optional';
import {
  REFERENCE_KINDS,
  deviceTrustWarning,
  readReferences,
} from './references';

/** What is read beside the inventory proper, as far as the device has it. */
export interface DeviceContext {
  machine: MachineFacts | undefined;
  devices: ClusterDevice[];
  groups: DeviceGroup[];
  sync: Pick<
    DeviceHighAvailability,
    'syncStatus' | 'syncColor' | 'syncDetails'
  >;
  failoverStatus: string | null;
  as3Partitions: As3Partitions;
  trustWarnings: string[];
  /** `sys/httpd` as it was answered. */
  httpd: unknown;
  references: SnapshotReference[];
}

/** @throws CallError */
export async function readContext(
  session: IControlSession,
  optional: OptionalReader,
  now: number,
): Promise<DeviceContext> {
  const references = Promise.all(
    REFERENCE_KINDS.map(kind =>
      optional.collection(kind.kind, item => readReferences(kind, item)),
    ),
  );
  const [machine, devices, groups, sync, failover, partitions, trust, httpd] =
    await Promise.all([
      readMachine(session, optional),
      optional.collection('cm/device', readClusterDevice),
      optional.collection('cm/device-group', readDeviceGroup, {
        expandSubcollections: true,
      }),
      optional.resource('cm/sync-status', readSyncStatus),
      optional.resource('cm/failover-status', readFailoverStatus),
      optional.collection('auth/partition', readPartition),
      optional.collection('cm/cert', item => deviceTrustWarning(item, now)),
      optional.resource('sys/httpd', body => body),
      references,
    ]);
  return {
    machine,
    devices: devices ?? [],
    groups: groups ?? [],
    sync: sync ?? {
      syncStatus: 'unknown',
      syncColor: 'gray',
      syncDetails: [],
    },
    failoverStatus: failover ?? null,
    as3Partitions: new Set(
      (partitions ?? [])
        .filter(({ description }) => isAs3Description(description))
        .map(({ name }) => name),
    ),
    trustWarnings: (trust ?? []).filter(warning => warning !== null),
    httpd: httpd ?? {},
    references: (await references).flatMap(found => (found ?? []).flat()),
  };
}

/** Identity of the machine, from the place that has it all or from the one that everybody may read. */
async function readMachine(
  session: IControlSession,
  optional: OptionalReader,
): Promise<MachineFacts | undefined> {
  // Its absence is no news: the other place stands in.
  const quiet = new OptionalReader(session, 1);
  const info = await quiet.resource(
    'shared/identified-devices/config/device-info',
    readDeviceInfo,
  );
  return info ?? optional.resource('sys/hardware', readHardware);
}
