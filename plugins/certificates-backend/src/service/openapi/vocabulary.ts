import {
  BACKWARD_STEPS,
  BindingStrategy,
  CERTIFICATE_STATES,
  CertificateFacet,
  CertificateSort,
  ChainStatus,
  CleanUpCandidate,
  Confidence,
  DEPLOYMENT_STATES,
  DeploymentAction,
  DeploymentProblem,
  DeploymentStepState,
  DeploymentTargetState,
  DeviceErrorKind,
  DeviceStatus,
  DriftItem,
  FINDING_SEVERITY,
  FindingSeverity,
  FORWARD_STEPS,
  KeyType,
  ManagedBy,
  OwnerEvidenceKind,
  PlanConsent,
  PlannedObject,
  PlanRefusal,
  ApprovalTier,
  AuthoritySummary,
  Campaign,
  Custody,
  PolicyChange,
  ProofResult,
  RenewalAction,
  RenewalKind,
  RenewalState,
  RenewalStep,
  RenewalStepName,
  RenewalWait,
  RevocationReason,
  POLICY_MODES,
  RolloutOptions,
  ScanRecord,
  ServedStatus,
  TlsVerification,
  USAGE_STATES,
} from '@cmt/backstage-plugin-certificates-common';

/** All members of a union, checked by the compiler to be all of them. */
function all<T extends string>(members: Record<T, true>): T[] {
  return Object.keys(members) as T[];
}

export const STATES = CERTIFICATE_STATES;
export const USAGES = USAGE_STATES;
export const FINDING_CODES = Object.keys(FINDING_SEVERITY);
export const SEVERITIES = all<FindingSeverity>({
  error: true,
  warning: true,
  info: true,
});
export const KEY_TYPES = all<KeyType>({
  rsa: true,
  ec: true,
  ed25519: true,
  ed448: true,
  dsa: true,
  unknown: true,
});
export const CHAIN_STATUSES = all<ChainStatus>({
  complete: true,
  incomplete: true,
  'self-signed': true,
  unknown: true,
});
export const SORTS = all<CertificateSort>({
  expires: true,
  name: true,
  owner: true,
  issuer: true,
  virtualServers: true,
});
export const FACETS = all<CertificateFacet>({
  state: true,
  owner: true,
  issuer: true,
  device: true,
  environment: true,
  usage: true,
  keyType: true,
  finding: true,
});
export const EVIDENCE_KINDS = all<OwnerEvidenceKind>({
  mapping: true,
  annotation: true,
  'host-name': true,
  rule: true,
  triage: true,
});
export const CONFIDENCES = all<Confidence>({
  certain: true,
  high: true,
  medium: true,
  low: true,
});
export const DEVICE_STATUSES = all<DeviceStatus>({
  'never-scanned': true,
  ok: true,
  stale: true,
  failing: true,
  paused: true,
  retired: true,
});
export const PROBLEM_KINDS = all<DeviceErrorKind>({
  config: true,
  unreachable: true,
  timeout: true,
  tls: true,
  auth: true,
  permission: true,
  'not-ready': true,
  busy: true,
  'not-a-bigip': true,
  protocol: true,
  cancelled: true,
  internal: true,
});
export const TLS_VERIFICATIONS = all<TlsVerification>({
  'system-ca': true,
  'custom-ca': true,
  pinned: true,
  off: true,
});
export const SCAN_STATUSES = all<ScanRecord['status']>({
  queued: true,
  running: true,
  succeeded: true,
  failed: true,
});
export const SCAN_TRIGGERS = all<ScanRecord['trigger']>({
  schedule: true,
  request: true,
});
export const SERVED_RESULTS = all<ServedStatus['result']>({
  match: true,
  mismatch: true,
  unreachable: true,
  'not-checked': true,
});
export const MANAGERS = all<ManagedBy['kind']>({
  as3: true,
  iapp: true,
  factory: true,
  other: true,
});

