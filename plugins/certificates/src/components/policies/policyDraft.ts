import {
  Custody,
  KEY_SPECS,
  KeySpec,
  keySpecText,
  Policy,
  PolicyApproval,
  PolicyInput,
  PolicyMatch,
  PolicyMode,
} from '@cmt/backstage-plugin-certificates-common';

/** A policy as its form holds it: lists as lines of text. */
export interface PolicyDraft {
  name: string;
  description: string;
  enabled: boolean;
  priority: number;
  match: Record<keyof PolicyMatch, string>;
  mode: PolicyMode;
  /** Ids in the order in which they are tried. */
  authorities: string[];
  /** One of {@link keyChoices}. */
  keys: string;
  reuseKey: boolean;
  custody: Custody | 'auto';
  lifetimeDays: number | null;
  useRenewalInfo: boolean;
  sharePercent: number | null;
  noticeHours: number;
  overrideDays: number | null;
  approval: Omit<PolicyApproval, 'environments' | 'approvers'> & {
    environments: string;
    approvers: string;
  };
}

export const SAME_KEY = 'same';

const PAIR: KeySpec[] = [
  { type: 'ec', curve: 'P-256' },
  { type: 'rsa', size: 2048 },
];

function keyChoice(keys: KeySpec[] | 'same'): string {
  return keys === 'same' ? SAME_KEY : keys.map(keySpecText).join(', ');
}

/** The keys to choose from, by how they read; the policy's own among them. */
export function keyChoices(policy: Policy | undefined): Map<string, KeySpec[]> {
  const choices = [...KEY_SPECS.map(spec => [spec]), PAIR];
  if (policy && policy.keys !== 'same') {
    choices.push(policy.keys);
  }
  return new Map(choices.map(keys => [keyChoice(keys), keys]));
}

/** The lines of a text, without empty ones. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);
}

function textOf(values: readonly string[] | undefined): string {
  return (values ?? []).join('\n');
}

const STANDARD: PolicyInput = {
  name: '',
  description: null,
  enabled: true,
  priority: 100,
  match: {},
  mode: 'automatic',
  authorities: [],
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
    approvers: [],
    remindAfterHours: 24,
    escalateAfterHours: 72,
    decideAfterHours: null,
    decision: 'reject',
  },
};

/** What the form begins with: the policy, or the usual for a new one. */
export function draftOf(policy: PolicyInput = STANDARD): PolicyDraft {
  const { match, timing, approval } = policy;
  return {
    name: policy.name,
    description: policy.description ?? '',
    enabled: policy.enabled,
    priority: policy.priority,
    match: {
      names: textOf(match.names),
      environments: textOf(match.environments),
      devices: textOf(match.devices),
      owners: textOf(match.owners),
      issuers: textOf(match.issuers),
    },
    mode: policy.mode,
    authorities: policy.authorities,
    keys: keyChoice(policy.keys),
    reuseKey: policy.reuseKey,
    custody: policy.custody,
    lifetimeDays: policy.lifetimeDays,
    useRenewalInfo: timing.useRenewalInfo,
    sharePercent:
      timing.shareOfLife === null ? null : Math.round(timing.shareOfLife * 100),
    noticeHours: timing.noticeHours,
    overrideDays: timing.overrideDays,
    approval: {
      ...approval,
      environments: textOf(approval.environments),
      approvers: textOf(approval.approvers),
    },
  };
}

function matchOf(match: PolicyDraft['match']): PolicyMatch {
  const entries = Object.entries(match).map(
    ([field, text]) => [field, linesOf(text)] as const,
  );
  return Object.fromEntries(entries.filter(([, values]) => values.length));
}

/** The policy that the form describes. */
export function policyOf(
  draft: PolicyDraft,
  choices: ReadonlyMap<string, KeySpec[]>,
): PolicyInput {
  const { sharePercent, approval } = draft;
  return {
    name: draft.name.trim(),
    description: draft.description.trim() || null,
    enabled: draft.enabled,
    priority: draft.priority,
    match: matchOf(draft.match),
    mode: draft.mode,
    authorities: draft.authorities,
    keys: choices.get(draft.keys) ?? 'same',
    reuseKey: draft.reuseKey,
    custody: draft.custody,
    lifetimeDays: draft.lifetimeDays,
    timing: {
      useRenewalInfo: draft.useRenewalInfo,
      shareOfLife: sharePercent === null ? null : sharePercent / 100,
      noticeHours: draft.noticeHours,
      overrideDays: draft.overrideDays,
    },
    approval: {
      ...approval,
      environments: linesOf(approval.environments),
      approvers: linesOf(approval.approvers),
    },
  };
}
