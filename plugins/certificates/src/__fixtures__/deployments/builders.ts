import {
  DeploymentDetail,
  DeploymentProblem,
  DeploymentStep,
  DeploymentStepName,
  DeploymentSummary,
  DeploymentTarget,
  DeploymentTargetState,
  FORWARD_STEPS,
  Material,
  PlannedChange,
  PlannedProof,
  ProofResult,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';
import { daysFromNow, fakeDigest, minutesAgo } from '../builders';

/** Fingerprint of the version that fixtures deploy. */
export const NEW_FINGERPRINT = fakeDigest('shop.example.com new version');

/** Fingerprint of the version that it replaces. */
export const OLD_FINGERPRINT = fakeDigest('shop.example.com version');

/** Certificate, chain and key that wait to be deployed. */
export function aMaterial(overrides: Partial<Material> = {}): Material {
  return {
    id: 'material-1',
    fingerprint: NEW_FINGERPRINT,
    subject: 'CN=shop.example.com,O=Example Retail,C=DE',
    issuer: 'CN=Example TLS Issuing CA 2,O=Example Trust,C=DE',
    serialNumber: fakeDigest('serial').slice(0, 32),
    names: ['shop.example.com', 'www.shop.example.com'],
    notBefore: daysFromNow(-1),
    notAfter: daysFromNow(199),
    keyType: 'rsa',
    keySize: 2048,
    curve: null,
    chainStatus: 'complete',
    chain: [
      {
        fingerprint: fakeDigest('Example TLS Issuing CA 2'),
        subject: 'CN=Example TLS Issuing CA 2,O=Example Trust,C=DE',
        notAfter: daysFromNow(1460),
      },
    ],
    certificateId: null,
    hasKey: true,
    createdBy: 'user:default/guest',
    createdAt: minutesAgo(90),
    ...overrides,
  };
}

/** What failed, why, and what to do. */
export function aDeploymentProblem(
  overrides: Partial<DeploymentProblem> = {},
): DeploymentProblem {
  return {
    code: 'verification-failed',
    message: '/Shop/vs_shop_443 still serves the certificate from before',
    cause: 'The standby unit answers for this traffic group',
    remedy: 'Check which unit is active, then retry.',
    action: 'retry',
    ...overrides,
  };
}

/** One step on one unit. */
export function aStep(
  name: DeploymentStepName,
  overrides: Partial<DeploymentStep> = {},
): DeploymentStep {
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

/** A change of one profile entry, and the handshake that proves it. */
export function aChange(overrides: Partial<PlannedChange> = {}): PlannedChange {
  const profile = overrides.profile ?? '/Shop/clientssl_shop';
  const entry = overrides.entry === undefined ? 'shop_rsa' : overrides.entry;
  return {
    id: `client ${profile} ${entry ?? ''}`,
    strategy: 'switch',
    reason:
      'Nobody else manages the objects, so the profile can be pointed at new ones.',
    side: 'client',
    profile,
    entry,
    before: {
      certificate: '/Shop/shop.crt',
      key: '/Shop/shop.key',
      chain: '/Common/example-issuing-2.crt',
      fingerprint: OLD_FINGERPRINT,
    },
    after: {
      certificate: '/Shop/shop.example.com-9f3a17c2.crt',
      key: '/Shop/shop.example.com-9f3a17c2.key',
      chain: '/Common/example-issuing-2.crt',
      fingerprint: NEW_FINGERPRINT,
    },
    inheritedBy: [],
    virtualServers: ['/Shop/vs_shop_443'],
    create: null,
    ...overrides,
  };
}

/** A handshake that will prove a change. */
export function aPlannedProof(
  overrides: Partial<PlannedProof> = {},
): PlannedProof {
  return {
    virtualServer: '/Shop/vs_shop_443',
    address: '192.0.2.10',
    port: 443,
    serverName: 'shop.example.com',
    keyType: 'rsa',
    expected: NEW_FINGERPRINT,
    before: OLD_FINGERPRINT,
    unprovable: null,
    ...overrides,
  };
}

/** What will be done to one unit. */
export function aPlan(
  unit: Partial<TargetPlan['unit']> = {},
  overrides: Partial<TargetPlan> = {},
): TargetPlan {
  const name = unit.name ?? 'edge-frankfurt';
  return {
    target: 'f5',
    unit: {
      name,
      devices: ['bigip-a.example.com', 'bigip-b.example.com'],
      environment: 'production',
      ...unit,
    },
    objects: [
      {
        kind: 'certificate',
        fullPath: '/Shop/shop.example.com-9f3a17c2.crt',
        action: 'create',
        fingerprint: NEW_FINGERPRINT,
      },
      {
        kind: 'key',
        fullPath: '/Shop/shop.example.com-9f3a17c2.key',
        action: 'create',
        fingerprint: fakeDigest('key'),
      },
      {
        kind: 'chain',
        fullPath: '/Common/example-issuing-2.crt',
        action: 'reuse',
        fingerprint: fakeDigest('Example TLS Issuing CA 2'),
      },
    ],
    changes: [aChange()],
    proofs: [aPlannedProof()],
    refusals: [],
    sync: { group: name, mode: 'manual' },
    consents: [],
    warnings: [],
    hash: fakeDigest(`plan ${name}`),
    ...overrides,
  };
}

/** The result of a handshake that a plan asks for. */
export function aProof(
  planned: PlannedProof = aPlannedProof(),
  overrides: Partial<ProofResult> = {},
): ProofResult {
  return {
    virtualServer: planned.virtualServer,
    serverName: planned.serverName,
    keyType: planned.keyType,
    device: null,
    address: planned.address,
    port: planned.port,
    expected: planned.expected,
    result: planned.unprovable ? 'not-possible' : 'proven',
    served: planned.unprovable ? null : planned.expected,
    detail: planned.unprovable,
    checkedAt: new Date().toISOString(),
    ...overrides,
  };
}

/** A unit of a deployment, planned and not begun. */
export function aTarget(
  overrides: Partial<DeploymentTarget> = {},
): DeploymentTarget {
  const unit = overrides.unit ?? 'edge-frankfurt';
  const devices = overrides.devices ?? [
    'bigip-a.example.com',
    'bigip-b.example.com',
  ];
  const environment = overrides.environment ?? 'production';
  return {
    id: `target-${unit}`,
    unit,
    devices,
    environment,
    wave: 0,
    state: 'pending',
    waitsFor: null,
    waitsUntil: null,
    plan: aPlan({ name: unit, devices, environment }),
    steps: FORWARD_STEPS.map(name => aStep(name)),
    proofs: [],
    problem: null,
    ...overrides,
  };
}

/** What steps say when they are done. */
export const SUMMARIES: Record<DeploymentStepName, string> = {
  check: 'What the devices hold equals the plan',
  stage: '2 objects stored, uploads removed',
  activate: 'Profiles switched in one transaction',
  sync: 'Synced to the group, peer is In Sync',
  verify: 'Every handshake served the new version',
  save: 'Saved on every member',
  'roll-back': 'Profiles put back in one transaction',
  'sync-back': 'Synced to the group, peer is In Sync',
  'verify-back': 'Every handshake served the version from before',
  'save-back': 'Saved on every member',
};

/** A unit that has been changed and proven. */
export function aProvenTarget(
  overrides: Partial<DeploymentTarget> = {},
): DeploymentTarget {
  const target = aTarget({ state: 'succeeded', ...overrides });
  return {
    ...target,
    steps: FORWARD_STEPS.map((name, index) =>
      aStep(name, {
        state: 'done',
        attempts: 1,
        summary: SUMMARIES[name],
        startedAt: minutesAgo(10 - index * 0.05),
        finishedAt: minutesAgo(10 - index * 0.05 - 0.03),
      }),
    ),
    proofs: target.plan?.proofs.map(proof => aProof(proof)) ?? [],
    ...overrides,
  };
}

/** Units by state. */
export function countTargets(
  targets: readonly DeploymentTarget[],
): Record<DeploymentTargetState, number> {
  const progress: Record<DeploymentTargetState, number> = {
    pending: 0,
    waiting: 0,
    running: 0,
    'rolling-back': 0,
    succeeded: 0,
    'rolled-back': 0,
    failed: 0,
    skipped: 0,
  };
  for (const { state } of targets) {
    progress[state] += 1;
  }
  return progress;
}

/** Everything about one deployment; counts follow from its targets. */
export function aDeployment(
  overrides: Partial<DeploymentDetail> = {},
): DeploymentDetail {
  const targets = overrides.targets ?? [aTarget()];
  const plans = targets.flatMap(({ plan }) => plan ?? []);
  const material = overrides.material ?? aMaterial();
  return {
    id: 'deployment-1',
    certificateId: 'certificate-1',
    certificateTitle: 'shop.example.com',
    state: 'planned',
    fingerprint: material.fingerprint,
    notAfter: material.notAfter,
    units: targets.length,
    bindings: plans.reduce((sum, plan) => sum + plan.changes.length, 0),
    virtualServers: plans.reduce((sum, plan) => sum + plan.proofs.length, 0),
    progress: countTargets(targets),
    reason: 'CHG-2041: yearly renewal',
    dryRun: false,
    createdBy: 'user:default/guest',
    startedBy: null,
    createdAt: minutesAgo(12),
    startedAt: null,
    finishedAt: null,
    planHash: fakeDigest('plan of all'),
    material,
    targets,
    affected: {
      ownerRefs: ['group:default/checkout', 'group:default/payments'],
      entityRefs: ['component:default/shop', 'api:default/orders'],
    },
    consents: plans.flatMap(plan =>
      plan.consents.map(consent => ({ ...consent, unit: plan.unit.name })),
    ),
    rollout: { canary: 1, waves: 1, between: 'continue' },
    waitsUntil: null,
    actions: ['start', 'cancel'],
    problem: null,
    events: [],
    ...overrides,
  };
}

/** A row of the list. */
export function summaryOf(deployment: DeploymentDetail): DeploymentSummary {
  const {
    planHash: _hash,
    material: _material,
    targets: _targets,
    affected: _affected,
    consents: _consents,
    rollout: _rollout,
    waitsUntil: _until,
    actions: _actions,
    problem: _problem,
    events: _events,
    ...summary
  } = deployment;
  return summary;
}

/** A copy as deep as one that came over HTTP. */
export function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
