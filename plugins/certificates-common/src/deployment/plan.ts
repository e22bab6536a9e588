import { KeyType } from '../certificate';

/**
 * Devices that are changed as one: the members of a sync-failover group, or one
 * device alone.
 *
 * @public
 */
export interface DeploymentUnit {
  /** Name of the cluster, else of the device. Unique. */
  name: string;
  /** Names of its devices in the inventory, sorted. */
  devices: string[];
  environment: string | null;
}

/** What one entry of an SSL profile refers to. Full paths. @public */
export interface BindingValue {
  certificate: string;
  key: string | null;
  chain: string | null;
  /** Of the leaf, lower-case hexadecimal; `null` where the device does not tell. */
  fingerprint: string | null;
}

/**
 * A file object that a plan needs.
 *
 * @public
 */
export interface PlannedObject {
  kind: 'certificate' | 'key' | 'chain';
  fullPath: string;
  /**
   * - `create`: does not exist yet; its name is derived from its content
   * - `reuse`: exists already with this content
   * - `replace`: exists with other content that is replaced in the transaction
   */
  action: 'create' | 'reuse' | 'replace';
  /** SHA-256 over the DER of a certificate or of a key's public part (SPKI), lower-case hexadecimal. */
  fingerprint: string;
}

/**
 * How a binding gets the new version.
 *
 * - `switch`: the entry of the profile is pointed at new objects
 * - `replace-content`: the objects keep their names and get new content
 * - `create-profile`: a new SSL profile is made and put on virtual servers
 *
 * @public
 */
export type BindingStrategy = 'switch' | 'replace-content' | 'create-profile';

/** A change of one entry of one SSL profile. @public */
export interface PlannedChange {
  /** Stable and unique within the plan: side, profile and entry. */
  id: string;
  strategy: BindingStrategy;
  /** Why this strategy, for people. */
  reason: string;
  side: 'client' | 'server';
  profile: string;
  /** Name of the `certKeyChain` entry; `null` on server-side profiles. */
  entry: string | null;
  /** `null` when the binding is new. */
  before: BindingValue | null;
  after: BindingValue;
  /** Profiles that inherit the value and change with it. */
  inheritedBy: string[];
  /** Virtual servers that use the profile or one that inherits from it. */
  virtualServers: string[];
  /** For `create-profile`. */
  create: {
    parent: string;
    serverName: string | null;
    sniDefault: boolean;
  } | null;
}

/** A handshake that proves a change. @public */
export interface PlannedProof {
  virtualServer: string;
  /** IP address; `null` when the address cannot be asked, for the reason in `unprovable`. */
  address: string | null;
  port: number | null;
  /** The SNI name to send; `null` for none. */
  serverName: string | null;
  /** Restricts the handshake where a profile holds certificates of several kinds. */
  keyType: KeyType | null;
  /** Fingerprint of the leaf that must be served after the change. */
  expected: string;
  /** Fingerprint that is bound before the change; what a roll-back must serve. */
  before: string | null;
  /** Why no handshake is possible (wildcard address, disabled, ...); `null` when one is. */
  unprovable: string | null;
}

/** Something that the plan leaves as it is, although it was asked for. @public */
export interface PlanRefusal {
  profile: string;
  entry: string | null;
  /** Whose it is and what to do instead, for people. */
  reason: string;
  code:
    | 'managed-by-as3'
    | 'managed-by-iapp'
    | 'factory'
    | 'key-type'
    | 'not-found'
    | 'other';
}

/**
 * What needs an explicit yes before a plan may run.
 *
 * - `names-lost`: the new version lacks names that are served today
 * - `chain-incomplete`: an intermediate certificate is missing
 * - `no-automatic-roll-back`: replaced content whose key we do not hold cannot be put back
 * - `pending-changes`: the cluster has changes of others that a sync would carry along
 * - `not-provable`: no virtual server of the plan can be asked
 * - `expires-earlier`: the new version ends before the one that it replaces
 *
 * @public
 */
export type PlanConsent =
  | 'names-lost'
  | 'chain-incomplete'
  | 'no-automatic-roll-back'
  | 'pending-changes'
  | 'not-provable'
  | 'expires-earlier';

/**
 * What a target will do to one unit. A contract: what was shown runs, and is
 * refused when the devices have changed since. Also the write-ahead record of
 * the change: `before` and `after` of each entry are all that a resumption or a
 * roll-back needs.
 *
 * @public
 */
export interface TargetPlan {
  /** Id of the target implementation: `f5`. */
  target: string;
  unit: DeploymentUnit;
  objects: PlannedObject[];
  changes: PlannedChange[];
  proofs: PlannedProof[];
  refusals: PlanRefusal[];
  /** How members get the change; `null` for a single device. */
  sync: { group: string; mode: 'manual' | 'automatic' } | null;
  consents: { code: PlanConsent; detail: string }[];
  /** For people; no reason not to run. */
  warnings: string[];
  /** SHA-256 over the canonical JSON of everything above except `warnings`; lower-case hexadecimal. */
  hash: string;
}

/** A handshake that was made as a proof. @public */
export interface ProofResult {
  virtualServer: string;
  serverName: string | null;
  keyType: KeyType | null;
  /** The member that answered, where that is known. */
  device: string | null;
  address: string | null;
  port: number | null;
  expected: string;
  /**
   * - `proven`: the expected leaf with a chain that matches was served
   * - `wrong-certificate`, `wrong-chain`: something else was served
   * - `no-answer`: no handshake came about
   * - `not-possible`: cannot be asked from here; `detail` says why
   */
  result:
    | 'proven'
    | 'wrong-certificate'
    | 'wrong-chain'
    | 'no-answer'
    | 'not-possible';
  served: string | null;
  /** For people. */
  detail: string | null;
  /** ISO 8601. */
  checkedAt: string;
}
