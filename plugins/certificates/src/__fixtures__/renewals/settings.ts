import {
  AuthoritySummary,
  Campaign,
  Policy,
  PolicyChange,
  RenewalForecast,
} from '@cmt/backstage-plugin-certificates-common';
import { daysFromNow, minutesAgo } from '../builders';
import { aPolicy, aRenewalProblem, certificateIdOf } from './builders';

const HOUR_MS = 3_600_000;

/** An authority that issues by itself. */
export function anAuthority(
  overrides: Partial<AuthoritySummary> = {},
): AuthoritySummary {
  return {
    id: 'public-acme',
    title: 'Example Automated CA',
    kind: 'acme',
    automatic: true,
    canRevoke: true,
    hasRenewalInfo: true,
    keys: null,
    wildcards: true,
    health: {
      status: 'ok',
      detail: 'Answers in 120 ms',
      checkedAt: minutesAgo(3),
    },
    account: 'https://acme.example.net/acct/815',
    budget: {
      orders: 300,
      periodMs: 3 * HOUR_MS,
      used: 214,
      queued: 0,
      nextAt: null,
    },
    openOrders: 4,
    lastIssuedAt: minutesAgo(58),
    lastProblem: null,
    publications: [],
    ...overrides,
  };
}

/** Authorities of every kind and health. */
export function someAuthorities(): AuthoritySummary[] {
  return [
    anAuthority(),
    anAuthority({
      id: 'limited-acme',
      title: 'Example Second CA',
      health: {
        status: 'degraded',
        detail: 'Every third request is answered with an error',
        checkedAt: minutesAgo(4),
      },
      account: 'https://second.example.org/acct/16',
      hasRenewalInfo: false,
      budget: {
        orders: 50,
        periodMs: 7 * 24 * HOUR_MS,
        used: 50,
        queued: 42,
        nextAt: minutesAgo(-65),
      },
      openOrders: 0,
      lastIssuedAt: minutesAgo(300),
      lastProblem: aRenewalProblem({
        code: 'rate-limited',
        message: 'Example Second CA refuses further orders for an hour',
        cause: null,
        remedy: 'Nothing: the queue goes on by itself.',
        action: null,
      }),
    }),
    anAuthority({
      id: 'own',
      title: 'Example Private CA',
      kind: 'local',
      hasRenewalInfo: false,
      keys: [
        { type: 'ec', curve: 'P-256' },
        { type: 'rsa', size: 2048 },
      ],
      health: { status: 'ok', detail: 'Ready', checkedAt: minutesAgo(1) },
      account: null,
      budget: null,
      openOrders: 0,
      lastIssuedAt: minutesAgo(900),
      publications: [
        { name: 'Revocation list', path: '/authorities/own/crl' },
        { name: 'Issuer certificate', path: '/authorities/own/issuer' },
      ],
    }),
    anAuthority({
      id: 'portal',
      title: 'Example TLS, through its portal',
      kind: 'manual',
      automatic: false,
      canRevoke: false,
      hasRenewalInfo: false,
      wildcards: false,
      health: {
        status: 'unknown',
        detail: 'Nobody can ask it',
        checkedAt: null,
      },
      account: 'certificates@example.com',
      budget: null,
      openOrders: 1,
      lastIssuedAt: null,
    }),
  ];
}

/** Policies of every source, by precedence. */
export function somePolicies(): Policy[] {
  return [
    aPolicy({
      id: 'payments',
      name: 'Payments, validated by the organisation',
      description: 'Auditors want the name of the organisation in these',
      source: 'config',
      priority: 300,
      match: {
        names: ['pay*.example.com'],
        owners: ['group:default/payments'],
      },
      mode: 'ask',
      authorities: ['portal'],
      keys: [{ type: 'rsa', size: 3072 }],
    }),
    aPolicy({ authorities: ['public-acme', 'limited-acme'] }),
    aPolicy({
      id: 'lab',
      name: 'Laboratory',
      description: null,
      priority: 50,
      enabled: false,
      match: { environments: ['test', 'lab'] },
      authorities: ['own'],
      timing: {
        useRenewalInfo: false,
        shareOfLife: 0.5,
        noticeHours: 24,
        overrideDays: null,
      },
    }),
    aPolicy({
      id: 'default',
      name: 'Everything else',
      description: 'Reminds the owner',
      source: 'default',
      priority: 0,
      match: {},
      mode: 'manual',
      authorities: [],
    }),
  ];
}