export { DEPLOYMENT_STATES };
export const STEP_NAMES = [...FORWARD_STEPS, ...BACKWARD_STEPS];
export const STEP_STATES = all<DeploymentStepState>({
  pending: true,
  running: true,
  done: true,
  failed: true,
});
export const TARGET_STATES = all<DeploymentTargetState>({
  pending: true,
  waiting: true,
  running: true,
  'rolling-back': true,
  succeeded: true,
  'rolled-back': true,
  failed: true,
  skipped: true,
});
export const DEPLOYMENT_ACTIONS = all<DeploymentAction>({
  start: true,
  continue: true,
  pause: true,
  cancel: true,
  retry: true,
  'roll-back': true,
});
export const PROBLEM_ACTIONS = all<NonNullable<DeploymentProblem['action']>>({
  retry: true,
  'roll-back': true,
  'plan-again': true,
  continue: true,
});
export const STRATEGIES = all<BindingStrategy>({
  switch: true,
  'replace-content': true,
  'create-profile': true,
});
export const CONSENTS = all<PlanConsent>({
  'names-lost': true,
  'chain-incomplete': true,
  'no-automatic-roll-back': true,
  'pending-changes': true,
  'not-provable': true,
  'expires-earlier': true,
});
export const OBJECT_KINDS = all<PlannedObject['kind']>({
  certificate: true,
  key: true,
  chain: true,
});
export const OBJECT_ACTIONS = all<PlannedObject['action']>({
  create: true,
  reuse: true,
  replace: true,
});
export const REFUSALS = all<PlanRefusal['code']>({
  'managed-by-as3': true,
  'managed-by-iapp': true,
  factory: true,
  'key-type': true,
  'not-found': true,
  other: true,
});
export const PROOF_RESULTS = all<ProofResult['result']>({
  proven: true,
  'wrong-certificate': true,
  'wrong-chain': true,
  'no-answer': true,
  'not-possible': true,
});
export const BETWEEN_WAVES = all<NonNullable<RolloutOptions['between']>>({
  continue: true,
  pause: true,
});
export const DRIFT_KINDS = all<DriftItem['kind']>({
  'not-deployed': true,
  'not-served': true,
});
export const CLEAN_UP_STATES = all<CleanUpCandidate['state']>({
  candidate: true,
  quarantined: true,
  deleted: true,
  refused: true,
});

export const MODES = POLICY_MODES;

export const RENEWAL_KINDS = all<RenewalKind>({
  renewal: true,
  request: true,
  're-key': true,
  redeploy: true,
});

export const RENEWAL_STATES = all<RenewalState>({
  waiting: true,
  running: true,
  succeeded: true,
  failed: true,
  rejected: true,
  cancelled: true,
});

export const RENEWAL_STEP_NAMES = all<RenewalStepName>({
  approve: true,
  key: true,
  order: true,
  issue: true,
  plan: true,
  deploy: true,
});

export const RENEWAL_STEP_STATES = all<RenewalStep['state']>({
  pending: true,
  running: true,
  waiting: true,
  done: true,
  failed: true,
  skipped: true,
});

export const RENEWAL_WAITS = all<RenewalWait>({
  notice: true,
  approval: true,
  time: true,
  budget: true,
  authority: true,
  person: true,
  retry: true,
  deployment: true,
});

export const RENEWAL_ACTIONS = all<RenewalAction>({
  approve: true,
  reject: true,
  upload: true,
  retry: true,
  cancel: true,
});

export const TIERS = all<ApprovalTier>({
  none: true,
  owner: true,
  platform: true,
});

export const CUSTODIES = all<Custody>({ sealed: true, device: true });

export const AUTHORITY_STATUSES = all<AuthoritySummary['health']['status']>({
  ok: true,
  degraded: true,
  down: true,
  unknown: true,
});

export const POLICY_CHANGES = all<PolicyChange['change']>({
  created: true,
  changed: true,
  deleted: true,
});

export const REVOCATION_REASONS = all<RevocationReason>({
  unspecified: true,
  keyCompromise: true,
  affiliationChanged: true,
  superseded: true,
  cessationOfOperation: true,
});

export const CAMPAIGN_STATES = all<Campaign['state']>({
  draft: true,
  running: true,
  paused: true,
  stopped: true,
  done: true,
});
