import { Knex } from 'knex';
import {
  DeviceFacts,
  DeviceHighAvailability,
} from '@cmt/backstage-plugin-certificates-common';
import { DeviceSnapshot } from '@cmt/backstage-plugin-certificates-node';
import {
  diffRows,
  fromJson,
  isEmptyDiff,
  Row,
  RowDiff,
  toJson,
} from '../../database';
import { ServedRow } from '../rows';
import { ApplyContext } from '../types';
import { DeviceState, readDeviceState } from './deviceState';
import { InstallationPlan, planInstallations } from './planInstallations';
import { planVersions, VersionPlan } from './planVersions';
import { SERVED_TABLE, servedRows } from './servedRows';
import { SnapshotCertificates } from './SnapshotCertificates';
import {
  CONFIGURATION_TABLES,
  configurationRows,
  ConfigurationTable,
} from './snapshotRows';
import { touchedPaths } from './touchedPaths';

/** The difference between a snapshot and what is stored. @internal */
export interface SnapshotPlan {
  snapshot: DeviceSnapshot;
  state: DeviceState;
  versions: VersionPlan;
  installations: InstallationPlan;
  diffs: RowDiff[];
  served: { before: ServedRow[]; after: ServedRow[]; diff: RowDiff };
  /** File objects that are used differently, or whose content changed. */
  touched: Set<string>;
  /** The device has another name, cluster or environment: all counts may differ. */
  moved: boolean;
  /** Nothing has to be written to the inventory. */
  empty: boolean;
}

/**
 * Compares a snapshot with what is stored. Only reads.
 *
 * @internal
 */
export async function planSnapshot(
  knex: Knex,
  snapshot: DeviceSnapshot,
  certificates: SnapshotCertificates,
  context: ApplyContext,
): Promise<SnapshotPlan> {
  const state = await readDeviceState(knex, snapshot.device);
  const versions = await planVersions(
    knex,
    snapshot,
    certificates,
    state,
    context.now,
  );
  const installations = planInstallations(snapshot, state, versions, context);

  const wanted = configurationRows(snapshot);
  const diffs = {} as Record<ConfigurationTable, RowDiff>;
  for (const key of Object.keys(wanted) as ConfigurationTable[]) {
    diffs[key] = diffOfDevice(
      snapshot.device,
      diffRows(
        CONFIGURATION_TABLES[key],
        state.configuration[key],
        wanted[key],
      ),
    );
  }
  const after = servedRows(
    snapshot,
    certificates,
    state.served,
    versions.versionIds,
  );
  const servedDiff = diffOfDevice(
    snapshot.device,
    diffRows(SERVED_TABLE, state.served, after),
  );

  const { added, changed, removed } = installations;
  const touched = touchedPaths({
    state,
    wanted,
    diffs,
    served: servedDiff,
    replaced: [...added, ...changed, ...removed],
  });
  for (const path of [...added, ...changed, ...removed]) {
    touched.add(path);
  }

  const all = [...Object.values(diffs), servedDiff];
  const moved =
    state.device.environment !== context.device.environment ||
    !isSameMachine(state, snapshot);
  return {
    snapshot,
    state,
    versions,
    installations,
    diffs: all,
    served: { before: state.served, after, diff: servedDiff },
    touched,
    moved,
    empty:
      !moved &&
      touched.size === 0 &&
      all.every(isEmptyDiff) &&
      versions.encoded.length === 0 &&
      versions.upserts.length === 0 &&
      versions.aliases.size === 0,
  };
}

/** Natural keys are unique per device. */
function diffOfDevice(device: string, diff: RowDiff): RowDiff {
  return {
    shape: { ...diff.shape, key: ['device', ...diff.shape.key] },
    upserts: diff.upserts,
    deletes: diff.deletes.map(row => ({ ...row, device })),
  };
}

function isSameMachine(
  { device }: DeviceState,
  { facts, highAvailability }: DeviceSnapshot,
): boolean {
  const hostname = fromJson<DeviceFacts>(device.facts)?.hostname ?? null;
  if (hostname !== facts.hostname) {
    return false;
  }
  if (!highAvailability.cluster) {
    return device.cluster_id === null;
  }
  const before = fromJson<DeviceHighAvailability>(device.high_availability);
  return (
    device.cluster_id !== null &&
    before?.cluster === highAvailability.cluster &&
    toJson([...before.members].sort()) ===
      toJson([...highAvailability.members].sort())
  );
}

/** Columns of the device's row that come from a snapshot. @internal */
export function deviceFactColumns(snapshot: DeviceSnapshot): Row {
  return {
    facts: toJson(snapshot.facts),
    high_availability: toJson(snapshot.highAvailability),
    warnings: toJson(snapshot.warnings),
    installation_count: snapshot.certificates.length,
    profile_count: snapshot.profiles.length,
    virtual_server_count: snapshot.virtualServers.length,
  };
}
