import {
  Approval,
  DeploymentProblem,
  Policy,
  RenewalDetail,
  RENEWAL_STEPS,
  RenewalPreview,
  RenewalStep,
  RenewalStepName,
  RenewalSummary,
} from '@cmt/backstage-plugin-certificates-common';
import { daysFromNow, fakeDigest, minutesAgo } from '../builders';

/** The id that fixtures give to the certificate of a title. */
export function certificateIdOf(title: string): string {
  return fakeDigest(title).slice(0, 32);
}

/** A moment some hours from now, as ISO 8601. */
export function hoursFromNow(hours: number): string {
  return daysFromNow(hours / 24);
}

/** One step of a renewal. */
export function aRenewalStep(
  name: RenewalStepName,
  overrides: Partial<RenewalStep> = {},
): RenewalStep {
  return {
    name,
    state: 'pending',
    attempts: 0,
    summary: null,
    problem: null,
    startedAt: null,
    finishedAt: null,
    ...overrides,
  };
}

const SUMMARIES: Record<RenewalStepName, string> = {
  approve: 'Nobody has to agree',
  key: 'ECDSA P-256, sealed',
  order: 'The authority has taken the order',
  issue: 'Issued for the names that were asked for',
  plan: '2 bindings on edge-frankfurt',
  deploy: 'Served by 4 virtual servers, proven by handshakes',
};

/** All steps, as they are when one of them has been reached. */
export function stepsUpTo(
  name: RenewalStepName,
  current: Partial<RenewalStep> = {},
  summaries: Partial<Record<RenewalStepName, string>> = {},
): RenewalStep[] {
  const at = RENEWAL_STEPS.indexOf(name);
  return RENEWAL_STEPS.map((step, index) => {
    if (index > at) {
      return aRenewalStep(step);
    }
    const started = minutesAgo((at - index + 1) * 2);
    return aRenewalStep(step, {
      state: 'done',
      attempts: 1,
      summary: summaries[step] ?? SUMMARIES[step],
      startedAt: started,
      finishedAt: new Date(Date.parse(started) + 1_800).toISOString(),
      ...(index === at && {
        state: 'running',
        summary: null,
        finishedAt: null,
        ...current,
      }),
    });
  });
}

/** What failed, why, and what to do. */
export function aRenewalProblem(
  overrides: Partial<DeploymentProblem> = {},
): DeploymentProblem {
  return {
    code: 'challenge-failed',
    message:
      'Example Automated CA could not read _acme-challenge.api.partner.example.com',
    cause: 'The name server answers with the record of an earlier order',
    remedy: 'Have the old TXT record removed, then try again.',
    action: 'retry',
    ...overrides,
  };
}

/** An approval that the owner has been asked for. */
export function anApproval(overrides: Partial<Approval> = {}): Approval {
  return {
    tier: 'owner',
    reasons: ['14 virtual servers', 'production'],
    approvers: ['group:default/checkout'],
    askedAt: minutesAgo(60 * 20),
    remindedAt: null,
    escalatedAt: null,
    decidesAt: null,
    decision: null,
    ...overrides,
  };
}

/** A renewal; a running one unless told otherwise. */
export function aRenewal(
  overrides: Partial<RenewalDetail> = {},
): RenewalDetail {
  const title = overrides.certificateTitle ?? 'shop.example.com';
  return {
    id: 'renewal-1',
    kind: 'renewal',
    certificateId: certificateIdOf(title),
    certificateTitle: title,
    ownerRef: 'group:default/checkout',
    state: 'running',
    step: 'order',
    waitsFor: null,
    waitsText: null,
    waitsUntil: null,
    policyId: 'public-web',
    policyName: 'Public web servers',
    authorityId: 'public-acme',
    campaignId: null,
    expiresAt: daysFromNow(15),
    deploymentId: null,
    reason: null,
    createdBy: null,
    createdAt: minutesAgo(12),
    finishedAt: null,
    problem: null,
    names: [title],
    namesLost: [],
    namesAdded: [],
    keys: [{ type: 'ec', curve: 'P-256' }],
    custody: 'sealed',
    steps: stepsUpTo(overrides.step ?? 'order'),
    approval: null,
    csrPem: null,
    orderReference: null,
    wantsUpload: false,
    materialId: null,
    fingerprint: null,
    notAfter: null,
    actions: ['cancel'],
    events: [
      {
        at: minutesAgo(12),
        by: null,
        message: 'Two thirds of its life are over',
      },
    ],
    ...overrides,
  };
}

/** The row that a list shows of a renewal. */
export function renewalSummaryOf(renewal: RenewalDetail): RenewalSummary {
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
    waitsUntil: renewal.waitsUntil,
    policyId: renewal.policyId,
    policyName: renewal.policyName,
    authorityId: renewal.authorityId,
    campaignId: renewal.campaignId,
    expiresAt: renewal.expiresAt,
    deploymentId: renewal.deploymentId,
    reason: renewal.reason,
    createdBy: renewal.createdBy,
    createdAt: renewal.createdAt,
    finishedAt: renewal.finishedAt,
    problem: renewal.problem,
  };
}

/** A policy made in the UI. */
export function aPolicy(overrides: Partial<Policy> = {}): Policy {
  return {
    id: 'public-web',
    name: 'Public web servers',
    description: 'Everything that customers reach',
    source: 'ui',
    enabled: true,
    priority: 100,
    match: { names: ['*.example.com'], environments: ['production'] },
    mode: 'automatic',
    authorities: ['public-acme'],
    keys: 'same',
    reuseKey: false,
    custody: 'auto',
    lifetimeDays: null,
    timing: {
      useRenewalInfo: true,
      shareOfLife: null,
      noticeHours: 24,
      overrideDays: 3,
    },
    approval: {
      ownerFromVirtualServers: 10,
      platformFromVirtualServers: 50,
      environments: [],
      wildcard: true,
      severalOwners: true,
      approvers: ['group:default/platform'],
      remindAfterHours: 24,
      escalateAfterHours: 72,
      decideAfterHours: null,
      decision: 'reject',
    },
    ...overrides,
  };
}

/** What beginning a renewal would do. */
export function aRenewalPreview(
  overrides: Partial<RenewalPreview> = {},
): RenewalPreview {
  return {
    policy: {
      policy: aPolicy(),
      because:
        'Its name fits *.example.com and it is used in production. No policy with a higher priority fits.',
      alsoMatch: ['default'],
      renewAt: daysFromNow(2),
      renewBecause: 'Example Automated CA suggests this time',
    },
    names: ['shop.example.com', 'www.shop.example.com'],
    namesLost: [],
    namesAdded: [],
    keys: [{ type: 'ec', curve: 'P-256' }],
    custody: 'sealed',
    authority: {
      id: 'public-acme',
      title: 'Example Automated CA',
      automatic: true,
    },
    tier: 'none',
    tierReasons: [],
    virtualServers: 4,
    bindings: 2,
    problems: [],
    ...overrides,
  };
}
