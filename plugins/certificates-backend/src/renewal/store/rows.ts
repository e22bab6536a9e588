import {
  BigIntColumn,
  fromFlag,
  fromJson,
  toFlag,
  toJson,
  toNumber,
} from '../../database';
import {
  ApprovalRecord,
  RenewalChange,
  RenewalRecord,
  RenewalStepRecord,
} from '../types';

/** @internal */
export type RenewalRow = {
  id: string;
  kind: RenewalRecord['kind'];
  certificate_id: string | null;
  certificate_title: string;
  slot: string;
  owner_ref: string | null;
  state: RenewalRecord['state'];
  step: RenewalRecord['step'];
  waits_for: RenewalRecord['waitsFor'];
  waits_text: string | null;
  waits_until: BigIntColumn | null;
  next_at: BigIntColumn;
  policy_id: string | null;
  policy: string | null;
  authority_id: string | null;
  campaign_id: string | null;
  not_before: BigIntColumn | null;
  expires_at: BigIntColumn | null;
  replaces: string | null;
  deployment_id: string | null;
  reason: string | null;
  created_by: string | null;
  created_at: BigIntColumn;
  finished_at: BigIntColumn | null;
  problem: string | null;
  names: string;
  names_lost: string;
  names_added: string;
  names_confirmed: number;
  key_spec: string;
  reuse_key: number;
  custody: RenewalRecord['custody'];
  authorities: string;
  lifetime_days: number | null;
  new_bindings: string | null;
  csr_pem: string | null;
  sealed_key: string | null;
  sealed_with: string | null;
  order_attempt: number;
  order_book: string | null;
  order_reference: string | null;
  wants_upload: number;
  issued_chain: string | null;
  material_id: string | null;
  fingerprint: string | null;
  not_after: BigIntColumn | null;
  failures: number;
  progress_at: BigIntColumn;
  stuck_at: BigIntColumn | null;
  reminded_at: BigIntColumn | null;
};

/** @internal */
export type RenewalStepRow = {
  renewal_id: string;
  name: RenewalStepRecord['name'];
  state: RenewalStepRecord['state'];
  attempts: number;
  summary: string | null;
  problem: string | null;
  started_at: BigIntColumn | null;
  finished_at: BigIntColumn | null;
};

/** @internal */
export type ApprovalRow = {
  renewal_id: string;
  tier: ApprovalRecord['tier'];
  reasons: string;
  approvers: string;
  requested_by: string | null;
  notice_until: BigIntColumn | null;
  asked_at: BigIntColumn | null;
  reminded_at: BigIntColumn | null;
  escalated_at: BigIntColumn | null;
  decides_at: BigIntColumn | null;
  approved: number | null;
  decided_by: string | null;
  comment: string | null;
  decided_at: BigIntColumn | null;
};

/** @internal */
export function toRenewal(row: RenewalRow): RenewalRecord {
  return {
    id: row.id,
    kind: row.kind,
    certificateId: row.certificate_id,
    certificateTitle: row.certificate_title,
    slot: row.slot,
    ownerRef: row.owner_ref,
    state: row.state,
    step: row.step,
    waitsFor: row.waits_for,
    waitsText: row.waits_text,
    waitsUntil: toNumber(row.waits_until),
    nextAt: toNumber(row.next_at),
    policy: fromJson(row.policy),
    authorityId: row.authority_id,
    campaignId: row.campaign_id,
    notBefore: toNumber(row.not_before),
    expiresAt: toNumber(row.expires_at),
    replaces: row.replaces,
    deploymentId: row.deployment_id,
    reason: row.reason,
    createdBy: row.created_by,
    createdAt: toNumber(row.created_at),
    finishedAt: toNumber(row.finished_at),
    problem: fromJson(row.problem),
    names: fromJson(row.names),
    namesLost: fromJson(row.names_lost),
    namesAdded: fromJson(row.names_added),
    namesConfirmed: fromFlag(row.names_confirmed),
    key: fromJson(row.key_spec),
    reuseKey: fromFlag(row.reuse_key),
    custody: row.custody,
    authorities: fromJson(row.authorities),
    lifetimeDays: row.lifetime_days,
    newBindings: fromJson(row.new_bindings),
    csrPem: row.csr_pem,
    sealedKey: fromJson(row.sealed_key),
    orderAttempt: row.order_attempt,
    order: fromJson(row.order_book),
    orderReference: row.order_reference,
    wantsUpload: fromFlag(row.wants_upload),
    issuedChain: fromJson(row.issued_chain),
    materialId: row.material_id,
    fingerprint: row.fingerprint,
    notAfter: toNumber(row.not_after),
    failures: row.failures,
    progressAt: toNumber(row.progress_at),
    stuckAt: toNumber(row.stuck_at),
    remindedAt: toNumber(row.reminded_at),
  };
}

