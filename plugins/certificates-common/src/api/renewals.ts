import {
  ApprovalTier,
  Custody,
  KeySpec,
  Policy,
  RenewalKind,
  RenewalState,
  RenewalStepName,
  RenewalWait,
  RevocationReason,
} from '../renewal';
import { DeploymentProblem, NewBinding } from './deployments';
import { Page } from './types';

/** One certificate authority that is configured. @public */
export interface AuthoritySummary {
  id: string;
  title: string;
  /** `local`, `acme`, `manual`, ... */
  kind: string;
  /** Whether it issues without a person. */
  automatic: boolean;
  canRevoke: boolean;
  hasRenewalInfo: boolean;
  /** What it accepts; `null` where it does not say. */
  keys: KeySpec[] | null;
  wildcards: boolean;
  health: {
    status: 'ok' | 'degraded' | 'down' | 'unknown';
    /** For people. */
    detail: string;
    /** ISO 8601. */
    checkedAt: string | null;
  };
  /** The account there, for people: its URL or contact. */
  account: string | null;
  /** Orders that the account may place; `null` for no limit that we know of. */
  budget: {
    orders: number;
    periodMs: number;
    used: number;
    /** Renewals that wait for it. */
    queued: number;
    /** ISO 8601: when the next order may be placed. */
    nextAt: string | null;
  } | null;
  /** Orders under way. */
  openOrders: number;
  /** ISO 8601. */
  lastIssuedAt: string | null;
  lastProblem: DeploymentProblem | null;
  /** Where its CRL and issuer certificate are served, relative to the backend; `null` for CAs of others. */
  publications: { name: string; path: string }[];
}

/** Who was asked, and what they said. @public */
export interface Approval {
  tier: ApprovalTier;
  /** Why so many have to agree, for people: `wildcard`, `120 virtual servers`. */
  reasons: string[];
  /** Entity refs of users and groups who may decide. */
  approvers: string[];
  /** ISO 8601. */
  askedAt: string | null;
  remindedAt: string | null;
  escalatedAt: string | null;
  /** When it is decided without them. */
  decidesAt: string | null;
  decision: {
    approved: boolean;
    /** Entity ref of a person; `null` when the policy decided. */
    by: string | null;
    comment: string | null;
    /** ISO 8601. */
    at: string;
  } | null;
}

/** @public */
export interface RenewalStep {
  name: RenewalStepName;
  state: 'pending' | 'running' | 'waiting' | 'done' | 'failed' | 'skipped';
  attempts: number;
  summary: string | null;
  problem: DeploymentProblem | null;
  /** ISO 8601. */
  startedAt: string | null;
  finishedAt: string | null;
}

/** A row of a list of renewals. @public */
export interface RenewalSummary {
  id: string;
  kind: RenewalKind;
  /** `null` for a request until something is installed under its names. */
  certificateId: string | null;
  certificateTitle: string;
  ownerRef: string | null;
  state: RenewalState;
  step: RenewalStepName;
  waitsFor: RenewalWait | null;
  /** For people: `Let's Encrypt takes the next order at 14:05`. */
  waitsText: string | null;
  /** ISO 8601. */
  waitsUntil: string | null;
  policyId: string | null;
  policyName: string | null;
  authorityId: string | null;
  campaignId: string | null;
  /** ISO 8601: when the version that it replaces ends. */
  expiresAt: string | null;
  deploymentId: string | null;
  reason: string | null;
  /** Entity ref; `null` for a policy. */
  createdBy: string | null;
  /** ISO 8601. */
  createdAt: string;
  finishedAt: string | null;
  problem: DeploymentProblem | null;
}

/** @public */
export interface RenewalEvent {
  /** ISO 8601. */
  at: string;
  /** Entity ref of a person; `null` for the suite itself. */
  by: string | null;
  message: string;
}

/** @public */
export interface RenewalDetail extends RenewalSummary {
  names: string[];
  /** Names of the version that it replaces and that the new one will not have. */
  namesLost: string[];
  namesAdded: string[];
  keys: KeySpec[];
  custody: Custody;
  steps: RenewalStep[];
  approval: Approval | null;
  /** The request to take to a portal, PEM; `null` before it is made. */
  csrPem: string | null;
  /** The order at the CA, for people: its URL or number. */
  orderReference: string | null;
  /** Whether a certificate can be uploaded now. */
  wantsUpload: boolean;
  /** What was issued: a material that can be deployed. */
  materialId: string | null;
  fingerprint: string | null;
  notAfter: string | null;
  actions: RenewalAction[];
  events: RenewalEvent[];
}

/**
 * - `approve`, `reject`: decide
 * - `upload`: bring the certificate that a portal issued
 * - `retry`: try again now
 * - `cancel`: end it; what was deployed stays
 *
 * @public
 */
export type RenewalAction =
  | 'approve'
  | 'reject'
  | 'upload'
  | 'retry'
  | 'cancel';

/** @public */
export interface ListRenewalsRequest {
  certificate?: string;
  state?: RenewalState[];
  waitsFor?: RenewalWait[];
  /** Entity refs. */
  owner?: string[];
  campaign?: string;
  authority?: string;
  /** 1 to 200; default 50. */
  limit?: number;
  cursor?: string;
}

/** @public */
export type RenewalPage = Page<RenewalSummary>;

