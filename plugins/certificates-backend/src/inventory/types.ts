import {
  CatalogFeedItem,
  CertificateDetail,
  CertificateFacets,
  CertificateFilter,
  CertificatePage,
  CertificateSummary,
  CertificateVersion,
  DeviceFacts,
  DeviceHighAvailability,
  DeviceProblem,
  DeviceStatus,
  DeviceSummary,
  HealthReport,
  InstallationUsage,
  InventorySummary,
  ListCertificatesRequest,
  OwnerEvidence,
  OwnerSummary,
  Page,
  ProtectedEntity,
  ScanProgress,
  ScanRecord,
} from '@cmt/backstage-plugin-certificates-common';
import {
  DeviceDescriptor,
  DeviceSnapshot,
} from '@cmt/backstage-plugin-certificates-node';

/**
 * What sets apart certificates that carry the same names: nothing, or the
 * environment of the device they are installed on.
 *
 * @internal
 */
export type IdentityScope = 'none' | 'environment';

/** Circumstances under which a snapshot is applied. @internal */
export interface ApplyContext {
  device: DeviceDescriptor;
  /** The scan that took the snapshot. */
  scanId: string;
  identityScope: IdentityScope;
  /** Milliseconds since the epoch. */
  now: number;
}

/** What a snapshot changed in the inventory. @internal */
export interface ApplyResult {
  /** File objects that are new on the device. */
  added: number;
  /** File objects whose content, use or observation changed. */
  changed: number;
  /** File objects that vanished from the device. */
  removed: number;
  /** Certificates whose stored facts were computed anew, sorted. */
  certificateIds: string[];
}

/**
 * The write side of the inventory.
 *
 * @internal
 */
export interface InventoryStore {
  /**
   * Compares a snapshot with what is stored about its device and stores the
   * difference in one transaction, repeated on deadlocks. Writes no inventory
   * row when nothing differs; the device's row is marked as read in any case
   * (`lastScanAt`, `lastSuccessAt`, no problem, no failures in a row).
   *
   * The device has to be known (see {@link DeviceStore.syncDescriptors}).
   */
  applySnapshot(
    snapshot: DeviceSnapshot,
    context: ApplyContext,
  ): Promise<ApplyResult>;

  /**
   * Turns everything installed on devices that were retired before a moment
   * into history. Meant for a periodic tick: a grace period keeps a mistake in
   * the configuration from emptying the inventory.
   */
  closeRetiredDevices(options: {
    retiredBefore: number;
    now: number;
  }): Promise<{ devices: string[]; certificateIds: string[] }>;
}

/**
 * Restricts what a caller may see; made from a permission decision. Values of
 * one field are alternatives.
 *
 * @internal
 */
export type CertificateVisibility =
  | { anyOf: CertificateVisibility[] }
  | { allOf: CertificateVisibility[] }
  | { not: CertificateVisibility }
  | {
      field:
        | 'id'
        | 'owner'
        | 'system'
        | 'environment'
        | 'device'
        | 'protects'
        | 'issuer';
      values: string[];
    };

/** Options of every read. @internal */
export interface ReadOptions {
  /** Absent: everything is visible. */
  visibility?: CertificateVisibility;
}

/**
 * The read side of the inventory: one method per operation of the REST API.
 * Unknown or invisible ids are answered with `undefined`; a malformed cursor
 * with an `InputError`.
 *
 * @internal
 */
export interface InventoryQueries {
  listCertificates(
    request: ListCertificatesRequest,
    options?: ReadOptions,
  ): Promise<CertificatePage>;
  getFacets(
    filter: CertificateFilter,
    options?: ReadOptions,
  ): Promise<CertificateFacets>;
  getSummary(
    filter: CertificateFilter,
    options?: ReadOptions,
  ): Promise<InventorySummary>;
  getCertificate(
    id: string,
    options?: ReadOptions,
  ): Promise<CertificateDetail | undefined>;
  listVersions(
    certificateId: string,
    options?: ReadOptions,
  ): Promise<CertificateVersion[] | undefined>;
  /**
   * A version and the chain that was seen with it, leaf first, as PEM;
   * `undefined` also when only a device's metadata about it are known.
   */
  getVersionPem(
    certificateId: string,
    versionId: string,
    options?: ReadOptions,
  ): Promise<string | undefined>;
  listUsage(
    certificateId: string,
    request: { limit?: number; cursor?: string; includeRemoved?: boolean },
    options?: ReadOptions,
  ): Promise<Page<InstallationUsage> | undefined>;
  /**
   * Every certificate that matches, by name. Reads page after page: memory does
   * not grow with the number of certificates.
   */
  exportCertificates(
    filter: CertificateFilter,
    options?: ReadOptions,
  ): AsyncIterable<CertificateSummary>;
  listDevices(options?: ReadOptions): Promise<DeviceSummary[]>;
  getDevice(
    name: string,
    options?: ReadOptions,
  ): Promise<(DeviceSummary & { warnings: string[] }) | undefined>;
  /** Items in order of their sequence; `lastSequence` is the cursor to go on from. */
  listCatalogFeed(request: {
    after: number;
    limit?: number;
  }): Promise<{ items: CatalogFeedItem[]; lastSequence: number }>;
  getHealth(): Promise<HealthReport>;
}

