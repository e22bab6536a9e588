import { CertificateVersion, KeyType, UsageState } from '../certificate';
import {
  DeviceFacts,
  DeviceHighAvailability,
  DeviceProblem,
  DeviceStatus,
  TlsVerification,
} from '../device';
import { Finding, FindingCode, FindingSeverity } from '../findings';
import { CertificateState } from '../status';

/**
 * Where a statement about ownership comes from, best first.
 *
 * - `mapping`: an explicit mapping in the configuration
 * - `annotation`: an annotation on a catalog entity
 * - `host-name`: a host name in an entity's links or API definition
 * - `rule`: a configured rule (partition, device, name pattern)
 * - `triage`: nothing was found; the configured triage group looks after it
 *
 * @public
 */
export type OwnerEvidenceKind =
  | 'mapping'
  | 'annotation'
  | 'host-name'
  | 'rule'
  | 'triage';

/** How sure a statement about ownership is. @public */
export type Confidence = 'certain' | 'high' | 'medium' | 'low';

/** One statement about who owns a certificate, and why. @public */
export interface OwnerEvidence {
  kind: OwnerEvidenceKind;
  confidence: Confidence;
  /** Entity ref of the user or group that would own it. */
  ownerRef: string;
  /** The entity that the statement comes from, if any. */
  entityRef: string | null;
  /** One sentence for people, for example `Annotation host-names of component:default/shop names shop.example.com`. */
  detail: string;
}

/** @public */
export interface OwnerSummary {
  ref: string;
  kind: OwnerEvidenceKind;
  confidence: Confidence;
}

/** An entity that a certificate protects. @public */
export interface ProtectedEntity {
  entityRef: string;
  kind: OwnerEvidenceKind;
  confidence: Confidence;
  detail: string;
}

/** A row of the certificate list. @public */
export interface CertificateSummary {
  /** Stable over renewals. */
  id: string;
  /** Entity ref of its Resource in the catalog. */
  entityRef: string;
  /** The name to show. */
  title: string;
  names: string[];
  state: CertificateState;
  /**
   * ISO 8601: when the first version that a virtual server uses ends; when none
   * is used, when the newest version ends.
   */
  expiresAt: string | null;
  notBefore: string | null;
  /** Days from start to end of the version that decides `expiresAt`. */
  lifetimeDays: number | null;
  /** Whether a policy renews it without a person. */
  automated: boolean;
  issuer: string | null;
  keyType: KeyType;
  keySize: number | null;
  usage: UsageState;
  owner: OwnerSummary | null;
  systemRef: string | null;
  environments: string[];
  devices: string[];
  installationCount: number;
  virtualServerCount: number;
  findings: FindingCode[];
  highestSeverity: FindingSeverity | null;
  currentVersionId: string | null;
  /** ISO 8601: the oldest successful scan that this row rests on. */
  observedAt: string | null;
  /** Whether a device it is installed on could not be read on time. */
  stale: boolean;
  /** ISO 8601 when it is installed nowhere any more and kept as history. */
  goneAt: string | null;
}

/** @public */
export interface CertificateDetail extends CertificateSummary {
  ownerEvidence: OwnerEvidence[];
  protects: ProtectedEntity[];
  currentVersion: CertificateVersion | null;
  findingDetails: Finding[];
  /** ISO 8601. */
  firstSeenAt: string;
}

/** Result of a TLS handshake with a virtual server for one server name. @public */
export interface ServedStatus {
  /** The SNI name that was sent; `null` when none was. */
  serverName: string | null;
  /**
   * - `match`: serves the version that is bound
   * - `mismatch`: serves another certificate
   * - `unreachable`: no handshake was possible from here
   * - `not-checked`: not asked, for the reason in `detail`
   */
  result: 'match' | 'mismatch' | 'unreachable' | 'not-checked';
  /** Fingerprint of the leaf that was served. */
  fingerprint: string | null;
  /** The certificate that the served leaf belongs to. */
  certificateId: string | null;
  chainComplete: boolean | null;
  detail: string | null;
  /** ISO 8601. */
  checkedAt: string | null;
}