/** Begin a renewal, or ask for a new certificate. @public */
export interface CreateRenewalRequest {
  kind?: RenewalKind;
  /** Not for `request`. */
  certificateId?: string;
  /** Of a new certificate; of a renewal only where they change, which needs `namesConfirmed`. */
  names?: string[];
  /** A yes to losing or adding names. */
  namesConfirmed?: boolean;
  /** Id of a CA; by the policy otherwise. */
  authority?: string;
  keys?: KeySpec[];
  custody?: Custody;
  /** For `request`: entity ref of the group or user who will own it. */
  owner?: string;
  /** Where a new certificate is to be bound. */
  newBindings?: NewBinding[];
  reason?: string;
  /** Only tell what would happen. */
  dryRun?: boolean;
}

/** What beginning a renewal would do. @public */
export interface RenewalPreview {
  policy: PolicyDecision;
  names: string[];
  namesLost: string[];
  namesAdded: string[];
  keys: KeySpec[];
  custody: Custody;
  authority: { id: string; title: string; automatic: boolean } | null;
  tier: ApprovalTier;
  tierReasons: string[];
  virtualServers: number;
  bindings: number;
  /** Everything that stands against it, for people. */
  problems: string[];
}

/** Which policy applies to a certificate, and why. @public */
export interface PolicyDecision {
  policy: Policy | null;
  /** For people: why this one, and why not those before it. */
  because: string;
  /** Ids of others that match too, by precedence. */
  alsoMatch: string[];
  /** ISO 8601: when it would be renewed. */
  renewAt: string | null;
  /** For people: how that time came about. */
  renewBecause: string | null;
}

/** What people write of a policy. @public */
export type PolicyInput = Omit<Policy, 'id' | 'source'>;

/** What a policy that is written would match and change. @public */
export interface PolicyPreview {
  /** Certificates that the match fits. */
  matches: number;
  /** Certificates for which it would be the one that applies. */
  applies: number;
  /** Up to 100 of them. */
  examples: {
    certificateId: string;
    title: string;
    ownerRef: string | null;
    expiresAt: string | null;
    /** Name of the policy that applies today. */
    before: string | null;
    /** Name of the policy that would apply. */
    after: string | null;
    renewAt: string | null;
  }[];
}

/** @public */
export interface PolicyChange {
  /** ISO 8601. */
  at: string;
  /** Entity ref; `null` for the configuration. */
  by: string | null;
  change: 'created' | 'changed' | 'deleted';
  before: Policy | null;
  after: Policy | null;
}

/** How many renewals a team has to expect. @public */
export interface RenewalForecast {
  /** One for each owner; `null` without. Sorted by renewals at 47 days, most first. */
  owners: {
    ownerRef: string | null;
    certificates: number;
    automated: number;
    /** Renewals a year by longest lifetime in days. */
    perYear: Record<'200' | '100' | '47', number>;
  }[];
  /** What cannot be renewed without a person yet. */
  notAutomated: {
    certificateId: string;
    title: string;
    ownerRef: string | null;
    expiresAt: string | null;
    /** For people. */
    reason: string;
  }[];
  /** How often domain control is to be proven anew, in days, from when. */
  timetable: { from: string; lifetimeDays: number; reuseDays: number }[];
}

/** @public */
export interface RevokeRequest {
  reason: RevocationReason;
  comment?: string;
  /** A yes to revoking a version that virtual servers still serve. */
  inUseConfirmed?: boolean;
}

/** Which certificates a campaign replaces: everything that it states has to fit. @public */
export interface CampaignSelection {
  issuers?: string[];
  keyTypes?: ('rsa' | 'ec')[];
  /** Smaller keys than this, in bits. */
  keyBelow?: number;
  names?: string[];
  devices?: string[];
  environments?: string[];
  owners?: string[];
  /** ISO 8601: that end before. */
  expiresBefore?: string;
  /** SHA-256 of the public key, for a key that was compromised. */
  publicKeyFingerprint?: string;
}

/** @public */
export interface Campaign {
  id: string;
  title: string;
  reason: string | null;
  selection: CampaignSelection;
  /** CA that issues instead; by policy otherwise. */
  authority: string | null;
  /** Renewals that run at the same time. */
  parallel: number;
  /** ISO 8601. */
  deadline: string | null;
  state: 'draft' | 'running' | 'paused' | 'stopped' | 'done';
  counts: {
    total: number;
    waiting: number;
    running: number;
    succeeded: number;
    failed: number;
  };
  byOwner: {
    ownerRef: string | null;
    total: number;
    succeeded: number;
    failed: number;
  }[];
  createdBy: string;
  /** ISO 8601. */
  createdAt: string;
  finishedAt: string | null;
}

/** @public */
export interface CreateCampaignRequest {
  title: string;
  reason?: string;
  selection: CampaignSelection;
  authority?: string;
  /** 1 to 500; default 20. */
  parallel?: number;
  deadline?: string;
  /** Only tell what it would replace. */
  dryRun?: boolean;
}

/** What a campaign would replace. @public */
export interface CampaignPreview {
  certificates: number;
  installations: number;
  virtualServers: number;
  byOwner: { ownerRef: string | null; certificates: number }[];
  /** Certificates that it cannot replace by itself, with why. Up to 100. */
  problems: { certificateId: string; title: string; reason: string }[];
}