/** A device as it is stored. Times are milliseconds since the epoch. @internal */
export interface DeviceRecord {
  descriptor: DeviceDescriptor;
  /** Derived from the times below and the clock. */
  status: DeviceStatus;
  problem: DeviceProblem | null;
  lastScanAt: number | null;
  lastSuccessAt: number | null;
  nextScanAt: number | null;
  /** From this moment on the data counts as stale. */
  staleAt: number | null;
  consecutiveFailures: number;
  /** The circuit breaker is open until then. */
  pausedUntil: number | null;
  retiredAt: number | null;
  facts: DeviceFacts | null;
  highAvailability: DeviceHighAvailability | null;
  warnings: string[];
}

/** Devices and what is known about reading them. @internal */
export interface DeviceStore {
  /**
   * Makes the stored devices those of all sources: new and changed ones are
   * written, those that are missing are marked as retired, those that are back
   * are not retired any more. Writes only differences.
   */
  syncDescriptors(
    descriptors: readonly DeviceDescriptor[],
    options: { now: number },
  ): Promise<{ added: string[]; changed: string[]; retired: string[] }>;
  /** Sorted by name; retired ones on request only. */
  list(options: {
    now: number;
    includeRetired?: boolean;
  }): Promise<DeviceRecord[]>;
  get(
    name: string,
    options: { now: number },
  ): Promise<DeviceRecord | undefined>;
  /**
   * Notes a failed scan: why, and what the circuit breaker decided. Counts
   * failures in a row.
   */
  recordFailure(
    name: string,
    failure: {
      at: number;
      problem: DeviceProblem;
      pausedUntil: number | null;
    },
  ): Promise<{ consecutiveFailures: number }>;
  /** Sets when the device is due and from when on its data is stale. */
  recordSchedule(
    name: string,
    schedule: { nextScanAt: number | null; staleAt?: number | null },
  ): Promise<void>;
}

/** @internal */
export interface ScanRequest {
  device: string;
  trigger: ScanRecord['trigger'];
  /** Entity ref of the user that asks. */
  requestedBy: string | null;
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * Scans as rows: the queue, the progress and the history. Safe for several
 * replicas: at most one scan of a device waits or runs, and a claimed scan
 * belongs to its worker until its lease ends.
 *
 * @internal
 */
export interface ScanStore {
  /** Answers the scan that waits or runs; creates one if there is none. */
  enqueue(
    request: ScanRequest,
  ): Promise<{ scan: ScanRecord; created: boolean }>;
  /** Takes the waiting scan that is due first; of the given devices only, when given. */
  claim(options: {
    worker: string;
    leaseMs: number;
    now: number;
    devices?: readonly string[];
  }): Promise<ScanRecord | undefined>;
  /**
   * Notes progress and extends the lease. Answers `false` when the scan does
   * not belong to the worker any more: it must stop.
   */
  progress(
    id: string,
    update: {
      worker: string;
      progress: ScanProgress;
      leaseMs: number;
      now: number;
    },
  ): Promise<boolean>;
  /** Ends a scan. Answers `false` when it does not belong to the worker any more. */
  finish(
    id: string,
    result: {
      worker: string;
      now: number;
      status: 'succeeded' | 'failed';
      problem?: DeviceProblem | null;
      calls?: number | null;
      handshakes?: number | null;
      changes?: ScanRecord['changes'];
    },
  ): Promise<boolean>;
  /** Fails scans whose worker disappeared, and answers them. */
  failAbandoned(options: { now: number }): Promise<ScanRecord[]>;
  get(id: string): Promise<ScanRecord | undefined>;
  active(device: string): Promise<ScanRecord | undefined>;
  /** Newest first. */
  recent(device: string, options?: { limit?: number }): Promise<ScanRecord[]>;
  /** Deletes ended scans that are older than `before`, except the newest of each device. */
  prune(options: {
    before: number;
    keepPerDevice: number;
  }): Promise<{ deleted: number }>;
}

/** What the owner resolver looks at for one certificate. @internal */
export interface OwnershipInput {
  certificateId: string;
  names: string[];
  environments: string[];
  /** Current installations. */
  installations: { device: string; fullPath: string; partition: string }[];
  /** Virtual servers that use it. */
  virtualServers: { device: string; fullPath: string }[];
  /** What is stored now; `null` before the first resolution. */
  current: OwnershipAssignment | null;
}

/** Who owns a certificate and what it protects, with all evidence. @internal */
export interface OwnershipAssignment {
  certificateId: string;
  owner: OwnerSummary | null;
  systemRef: string | null;
  /** Domain of the system, for the entity filter. */
  domainRef: string | null;
  /** Best first. */
  evidence: OwnerEvidence[];
  protects: ProtectedEntity[];
}

/** @internal */
export interface OwnershipStore {
  /** Current, listed certificates by id; of the given ids only, when given. */
  readInputs(options?: {
    ids?: readonly string[];
    limit?: number;
    cursor?: string;
  }): Promise<Page<OwnershipInput>>;
  /**
   * Makes the stored ownership of the given certificates what is given; writes
   * only differences and answers the ids of the certificates that changed.
   * Certificates that do not exist any more are left out.
   */
  replace(
    assignments: readonly OwnershipAssignment[],
    options: { now: number },
  ): Promise<{ changed: string[] }>;
}
