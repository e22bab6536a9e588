import { KeyType, ChainStatus } from '../certificate';
import {
  BindingStrategy,
  DeploymentState,
  DeploymentStepName,
  DeploymentStepState,
  DeploymentTargetState,
  PlanConsent,
  ProofResult,
  TargetPlan,
} from '../deployment';
import { Page } from './types';

/**
 * What is wrong or odd with certificate material that somebody brings.
 *
 * @public
 */
export interface MaterialProblem {
  /**
   * Stable code: `no-certificate`, `no-key`, `key-mismatch`, `wrong-password`,
   * `unreadable`, `encrypted-key`, `expired`, `not-yet-valid`, `weak-key`,
   * `weak-signature`, `no-server-auth`, `chain-incomplete`, `chain-broken`,
   * `is-ca`, `several-leaves`, `no-names`, `names-lost`, `expires-earlier`, `unused-certificates`.
   */
  code: string;
  /** `error` stops it, `warning` needs reading. */
  severity: 'error' | 'warning';
  /** What is wrong and what would be right, for people. */
  message: string;
}

/** What a certificate and its chain are, as they were brought. @public */
export interface MaterialFacts {
  /** SHA-256 over the DER of the leaf. */
  fingerprint: string;
  subject: string;
  issuer: string;
  serialNumber: string;
  names: string[];
  /** ISO 8601. */
  notBefore: string;
  notAfter: string;
  keyType: KeyType;
  keySize: number | null;
  curve: string | null;
  chainStatus: ChainStatus;
  /** Subjects of the chain, leaf excluded, nearest issuer first. */
  chain: { fingerprint: string; subject: string; notAfter: string }[];
}

/** Certificate, chain and key that wait to be deployed. Never the key itself. @public */
export interface Material extends MaterialFacts {
  id: string;
  /** The certificate that it continues, when it was brought for one. */
  certificateId: string | null;
  /** Whether its key is sealed in the database. */
  hasKey: boolean;
  /** Entity ref of who brought it. */
  createdBy: string;
  /** ISO 8601. */
  createdAt: string;
}

/** @public */
export interface ImportMaterialRequest {
  /** The certificate that it is to replace; its names and end are compared. */
  certificateId?: string;
  /** PEM texts in any order and number: certificates, chain, key. */
  pem?: string;
  /** A PKCS#12 file, base64. */
  pkcs12?: string;
  /** Of the PKCS#12 file or of an encrypted PEM key. Never stored. */
  password?: string;
  /** Only look at it; store nothing. */
  dryRun?: boolean;
}

/** Everything that is wrong with what was brought, at once. @public */
export interface ImportMaterialResult {
  /** What is kept now; `null` when there is an error, and on a dry run. */
  material: Material | null;
  /**
   * What was brought, whether or not it is kept; `null` when no certificate could
   * be made out.
   */
  facts: MaterialFacts | null;
  problems: MaterialProblem[];
}

/** Names one entry of one SSL profile on one unit. @public */
export interface BindingSelector {
  unit: string;
  side: 'client' | 'server';
  profile: string;
  entry: string | null;
}

/** A new SSL profile for virtual servers that have none for this name yet. @public */
export interface NewBinding {
  unit: string;
  virtualServer: string;
  /** Full path of the profile to make. */
  profile: string;
  /** Full path of its parent; `/Common/clientssl` unless given. */
  parent?: string;
  /** The SNI name that it answers to; needed where the virtual server has other profiles. */
  serverName?: string;
}

/** How the units are taken one after the other. @public */
export interface RolloutOptions {
  /** Units of the first wave; `0` for no canary. Default 1 when there are several units. */
  canary?: number;
  /** Number of further waves of about equal size. Default 1. */
  waves?: number;
  /** Between waves: go on at once, or wait for a person. Default `continue`. */
  between?: 'continue' | 'pause';
}

/** @public */
export interface CreateDeploymentRequest {
  certificateId: string;
  materialId: string;
  /** Default: everywhere this certificate is used. */
  bindings?: BindingSelector[];
  newBindings?: NewBinding[];
  /** Only units of this environment. */
  environment?: string;
  /** Asks for a strategy where the plan could choose. */
  strategy?: Exclude<BindingStrategy, 'create-profile'>;
  rollout?: RolloutOptions;
  /** Why, for the record. */
  reason?: string;
  /** Make the plan only: it can never be started. */
  dryRun?: boolean;
}

/** @public */
export interface StartDeploymentRequest {
  /** `planHash` of the deployment that was shown. */
  planHash: string;
  /** The consents that the plan asks for and that are given. */
  consents?: PlanConsent[];
}

