import {
  CleanUpCandidate,
  DeploymentDetail,
  DriftItem,
  PlanRefusal,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';
import { daysFromNow, fakeDigest, minutesAgo } from '../builders';
import {
  aChange,
  aDeployment,
  aDeploymentProblem,
  aPlan,
  aPlannedProof,
  aProof,
  aProvenTarget,
  aStep,
  aTarget,
  NEW_FINGERPRINT,
  OLD_FINGERPRINT,
} from './builders';

const REFUSED: PlanRefusal = {
  profile: '/Store/app/clientssl_store',
  entry: null,
  reason:
    'AS3 owns the tenant Store: put the new certificate into its declaration.',
  code: 'managed-by-as3',
};

/** A unit with several profiles, a parent, an SNI profile and a refusal. */
export function aRichPlan(name: string, devices: string[]): TargetPlan {
  const replaced = {
    certificate: '/Common/wildcard.crt',
    key: '/Common/wildcard.key',
    chain: null,
  };
  return aPlan(
    { name, devices },
    {
      changes: [
        aChange({
          inheritedBy: ['/Shop/clientssl_shop_h2', '/Shop/clientssl_shop_beta'],
          virtualServers: ['/Shop/vs_shop_443', '/Shop/vs_shop_8443'],
        }),
        aChange({
          profile: '/Common/clientssl_wildcard',
          entry: 'default',
          strategy: 'replace-content',
          reason:
            'The name /Common/wildcard.crt is fixed by an automation outside of the suite.',
          before: { ...replaced, fingerprint: OLD_FINGERPRINT },
          after: {
            ...replaced,
            chain: '/Common/example-issuing-2.crt',
            fingerprint: NEW_FINGERPRINT,
          },
          virtualServers: ['/Common/vs_wildcard_443'],
        }),
        aChange({
          profile: '/Shop/clientssl_new_shop',
          entry: 'default',
          strategy: 'create-profile',
          reason: '/Shop/vs_new_443 has no profile for new.shop.example.com.',
          before: null,
          virtualServers: ['/Shop/vs_new_443'],
          create: {
            parent: '/Common/clientssl',
            serverName: 'new.shop.example.com',
            sniDefault: false,
          },
        }),
      ],
      proofs: [
        aPlannedProof(),
        aPlannedProof({ virtualServer: '/Shop/vs_shop_8443', port: 8443 }),
        aPlannedProof({
          virtualServer: '/Common/vs_wildcard_443',
          address: null,
          port: null,
          unprovable: 'it listens on any address',
        }),
        aPlannedProof({
          virtualServer: '/Shop/vs_new_443',
          address: '192.0.2.18',
          serverName: 'new.shop.example.com',
        }),
      ],
      refusals: [REFUSED],
      warnings: ['The device answers slowly: 900 ms per call.'],
    },
  );
}

/** Deployments in every state, newest first. */
export function pastDeployments(certificateId: string): DeploymentDetail[] {
  const unreachable = aDeploymentProblem({
    code: 'unreachable',
    message: 'bigip-a.example.com:443 does not answer',
    cause: 'The management network is down',
    remedy: 'Make the device reachable, then retry.',
  });
  const paris = {
    unit: 'bigip-c.example.com',
    devices: ['bigip-c.example.com'],
  };
  const problem = aDeploymentProblem();
  const rolledBack = aTarget({
    ...paris,
    wave: 1,
    state: 'rolled-back',
    problem,
    steps: [
      ...aProvenTarget().steps.slice(0, 4),
      aStep('verify', {
        state: 'failed',
        attempts: 2,
        problem,
        startedAt: minutesAgo(9.2),
        finishedAt: minutesAgo(9.1),
      }),
      ...(['roll-back', 'sync-back', 'verify-back', 'save-back'] as const).map(
        name =>
          aStep(name, {
            state: 'done',
            attempts: 1,
            summary: 'Done',
            startedAt: minutesAgo(9),
            finishedAt: minutesAgo(8.95),
          }),
      ),
    ],
    proofs: [
      aProof(aPlannedProof({ expected: OLD_FINGERPRINT }), {
        checkedAt: minutesAgo(9),
      }),
    ],
  });
  const ended = { startedAt: minutesAgo(11), startedBy: 'user:default/guest' };
  const base = { certificateId };
  return [
    aDeployment({
      ...base,
      id: 'past-partial',
      state: 'partial',
      ...ended,
      finishedAt: minutesAgo(8),
      targets: [
        aProvenTarget(),
        rolledBack,
        aTarget({
          unit: 'bigip-lab.example.com',
          devices: ['bigip-lab.example.com'],
          wave: 2,
          state: 'skipped',
        }),
      ],
      rollout: { canary: 1, waves: 2, between: 'continue' },
      actions: ['retry', 'roll-back'],
      events: [
        {
          at: minutesAgo(12),
          by: 'user:default/guest',
          unit: null,
          message: 'Planned',
        },
        {
          at: minutesAgo(11),
          by: 'user:default/guest',
          unit: null,
          message: 'Started',
        },
        {
          at: minutesAgo(10),
          by: null,
          unit: 'edge-frankfurt',
          message: 'Proven: 1 of 1 handshakes',
        },
        {
          at: minutesAgo(9.1),
          by: null,
          unit: paris.unit,
          message: problem.message,
        },
        {
          at: minutesAgo(8.95),
          by: null,
          unit: paris.unit,
          message: 'Put back and proven',
        },
        {
          at: minutesAgo(8),
          by: null,
          unit: null,
          message: 'Stopped: 1 of 3 serves the new version',
        },
      ],
    }),
    aDeployment({
      ...base,
      id: 'past-paused',
      certificateTitle: 'payments.example.com',
      certificateId: 'other',
      state: 'paused',
      ...ended,
      rollout: { canary: 1, waves: 1, between: 'pause' },
      targets: [
        aProvenTarget(),
        aTarget({ ...paris, wave: 1 }),
        aTarget({
          unit: 'bigip-lab.example.com',
          devices: ['bigip-lab.example.com'],
          wave: 1,
        }),
      ],
      actions: ['continue', 'roll-back', 'cancel'],
    }),
    aDeployment({
      ...base,
      id: 'past-waiting',
      certificateTitle: 'search.example.com',
      certificateId: 'other-2',
      state: 'waiting',
      ...ended,
      waitsUntil: daysFromNow(0.4),
      targets: [
        aTarget({
          state: 'waiting',
          waitsFor: 'the maintenance window of production',
          waitsUntil: daysFromNow(0.4),
        }),
      ],
      actions: ['cancel'],
    }),
    aDeployment({
      ...base,
      id: 'past-succeeded',
      state: 'succeeded',
      createdAt: daysFromNow(-90.01),
      startedAt: daysFromNow(-90),
      startedBy: 'user:default/guest',
      finishedAt: daysFromNow(-89.9995),
      targets: [
        aProvenTarget({
          plan: aRichPlan('edge-frankfurt', [
            'bigip-a.example.com',
            'bigip-b.example.com',
          ]),
        }),
      ],
      actions: ['roll-back'],
    }),
    aDeployment({
      ...base,
      id: 'past-rolled-back',
      state: 'rolled-back',
      createdAt: daysFromNow(-91),
      startedAt: daysFromNow(-91),
      finishedAt: daysFromNow(-90.999),
      targets: [{ ...rolledBack, wave: 0 }],
      actions: ['retry'],
    }),
    aDeployment({
      ...base,
      id: 'past-failed',
      state: 'failed',
      createdAt: daysFromNow(-92),
      startedAt: daysFromNow(-92),
      finishedAt: daysFromNow(-91.999),
      targets: [
        aTarget({
          state: 'failed',
          problem: unreachable,
          steps: [
            aStep('check', {
              state: 'failed',
              attempts: 3,
              problem: unreachable,
              startedAt: daysFromNow(-92),
              finishedAt: daysFromNow(-91.9999),
            }),
            ...aTarget().steps.slice(1),
          ],
        }),
      ],
      actions: ['retry'],
    }),
    aDeployment({
      ...base,
      id: 'past-cancelled',
      state: 'cancelled',
      reason: null,
      createdAt: daysFromNow(-93),
      finishedAt: daysFromNow(-92.9),
      targets: [aTarget({ state: 'skipped' })],
      actions: [],
    }),
  ];
}

/** Places where issued, installed and served disagree. */
export function someDrift(certificateId: string): DriftItem[] {
  return [
    {
      certificateId,
      certificateTitle: 'shop.example.com',
      ownerRef: 'group:default/checkout',
      device: 'bigip-b.example.com',
      profile: '/Shop/clientssl_checkout',
      virtualServer: '/Shop/vs_checkout_443',
      serverName: 'checkout.shop.example.com',
      kind: 'not-served',
      issued: NEW_FINGERPRINT,
      installed: NEW_FINGERPRINT,
      served: OLD_FINGERPRINT,
      since: daysFromNow(-3),
      likelyCause:
        'The standby unit answers: the change was not synced to the group.',
    },
    {
      certificateId: 'other',
      certificateTitle: 'payments.example.com',
      ownerRef: null,
      device: 'bigip-c.example.com',
      profile: '/Pay/clientssl_pay',
      virtualServer: null,
      serverName: null,
      kind: 'not-deployed',
      issued: fakeDigest('pay new'),
      installed: fakeDigest('pay old'),
      served: null,
      since: daysFromNow(-12),
      likelyCause: 'The renewal ended, but nobody has deployed it here.',
    },
  ];
}

/** An object that seems to be of no use any more. */
export function aCleanUpCandidate(
  overrides: Partial<CleanUpCandidate> = {},
): CleanUpCandidate {
  return {
    id: 'clean-1',
    unit: 'edge-frankfurt',
    device: 'bigip-a.example.com',
    fullPath: '/Shop/shop-2024.crt',
    certificateId: 'certificate-1',
    certificateTitle: 'shop.example.com',
    fingerprint: fakeDigest('shop 2024'),
    notAfter: daysFromNow(-200),
    ownerRef: 'group:default/checkout',
    reason: 'No profile, monitor or other object has named it for 42 days.',
    state: 'candidate',
    deleteAfter: null,
    restorable: true,
    problem: null,
    ...overrides,
  };
}

/** Objects in every state of the clean-up. */
export function someCleanUp(): CleanUpCandidate[] {
  return [
    aCleanUpCandidate(),
    aCleanUpCandidate({
      id: 'clean-2',
      fullPath: '/Shop/legacy.key',
      certificateTitle: 'legacy.example.com',
      ownerRef: null,
      restorable: false,
      reason: 'Superseded by /Shop/legacy-2026.key, which every profile uses.',
    }),
    aCleanUpCandidate({
      id: 'clean-3',
      fullPath: '/Shop/shop-2023.crt',
      state: 'quarantined',
      deleteAfter: daysFromNow(12),
    }),
    aCleanUpCandidate({
      id: 'clean-4',
      device: 'bigip-c.example.com',
      unit: 'bigip-c.example.com',
      fullPath: '/Pay/pay-2022.crt',
      certificateTitle: 'payments.example.com',
      state: 'refused',
      problem: '01070265: the object is in use by /Pay/monitor_pay',
    }),
    aCleanUpCandidate({
      id: 'clean-5',
      fullPath: '/Shop/shop-2021.crt',
      state: 'deleted',
      deleteAfter: daysFromNow(-3),
    }),
  ];
}
