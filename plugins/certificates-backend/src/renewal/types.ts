import { JsonObject } from '@backstage/types';
import {
  ApprovalTier,
  Custody,
  DeploymentProblem,
  KeySpec,
  NewBinding,
  Policy,
  RenewalKind,
  RenewalState,
  RenewalStepName,
  RenewalWait,
} from '@cmt/backstage-plugin-certificates-common';
import { Sealed } from '../custody';

/** A renewal as it is stored. Times are milliseconds since the epoch. @internal */
export interface RenewalRecord {
  id: string;
  kind: RenewalKind;
  certificateId: string | null;
  certificateTitle: string;
  /** Of one slot one renewal may be open: the certificate, or the names, and the kind of key. */
  slot: string;
  ownerRef: string | null;
  state: RenewalState;
  step: RenewalStepName;
  waitsFor: RenewalWait | null;
  waitsText: string | null;
  /** For people. */
  waitsUntil: number | null;
  /** When somebody should work on it; `NEVER` for not by itself. */
  nextAt: number;
  /** As it was when the renewal began. */
  policy: Policy | null;
  authorityId: string | null;
  campaignId: string | null;
  /** Of the version that is replaced. */
  notBefore: number | null;
  expiresAt: number | null;
  replaces: string | null;
  deploymentId: string | null;
  reason: string | null;
  /** Entity ref; `null` for a policy. */
  createdBy: string | null;
  createdAt: number;
  finishedAt: number | null;
  problem: DeploymentProblem | null;
  names: string[];
  namesLost: string[];
  namesAdded: string[];
  namesConfirmed: boolean;
  key: KeySpec;
  reuseKey: boolean;
  custody: Custody;
  /** Ids of CAs, in the order in which they are tried. */
  authorities: string[];
  lifetimeDays: number | null;
  newBindings: NewBinding[] | null;
  csrPem: string | null;
  /** Until the material holds it. */
  sealedKey: Sealed | null;
  /** Counts orders: another CA, or another try, is another order. */
  orderAttempt: number;
  /** The notebook of the CA. */
  order: JsonObject | null;
  orderReference: string | null;
  wantsUpload: boolean;
  /** What the CA gave, PEM blocks, leaf first. */
  issuedChain: string[] | null;
  materialId: string | null;
  fingerprint: string | null;
  /** Of what was issued. */
  notAfter: number | null;
  /** Errors since it last advanced. */
  failures: number;
  progressAt: number;
  stuckAt: number | null;
  remindedAt: number | null;
}

/** A change of a renewal's columns. @internal */
export type RenewalChange = Partial<
  Omit<RenewalRecord, 'id' | 'createdAt' | 'createdBy' | 'kind' | 'slot'>
>;

/** @internal */
export interface RenewalStepRecord {
  renewalId: string;
  name: RenewalStepName;
  state: 'pending' | 'running' | 'waiting' | 'done' | 'failed' | 'skipped';
  /** How often it was begun. */
  attempts: number;
  summary: string | null;
  problem: DeploymentProblem | null;
  startedAt: number | null;
  finishedAt: number | null;
}

/** @internal */
export interface ApprovalRecord {
  renewalId: string;
  tier: ApprovalTier;
  reasons: string[];
  approvers: string[];
  /** Entity ref of who asked for the renewal. */
  requestedBy: string | null;
  noticeUntil: number | null;
  askedAt: number | null;
  remindedAt: number | null;
  escalatedAt: number | null;
  decidesAt: number | null;
  approved: boolean | null;
  decidedBy: string | null;
  comment: string | null;
  decidedAt: number | null;
}

/** @internal */
export interface RenewalEventRecord {
  at: number;
  by: string | null;
  message: string;
}

/** Who does something: a person, or a policy. @internal */
export interface Actor {
  /** Entity ref; `null` for a policy. */
  ref: string | null;
  /** Entity refs of everything that the person is a member of, itself included. */
  ownershipRefs: readonly string[];
}

/** A policy does it. @internal */
export const POLICY_ACTOR: Actor = { ref: null, ownershipRefs: [] };

/** Which certificate and kind of key a renewal is for. @internal */
export function slotOf(target: string, key: KeySpec): string {
  return `${target}:${key.type === 'rsa' ? 'rsa' : 'ec'}`;
}

/** The order at a CA: stable over all attempts at it. @internal */
export function orderIdOf(
  renewal: Pick<RenewalRecord, 'id' | 'orderAttempt'>,
): string {
  return renewal.orderAttempt <= 1
    ? renewal.id
    : `${renewal.id}-${renewal.orderAttempt}`;
}