/** Why something did not work, and what to do. @public */
export interface DeploymentProblem {
  /** Stable code, for example `device-changed`, `verification-failed`, `unreachable`, `01070317`. */
  code: string;
  /** What failed and on what. */
  message: string;
  /** The likely cause, for people; `null` where the message says it all. */
  cause: string | null;
  /** What a person can do. */
  remedy: string;
  /** What a button can do about it. */
  action: 'retry' | 'roll-back' | 'plan-again' | 'continue' | null;
}

/** @public */
export interface DeploymentStep {
  name: DeploymentStepName;
  state: DeploymentStepState;
  /** How often it was begun. */
  attempts: number;
  /** What it did, for people. */
  summary: string | null;
  problem: DeploymentProblem | null;
  /** ISO 8601. */
  startedAt: string | null;
  finishedAt: string | null;
}

/** @public */
export interface DeploymentTarget {
  id: string;
  unit: string;
  devices: string[];
  environment: string | null;
  /** Counts from 0, which is the canary where there is one. */
  wave: number;
  state: DeploymentTargetState;
  /** What it waits for, for people. */
  waitsFor: string | null;
  /** ISO 8601: the beginning of its maintenance window. */
  waitsUntil: string | null;
  plan: TargetPlan | null;
  steps: DeploymentStep[];
  /** Proofs of the last verification. */
  proofs: ProofResult[];
  problem: DeploymentProblem | null;
}

/** A row of a list of deployments. @public */
export interface DeploymentSummary {
  id: string;
  certificateId: string;
  certificateTitle: string;
  state: DeploymentState;
  /** Fingerprint of the version that is deployed. */
  fingerprint: string;
  notAfter: string;
  units: number;
  bindings: number;
  virtualServers: number;
  /** Units by state. */
  progress: Record<DeploymentTargetState, number>;
  reason: string | null;
  dryRun: boolean;
  /** Entity refs. */
  createdBy: string;
  startedBy: string | null;
  /** ISO 8601. */
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

/** Something that happened to a deployment, for its story. @public */
export interface DeploymentEvent {
  /** ISO 8601. */
  at: string;
  /** Entity ref of a person; `null` for the suite itself. */
  by: string | null;
  unit: string | null;
  message: string;
}

/** @public */
export interface DeploymentDetail extends DeploymentSummary {
  /** Hash over the hashes of all target plans; `null` while planning. */
  planHash: string | null;
  material: Material;
  targets: DeploymentTarget[];
  /** Owners and entities that the plan touches. */
  affected: { ownerRefs: string[]; entityRefs: string[] };
  /** What needs an explicit yes. */
  consents: { code: PlanConsent; detail: string; unit: string | null }[];
  rollout: Required<RolloutOptions>;
  /** ISO 8601 while `waiting`. */
  waitsUntil: string | null;
  /** What the user can do now. */
  actions: DeploymentAction[];
  problem: DeploymentProblem | null;
  events: DeploymentEvent[];
}

/**
 * - `start`: confirm the plan
 * - `continue`: begin the next wave
 * - `pause`: stop before the next wave
 * - `cancel`: end it before anything more is begun
 * - `retry`: resume failed and skipped units from the step that failed
 * - `roll-back`: put back what it changed
 *
 * @public
 */
export type DeploymentAction =
  | 'start'
  | 'continue'
  | 'pause'
  | 'cancel'
  | 'retry'
  | 'roll-back';

/** @public */
export interface ListDeploymentsRequest {
  certificate?: string;
  state?: DeploymentState[];
  unit?: string;
  /** 1 to 200; default 50. */
  limit?: number;
  cursor?: string;
}

/** @public */
export type DeploymentPage = Page<DeploymentSummary>;

/** Where issued, installed and served disagree. @public */
export interface DriftItem {
  certificateId: string;
  certificateTitle: string;
  ownerRef: string | null;
  device: string;
  profile: string | null;
  virtualServer: string | null;
  serverName: string | null;
  /**
   * - `not-deployed`: we hold or know a newer version than is bound here
   * - `not-served`: bound, but another one is served
   */
  kind: 'not-deployed' | 'not-served';
  /** Fingerprints. */
  issued: string | null;
  installed: string | null;
  served: string | null;
  /** ISO 8601. */
  since: string;
  /** For people. */
  likelyCause: string;
}

/** A file object that seems to be of no use any more. @public */
export interface CleanUpCandidate {
  /** Of the installation. */
  id: string;
  unit: string;
  device: string;
  fullPath: string;
  certificateId: string;
  certificateTitle: string;
  fingerprint: string | null;
  /** ISO 8601. */
  notAfter: string | null;
  ownerRef: string | null;
  /** Why it is believed unused, for people. */
  reason: string;
  state: 'candidate' | 'quarantined' | 'deleted' | 'refused';
  /** ISO 8601: when a quarantined one is deleted. */
  deleteAfter: string | null;
  /** Whether it can be put back: its material is here. */
  restorable: boolean;
  /** Why the device refused. */
  problem: string | null;
}