/** The columns of what a change names. @internal */
export function renewalColumns(change: RenewalChange): Partial<RenewalRow> {
  return compact<RenewalRow>({
    certificate_id: change.certificateId,
    certificate_title: change.certificateTitle,
    owner_ref: change.ownerRef,
    state: change.state,
    step: change.step,
    waits_for: change.waitsFor,
    waits_text: change.waitsText,
    waits_until: change.waitsUntil,
    next_at: change.nextAt,
    policy_id:
      change.policy === undefined ? undefined : change.policy?.id ?? null,
    policy: json(change.policy),
    authority_id: change.authorityId,
    campaign_id: change.campaignId,
    not_before: change.notBefore,
    expires_at: change.expiresAt,
    replaces: change.replaces,
    deployment_id: change.deploymentId,
    reason: change.reason,
    finished_at: change.finishedAt,
    problem: json(change.problem),
    names: json(change.names),
    names_lost: json(change.namesLost),
    names_added: json(change.namesAdded),
    names_confirmed: flag(change.namesConfirmed),
    key_spec: json(change.key),
    reuse_key: flag(change.reuseKey),
    custody: change.custody,
    authorities: json(change.authorities),
    lifetime_days: change.lifetimeDays,
    new_bindings: json(change.newBindings),
    csr_pem: change.csrPem,
    sealed_key: json(change.sealedKey),
    sealed_with:
      change.sealedKey === undefined
        ? undefined
        : change.sealedKey?.kek ?? null,
    order_attempt: change.orderAttempt,
    order_book: json(change.order),
    order_reference: change.orderReference,
    wants_upload: flag(change.wantsUpload),
    issued_chain: json(change.issuedChain),
    material_id: change.materialId,
    fingerprint: change.fingerprint,
    not_after: change.notAfter,
    failures: change.failures,
    progress_at: change.progressAt,
    stuck_at: change.stuckAt,
    reminded_at: change.remindedAt,
  });
}

/** @internal */
export function toStep(row: RenewalStepRow): RenewalStepRecord {
  return {
    renewalId: row.renewal_id,
    name: row.name,
    state: row.state,
    attempts: row.attempts,
    summary: row.summary,
    problem: fromJson(row.problem),
    startedAt: toNumber(row.started_at),
    finishedAt: toNumber(row.finished_at),
  };
}

/** @internal */
export function stepColumns(step: RenewalStepRecord): RenewalStepRow {
  return {
    renewal_id: step.renewalId,
    name: step.name,
    state: step.state,
    attempts: step.attempts,
    summary: step.summary,
    problem: toJson(step.problem),
    started_at: step.startedAt,
    finished_at: step.finishedAt,
  };
}

/** @internal */
export function toApproval(row: ApprovalRow): ApprovalRecord {
  return {
    renewalId: row.renewal_id,
    tier: row.tier,
    reasons: fromJson(row.reasons),
    approvers: fromJson(row.approvers),
    requestedBy: row.requested_by,
    noticeUntil: toNumber(row.notice_until),
    askedAt: toNumber(row.asked_at),
    remindedAt: toNumber(row.reminded_at),
    escalatedAt: toNumber(row.escalated_at),
    decidesAt: toNumber(row.decides_at),
    approved: fromFlag(row.approved),
    decidedBy: row.decided_by,
    comment: row.comment,
    decidedAt: toNumber(row.decided_at),
  };
}

/** @internal */
export function approvalColumns(approval: ApprovalRecord): ApprovalRow {
  return {
    renewal_id: approval.renewalId,
    tier: approval.tier,
    reasons: toJson(approval.reasons),
    approvers: toJson(approval.approvers),
    requested_by: approval.requestedBy,
    notice_until: approval.noticeUntil,
    asked_at: approval.askedAt,
    reminded_at: approval.remindedAt,
    escalated_at: approval.escalatedAt,
    decides_at: approval.decidesAt,
    approved: toFlag(approval.approved),
    decided_by: approval.decidedBy,
    comment: approval.comment,
    decided_at: approval.decidedAt,
  };
}

function json<T extends object | null>(value: T | undefined) {
  return value === undefined
    ? undefined
    : (toJson(value) as T extends null ? string | null : string);
}

function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : toFlag(value);
}

function compact<T>(columns: {
  [K in keyof T]?: T[K] | undefined;
}): Partial<T> {
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
