import {
  DeviceFacts,
  DeviceHighAvailability,
  DeviceProblem,
  DeviceStatus,
} from '@cmt/backstage-plugin-certificates-common';
import { DeviceDescriptor } from '@cmt/backstage-plugin-certificates-node';
import { BigIntColumn, fromJson, toNumber } from '../../database';
import { DeviceRecord } from '../types';

/** A row of the table `devices`. @internal */
export interface DeviceRow {
  name: string;
  entity_name: string;
  cluster_id: string | null;
  descriptor: string;
  environment: string | null;
  facts: string | null;
  high_availability: string | null;
  warnings: string;
  certificate_count: number;
  installation_count: number;
  profile_count: number;
  virtual_server_count: number;
  last_scan_at: BigIntColumn | null;
  last_success_at: BigIntColumn | null;
  next_scan_at: BigIntColumn | null;
  stale_at: BigIntColumn | null;
  paused_until: BigIntColumn | null;
  consecutive_failures: number;
  problem: string | null;
  retired_at: BigIntColumn | null;
  closed_at: BigIntColumn | null;
}

/** Columns that decide how fresh a device's data is. @internal */
export type DeviceStatusColumns = Pick<
  DeviceRow,
  | 'last_scan_at'
  | 'last_success_at'
  | 'stale_at'
  | 'paused_until'
  | 'consecutive_failures'
  | 'retired_at'
>;

/**
 * The state of a device at a moment, worst first.
 *
 * @internal
 */
export function deviceStatus(
  row: DeviceStatusColumns,
  now: number,
): DeviceStatus {
  if (row.retired_at !== null) {
    return 'retired';
  }
  if (row.paused_until !== null && Number(row.paused_until) > now) {
    return 'paused';
  }
  if (row.consecutive_failures > 0) {
    return 'failing';
  }
  if (row.last_success_at === null) {
    return 'never-scanned';
  }
  return isOutdated(row, now) ? 'stale' : 'ok';
}

/**
 * Whether what is known about a device is older than its schedule allows.
 *
 * @internal
 */
export function isOutdated(
  row: Pick<DeviceStatusColumns, 'stale_at' | 'retired_at'>,
  now: number,
): boolean {
  return (
    row.retired_at !== null ||
    (row.stale_at !== null && Number(row.stale_at) <= now)
  );
}

/** @internal */
export function toDeviceRecord(row: DeviceRow, now: number): DeviceRecord {
  return {
    descriptor: fromJson<DeviceDescriptor>(row.descriptor),
    status: deviceStatus(row, now),
    problem: fromJson<DeviceProblem>(row.problem),
    lastScanAt: toNumber(row.last_scan_at),
    lastSuccessAt: toNumber(row.last_success_at),
    nextScanAt: toNumber(row.next_scan_at),
    staleAt: toNumber(row.stale_at),
    consecutiveFailures: row.consecutive_failures,
    pausedUntil: toNumber(row.paused_until),
    retiredAt: toNumber(row.retired_at),
    facts: fromJson<DeviceFacts>(row.facts),
    highAvailability: fromJson<DeviceHighAvailability>(row.high_availability),
    warnings: fromJson<string[]>(row.warnings),
  };
}