/** What happened to the policy that was made in the UI. */
export function somePolicyChanges(): PolicyChange[] {
  const after = aPolicy();
  const before = aPolicy({ priority: 90, mode: 'ask' });
  return [
    {
      at: minutesAgo(60 * 26),
      by: 'user:default/guest',
      change: 'changed',
      before,
      after,
    },
    {
      at: minutesAgo(60 * 24 * 40),
      by: 'user:default/guest',
      change: 'created',
      before: null,
      after: before,
    },
  ];
}

/** What teams have to expect. */
export function aForecast(): RenewalForecast {
  return {
    owners: [
      {
        ownerRef: 'group:default/payments',
        certificates: 148,
        automated: 61,
        perYear: { '200': 410, '100': 820, '47': 1745 },
      },
      {
        ownerRef: 'group:default/checkout',
        certificates: 96,
        automated: 96,
        perYear: { '200': 265, '100': 530, '47': 1130 },
      },
      {
        ownerRef: 'group:default/search',
        certificates: 31,
        automated: 22,
        perYear: { '200': 85, '100': 170, '47': 365 },
      },
      {
        ownerRef: null,
        certificates: 9,
        automated: 0,
        perYear: { '200': 25, '100': 50, '47': 105 },
      },
    ],
    notAutomated: [
      {
        certificateId: certificateIdOf('payments.example.com'),
        title: 'payments.example.com',
        ownerRef: 'group:default/payments',
        expiresAt: daysFromNow(3),
        reason: 'Its authority is used through a portal',
      },
      {
        certificateId: certificateIdOf('legacy.example.com'),
        title: 'legacy.example.com',
        ownerRef: null,
        expiresAt: daysFromNow(-4),
        reason: 'Its profile is managed by AS3: the declaration has to change',
      },
    ],
    timetable: [
      { from: '2026-03-15T00:00:00.000Z', lifetimeDays: 200, reuseDays: 200 },
      { from: '2027-03-15T00:00:00.000Z', lifetimeDays: 100, reuseDays: 100 },
      { from: '2029-03-15T00:00:00.000Z', lifetimeDays: 47, reuseDays: 10 },
    ],
  };
}

/** A campaign under way. */
export function aCampaign(overrides: Partial<Campaign> = {}): Campaign {
  return {
    id: 'campaign-1',
    title: 'Example TLS revokes its intermediate',
    reason: 'Notice of the authority from Monday',
    selection: { issuers: ['Example TLS Issuing CA 2'] },
    authority: 'public-acme',
    parallel: 20,
    deadline: daysFromNow(4),
    state: 'running',
    counts: {
      total: 640,
      waiting: 190,
      running: 20,
      succeeded: 424,
      failed: 6,
    },
    byOwner: [
      {
        ownerRef: 'group:default/payments',
        total: 300,
        succeeded: 120,
        failed: 6,
      },
      {
        ownerRef: 'group:default/checkout',
        total: 240,
        succeeded: 220,
        failed: 0,
      },
      { ownerRef: null, total: 100, succeeded: 84, failed: 0 },
    ],
    createdBy: 'user:default/guest',
    createdAt: minutesAgo(60 * 30),
    finishedAt: null,
    ...overrides,
  };
}

/** Campaigns, newest first. */
export function someCampaigns(): Campaign[] {
  return [
    aCampaign(),
    aCampaign({
      id: 'campaign-0',
      title: 'Keys below 2048 bits',
      reason: null,
      selection: { keyTypes: ['rsa'], keyBelow: 2048 },
      authority: null,
      deadline: null,
      state: 'done',
      counts: { total: 12, waiting: 0, running: 0, succeeded: 12, failed: 0 },
      byOwner: [
        {
          ownerRef: 'group:default/search',
          total: 12,
          succeeded: 12,
          failed: 0,
        },
      ],
      createdAt: minutesAgo(60 * 24 * 60),
      finishedAt: minutesAgo(60 * 24 * 58),
    }),
  ];
}
