import {
  Approval,
  isRenewalOver,
  RENEWAL_STEPS,
  RenewalAction,
  RenewalDetail,
  RenewalEvent,
  RenewalStep,
  RenewalSummary,
} from '@cmt/backstage-plugin-certificates-common';
import { toIso } from '../database';
import { ApprovalRecord, RenewalRecord, RenewalStepRecord } from './types';

/** A row of a list. @internal */
export function toSummary(renewal: RenewalRecord): RenewalSummary {
  return {
    id: renewal.id,
    kind: renewal.kind,
    certificateId: renewal.certificateId,
    certificateTitle: renewal.certificateTitle,
    ownerRef: renewal.ownerRef,
    state: renewal.state,
    step: renewal.step,
    waitsFor: renewal.waitsFor,
    waitsText: renewal.waitsText,
    waitsUntil: toIso(renewal.waitsUntil),
    policyId: renewal.policy?.id ?? null,
    policyName: renewal.policy?.name ?? null,
    authorityId: renewal.authorityId,
    campaignId: renewal.campaignId,
    expiresAt: toIso(renewal.expiresAt),
    deploymentId: renewal.deploymentId,
    reason: renewal.reason,
    createdBy: renewal.createdBy,
    createdAt: toIso(renewal.createdAt) ?? '',
    finishedAt: toIso(renewal.finishedAt),
    problem: renewal.problem,
  };
}

/** Everything that people see of a renewal. @internal */
export function toDetail(
  renewal: RenewalRecord,
  steps: readonly RenewalStepRecord[],
  approval: ApprovalRecord | undefined,
  events: RenewalEvent[],
): RenewalDetail {
  return {
    ...toSummary(renewal),
    names: renewal.names,
    namesLost: renewal.namesLost,
    namesAdded: renewal.namesAdded,
    keys: [renewal.key],
    custody: renewal.custody,
    steps: toSteps(renewal, steps),
    approval: approval ? toApproval(approval) : null,
    csrPem: renewal.csrPem,
    orderReference: renewal.orderReference,
    wantsUpload: renewal.wantsUpload && !isRenewalOver(renewal.state),
    materialId: renewal.materialId,
    fingerprint: renewal.fingerprint,
    notAfter: toIso(renewal.notAfter),
    actions: actionsOf(renewal, approval),
    events,
  };
}

/** What can be done with a renewal now; who may do it is decided elsewhere. @internal */
export function actionsOf(
  renewal: RenewalRecord,
  approval: ApprovalRecord | undefined,
): RenewalAction[] {
  if (isRenewalOver(renewal.state)) {
    return [];
  }
  const waitsForYes =
    (approval?.askedAt && approval.approved === null) || isNamesLost(renewal);
  return [
    ...(waitsForYes ? (['approve', 'reject'] as const) : []),
    ...(renewal.wantsUpload ? (['upload'] as const) : []),
    ...(renewal.waitsFor === 'retry' ||
    renewal.waitsFor === 'person' ||
    renewal.waitsFor === 'authority'
      ? (['retry'] as const)
      : []),
    'cancel',
  ];
}

/** Whether what was issued lacks names and waits for somebody's yes. @internal */
export function isNamesLost(renewal: RenewalRecord): boolean {
  return (
    renewal.waitsFor === 'person' && renewal.problem?.code === 'names-lost'
  );
}

function toSteps(
  renewal: RenewalRecord,
  steps: readonly RenewalStepRecord[],
): RenewalStep[] {
  const byName = new Map(steps.map(step => [step.name, step]));
  const unused =
    renewal.kind === 'redeploy' ? ['key', 'order', 'issue'] : ([] as string[]);
  return RENEWAL_STEPS.map((name): RenewalStep => {
    const step = byName.get(name);
    const isSkipped =
      unused.includes(name) || (!step && isRenewalOver(renewal.state));
    return {
      name,
      state: step?.state ?? (isSkipped ? 'skipped' : 'pending'),
      attempts: step?.attempts ?? 0,
      summary: step?.summary ?? null,
      problem: step?.problem ?? null,
      startedAt: toIso(step?.startedAt ?? null),
      finishedAt: toIso(step?.finishedAt ?? null),
    };
  });
}

function toApproval(approval: ApprovalRecord): Approval {
  return {
    tier: approval.tier,
    reasons: approval.reasons,
    approvers: approval.approvers,
    askedAt: toIso(approval.askedAt),
    remindedAt: toIso(approval.remindedAt),
    escalatedAt: toIso(approval.escalatedAt),
    decidesAt: toIso(approval.decidesAt),
    decision:
      approval.approved === null
        ? null
        : {
            approved: approval.approved,
            by: approval.decidedBy,
            comment: approval.comment,
            at: toIso(approval.decidedAt) ?? '',
          },
  };
}
