import { HumanDuration } from '@backstage/types';
import {
  ScanProgress,
  TlsVerification,
} from '@cmt/backstage-plugin-certificates-common';
import { DeviceSnapshot } from './snapshot';

/**
 * A device that a source can scan, without its credentials.
 *
 * @public
 */
export interface DeviceDescriptor {
  /** Unique over all sources; part of entity names and addresses. */
  name: string;
  /** `spec.type` of its catalog entity, for example `f5-bigip`. */
  kind: string;
  host: string;
  port: number;
  site: string | null;
  environment: string | null;
  tags: string[];
  /** Entity ref of the group that runs the device. */
  ownerRef: string | null;
  tlsVerification: TlsVerification;
  /** When to scan; the plugin's default where absent. */
  schedule?: DeviceSchedule;
}

/**
 * A cron expression, already validated, or an interval.
 *
 * @public
 */
export type DeviceSchedule =
  | { cron: string; timezone?: string }
  | { every: HumanDuration };

/**
 * Reads devices of one kind. Implemented by modules, called by the backend.
 *
 * @remarks
 *
 * The contract, which `inventorySourceContract` tests:
 *
 * - `scan` returns a whole {@link DeviceSnapshot} or throws a
 *   {@link DeviceError}; it never returns what it could not read completely.
 * - At most two management calls are under way on a device at any time.
 * - When `signal` is aborted, `scan` ends within a few seconds and throws a
 *   `DeviceError` of kind `cancelled`.
 * - It leaves nothing behind on the device: no session, no token, no file.
 * - It writes nothing to the device.
 *
 * @public
 */
export interface InventorySource {
  /** Unique id, for logs and metrics: `f5`. */
  readonly id: string;
  /** All configured devices. */
  devices(): DeviceDescriptor[];
  scan(options: ScanOptions): Promise<DeviceSnapshot>;
}

/** @public */
export interface ScanOptions {
  /** Name of a device of this source. */
  device: string;
  signal: AbortSignal;
  /** Called now and then; must not throw. */
  onProgress?: (progress: ScanProgress) => void;
}
