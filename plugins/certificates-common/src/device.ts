/**
 * What went wrong when a device was asked, as a vocabulary that is used
 * unchanged in the database, logs, metrics and the UI.
 *
 * - `config`: the device's configuration is not usable
 * - `unreachable`: no TCP connection (refused, no route, unknown host)
 * - `timeout`: a deadline passed
 * - `tls`: the management certificate is not trusted or the handshake failed
 * - `auth`: the credential was refused
 * - `permission`: the credential lacks a permission
 * - `not-ready`: the device is starting or a daemon is restarting
 * - `busy`: the device asks to come back later
 * - `not-a-bigip`: something answers, but not iControl REST
 * - `protocol`: an answer could not be understood
 * - `cancelled`: the scan was stopped by us
 * - `internal`: a defect of ours
 *
 * @public
 */
export type DeviceErrorKind =
  | 'config'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'auth'
  | 'permission'
  | 'not-ready'
  | 'busy'
  | 'not-a-bigip'
  | 'protocol'
  | 'cancelled'
  | 'internal';

/** Why a device could not be read and what to do about it. @public */
export interface DeviceProblem {
  kind: DeviceErrorKind;
  /** What failed and on what, without secrets. */
  message: string;
  /** What a person can do. */
  remedy: string;
  /** ISO 8601. */
  at: string;
}

/**
 * State of the inventory's view of a device.
 *
 * - `never-scanned`: configured, no scan has ended yet
 * - `ok`: the last scan succeeded and its data is fresh
 * - `stale`: the last success is older than the schedule allows
 * - `failing`: the last scan failed; what is shown is from the last success
 * - `paused`: too many failures in a row; the next attempt waits (circuit breaker)
 * - `retired`: no longer configured; kept as history
 *
 * @public
 */
export type DeviceStatus =
  | 'never-scanned'
  | 'ok'
  | 'stale'
  | 'failing'
  | 'paused'
  | 'retired';

/** How the management connection to a device is trusted. @public */
export type TlsVerification = 'system-ca' | 'custom-ca' | 'pinned' | 'off';

/** Facts of a device. @public */
export interface DeviceFacts {
  hostname: string | null;
  /** TMOS version, for example `16.1.3`. */
  version: string | null;
  build: string | null;
  platform: string | null;
  serialNumber: string | null;
  /** Stable identity of the machine, survives renames. */
  machineId: string | null;
}

/** High-availability state of a device as it reports it. @public */
export interface DeviceHighAvailability {
  /** Name of the sync-failover device group; `null` on a standalone device. */
  cluster: string | null;
  /** Host names of all members of the group. */
  members: string[];
  /** `active`, `standby`, `offline`, `forced-offline` or `unknown`. */
  failoverState: string;
  /** For example `In Sync`, `Changes Pending`, `Standalone`. */
  syncStatus: string;
  /** `green`, `yellow`, `red`, `blue`, `gray`. */
  syncColor: string;
  /** Detail lines, as the device words them. */
  syncDetails: string[];
  autoSync: boolean | null;
}
