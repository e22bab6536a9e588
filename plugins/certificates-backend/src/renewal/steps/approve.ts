import { Policy } from '@cmt/backstage-plugin-certificates-common';
import { ApprovalRecord } from '../types';
import { Announcement, Step, StepContext, StepOutcome } from './types';

const HOUR = 3_600_000;

/** The policy's notice, and the yes of those who have to agree. @internal */
export const approve: Step = async context => {
  const { renewal, services, now } = context;
  const approval = await services.store.read(rows => rows.approval(renewal.id));
  if (!approval) {
    return { type: 'done', summary: 'Nobody has to agree' };
  }
  if (approval.approved === false) {
    return {
      type: 'end',
      state: 'rejected',
      message: approval.decidedBy
        ? 'Rejected'
        : 'Rejected by the policy: nobody decided in time',
    };
  }
  if (approval.noticeUntil !== null && now < approval.noticeUntil) {
    return {
      type: 'wait',
      for: 'notice',
      text: 'The owner was told; it goes on by itself',
      until: approval.noticeUntil,
      at: approval.noticeUntil,
      announce: 'notice',
    };
  }
  if (approval.tier === 'none' || approval.approved) {
    return { type: 'done', summary: summaryOf(approval) };
  }
  return ask(context, approval);
};

/** Asks, reminds, escalates, and decides without them when it is time. */
async function ask(
  context: StepContext,
  before: ApprovalRecord,
): Promise<StepOutcome> {
  const { renewal, services, now } = context;
  const rules = renewal.policy?.approval;
  const approval = { ...before };
  const events: string[] = [];
  let announce: Announcement | undefined;
  if (approval.askedAt === null) {
    approval.askedAt = now;
    approval.decidesAt = after(now, rules?.decideAfterHours);
    events.push(
      `Asked ${list(approval.approvers)}: ${approval.reasons.join(', ')}`,
    );
    announce = 'approval-asked';
  }
  const { askedAt, decidesAt } = approval;
  const remindAt = after(askedAt, rules?.remindAfterHours);
  if (approval.remindedAt === null && isOver(remindAt, now)) {
    approval.remindedAt = now;
    events.push(`Reminded ${list(approval.approvers)}`);
    announce = 'approval-reminder';
  }
  const escalateAt =
    approval.tier === 'owner'
      ? after(askedAt, rules?.escalateAfterHours)
      : null;
  if (approval.escalatedAt === null && isOver(escalateAt, now)) {
    const platform = platformApprovers(
      renewal.policy,
      services.platformGroup,
    ).filter(ref => !approval.approvers.includes(ref));
    approval.escalatedAt = now;
    if (platform.length > 0) {
      approval.approvers = [...approval.approvers, ...platform];
      events.push(`Asked ${list(platform)} as well: nobody has decided`);
      announce = 'approval-escalated';
    }
  }
  if (isOver(decidesAt, now)) {
    approval.approved = rules?.decision === 'approve';
    approval.decidedAt = now;
    approval.decidedBy = null;
    events.push(
      `${
        approval.approved ? 'Approved' : 'Rejected'
      } by the policy: nobody decided in time`,
    );
  }
  await services.store.write(async rows => {
    const current = await rows.approval(renewal.id);
    // Somebody may have decided in between: that stands.
    if (current && current.approved === null) {
      await rows.putApproval(approval);
      await rows.addEvents(
        renewal.id,
        events.map(message => ({ at: now, by: null, message })),
      );
    }
  });
  if (approval.approved !== null) {
    return approve(context);
  }
  const moments = [
    approval.remindedAt === null ? remindAt : null,
    approval.escalatedAt === null ? escalateAt : null,
    decidesAt,
  ].flatMap(moment => moment ?? []);
  return {
    type: 'wait',
    for: 'approval',
    text:
      approval.approvers.length > 0
        ? `Waits for the yes of ${list(
            approval.approvers,
          )}: ${approval.reasons.join(', ')}`
        : 'Nobody is named who could agree: configure approvers in the policy, or a triage group',
    until: decidesAt,
    ...(moments.length > 0 && { at: Math.min(...moments) }),
    ...(announce && { announce }),
  };
}

/** Who decides for the platform. @internal */
export function platformApprovers(
  policy: Policy | null,
  platformGroup: string | undefined,
): string[] {
  const named = policy?.approval.approvers ?? [];
  if (named.length > 0) {
    return named;
  }
  return platformGroup ? [platformGroup] : [];
}

function summaryOf(approval: ApprovalRecord): string {
  if (approval.tier === 'none') {
    return 'Nobody has to agree';
  }
  return approval.decidedBy
    ? `Approved by ${approval.decidedBy}`
    : 'Approved by the policy';
}

function after(
  from: number | null,
  hours: number | null | undefined,
): number | null {
  return from === null || hours === null || hours === undefined
    ? null
    : from + hours * HOUR;
}

function isOver(moment: number | null, now: number): boolean {
  return moment !== null && now >= moment;
}

function list(refs: readonly string[]): string {
  return refs.length > 0 ? refs.join(', ') : 'nobody';
}