/** @public */
export interface VirtualServerUsage {
  fullPath: string;
  address: string | null;
  port: number | null;
  routeDomain: number | null;
  enabled: boolean;
  served: ServedStatus[];
}

/** An SSL profile that uses an installation. @public */
export interface BindingUsage {
  profile: string;
  side: 'client' | 'server';
  /** What the installation is to the profile. */
  role: 'certificate' | 'chain' | 'ca';
  /** Name of the `certKeyChain` entry; `null` on server-side profiles. */
  entry: string | null;
  keyPath: string | null;
  /** Full path of the ancestor that owns the value, when it is inherited. */
  inheritedFrom: string | null;
  serverName: string | null;
  sniDefault: boolean;
  virtualServers: VirtualServerUsage[];
}

/** Something other than an SSL profile that names an installation. @public */
export interface ReferenceUsage {
  /** Kind of the object, as its collection path: `ltm/monitor/https`. */
  kind: string;
  object: string;
  field: string;
}

/** Who manages an object on a device, when it is not people. @public */
export interface ManagedBy {
  kind: 'as3' | 'iapp' | 'factory' | 'other';
  detail: string | null;
}

/** A version stored on a device, with everything there that uses it. @public */
export interface InstallationUsage {
  id: string;
  device: string;
  environment: string | null;
  site: string | null;
  fullPath: string;
  versionId: string;
  fingerprint: string | null;
  notAfter: string | null;
  managedBy: ManagedBy | null;
  isBundle: boolean;
  /** ISO 8601: when the inventory first saw it. */
  firstSeenAt: string;
  /** ISO 8601: last successful scan of the device. */
  observedAt: string | null;
  /** ISO 8601 when it vanished from the device. */
  removedAt: string | null;
  bindings: BindingUsage[];
  references: ReferenceUsage[];
}

/** @public */
export type CertificateSort =
  | 'expires'
  | 'name'
  | 'owner'
  | 'issuer'
  | 'virtualServers';

/** Facets that the list can be narrowed by. @public */
export type CertificateFacet =
  | 'state'
  | 'owner'
  | 'issuer'
  | 'device'
  | 'environment'
  | 'usage'
  | 'keyType'
  | 'finding';

/** Filter of certificates; values of one field are alternatives. @public */
export interface CertificateFilter {
  state?: CertificateState[];
  owner?: string[];
  issuer?: string[];
  device?: string[];
  environment?: string[];
  usage?: UsageState[];
  keyType?: KeyType[];
  finding?: FindingCode[];
  /**
   * A catalog entity: the certificates that protect a component, API or
   * resource, belong to a system or domain, are owned by a group or user, or are
   * installed on a device or cluster.
   */
  entity?: string;
  expiresWithinDays?: number;
  /** ISO 8601, inclusive: ends at this moment or later. A week of the chart, say. */
  expiresFrom?: string;
  /** ISO 8601, exclusive: ends before this moment. */
  expiresBefore?: string;
  /** Free text: names, issuer, serial number, fingerprint, object path, virtual server. */
  q?: string;
  /** Include certificates that are installed nowhere any more. */
  includeGone?: boolean;
}

/** @public */
export interface ListCertificatesRequest extends CertificateFilter {
  sort?: CertificateSort;
  order?: 'asc' | 'desc';
  /** 1 to 200; default 50. */
  limit?: number;
  /** From `nextCursor` of the page before. */
  cursor?: string;
}

/** @public */
export interface Page<T> {
  items: T[];
  /** Absent on the last page. */
  nextCursor?: string;
}

/** @public */
export interface CertificatePage extends Page<CertificateSummary> {
  /** Number of certificates that match the filter. */
  totalItems: number;
}

/** @public */
export interface FacetValue {
  value: string;
  count: number;
}

/** @public */
export type CertificateFacets = Record<CertificateFacet, FacetValue[]>;

/** Certificates of one group of the summary, by urgency. @public */
export interface SummaryGroup {
  value: string;
  total: number;
  expired: number;
  critical: number;
  warning: number;
}

/** How many certificates end in a span of time. @public */
export interface ExpiryBucket {
  /** ISO 8601, inclusive. */
  start: string;
  /** ISO 8601, exclusive. */
  end: string;
  count: number;
}

/** @public */
export interface InventorySummary {
  /** ISO 8601. */
  asOf: string;
  total: number;
  byState: Record<CertificateState, number>;
  byUsage: Record<UsageState, number>;
  withoutOwner: number;
  findings: { code: FindingCode; severity: FindingSeverity; count: number }[];
  /** The next 26 weeks, Monday to Monday, UTC. */
  expiries: ExpiryBucket[];
  /** The largest groups first, at most 50 each. */
  byOwner: SummaryGroup[];
  byIssuer: SummaryGroup[];
  byDevice: SummaryGroup[];
  byEnvironment: SummaryGroup[];
  /** The certificates that need somebody first, at most 10. */
  attention: CertificateSummary[];
  devices: Record<DeviceStatus, number>;
}

/** @public */
export interface ScanProgress {
  /** For example `certificates`, `virtual-servers`, `handshakes`, `store`. */
  phase: string;
  done: number;
  /** `null` while it is not known. */
  total: number | null;
}

/** @public */
export interface ScanRecord {
  id: string;
  device: string;
  trigger: 'schedule' | 'request';
  /** Entity ref of the user that asked for it. */
  requestedBy: string | null;
  status: 'queued' | 'running' | 'succeeded' | 'failed';
  /** ISO 8601. */
  startedAt: string;
  finishedAt: string | null;
  progress: ScanProgress | null;
  problem: DeviceProblem | null;
  /** Management calls made. */
  calls: number | null;
  handshakes: number | null;
  changes: { added: number; changed: number; removed: number } | null;
}

/** @public */
export interface DeviceSummary {
  name: string;
  kind: string;
  entityRef: string;
  host: string;
  port: number;
  site: string | null;
  environment: string | null;
  tags: string[];
  ownerRef: string | null;
  tlsVerification: TlsVerification;
  status: DeviceStatus;
  problem: DeviceProblem | null;
  /** ISO 8601. */
  lastScanAt: string | null;
  lastSuccessAt: string | null;
  nextScanAt: string | null;
  facts: DeviceFacts | null;
  highAvailability: DeviceHighAvailability | null;
  counts: {
    certificates: number;
    installations: number;
    profiles: number;
    virtualServers: number;
  };
  /** Urgency of the certificates installed on it. */
  byState: Record<CertificateState, number>;
}

/** @public */
export interface DeviceDetail extends DeviceSummary {
  /** The scan that runs or waits now. */
  activeScan: ScanRecord | null;
  recentScans: ScanRecord[];
  /** Human-readable schedule: a cron expression or an ISO 8601 duration. */
  schedule: string;
  warnings: string[];
}

/**
 * What the catalog needs to know about one certificate, device or cluster.
 * Holds nothing that changes with time alone.
 *
 * @public
 */
export interface CatalogFeedItem {
  /** Rises with every change; the cursor of the feed. */
  sequence: number;
  kind: 'certificate' | 'device' | 'cluster';
  id: string;
  /** `metadata.name` of the entity. */
  name: string;
  deleted: boolean;
  title: string;
  description: string | null;
  ownerRef: string | null;
  systemRef: string | null;
  /** Entity refs that depend on it: the components it protects. */
  dependencyOf: string[];
  /** Entity refs that it depends on: devices of a certificate, members of a cluster. */
  dependsOn: string[];
  tags: string[];
  /** Certificate names, or host names of a device. */
  names: string[];
}

/** @public */
export interface HealthReport {
  status: 'ok' | 'degraded';
  devices: Record<DeviceStatus, number>;
  /** ISO 8601: the oldest data that is shown as current. */
  oldestData: string | null;
}
