import { RenewalDetail } from '@cmt/backstage-plugin-certificates-common';
import { daysFromNow, fakeDigest, minutesAgo } from '../builders';
import {
  anApproval,
  aRenewal,
  aRenewalProblem,
  aRenewalStep,
  hoursFromNow,
  stepsUpTo,
} from './builders';

const DAY_MINUTES = 24 * 60;

/** A certificate signing request as a person takes it to a portal. */
export const CSR_PEM = `-----BEGIN CERTIFICATE REQUEST-----
MIIBGTCBwAIBADAfMR0wGwYDVQQDDBRwYXltZW50cy5leGFtcGxlLmNvbTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABHExampleExampleExampleExampleExample
ExampleExampleExampleExampleExampleExampleExampleExampleExampleE0
oD8wPQYJKoZIhvcNAQkOMTAwLjAsBgNVHREEJTAjghRwYXltZW50cy5leGFtcGxl
LmNvbYILcGF5LmV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIQDExample==
-----END CERTIFICATE REQUEST-----
`;

/** A wildcard that its owner has to agree to. */
export function waitingForApproval(): RenewalDetail {
  return aRenewal({
    id: 'waits-for-approval',
    certificateTitle: '*.shop.example.com',
    names: ['*.shop.example.com', 'shop.example.com'],
    state: 'waiting',
    step: 'approve',
    waitsFor: 'approval',
    waitsText: 'checkout was asked yesterday',
    waitsUntil: hoursFromNow(28),
    expiresAt: daysFromNow(12),
    approval: anApproval({
      remindedAt: minutesAgo(45),
      decidesAt: hoursFromNow(28),
    }),
    steps: stepsUpTo('approve', {
      state: 'waiting',
      attempts: 1,
      summary: 'The owner was asked',
      startedAt: minutesAgo(60 * 20),
    }),
    actions: ['approve', 'reject', 'cancel'],
    createdAt: minutesAgo(60 * 20),
    events: [
      {
        at: minutesAgo(60 * 20),
        by: null,
        message: 'Two thirds of its life are over',
      },
      {
        at: minutesAgo(60 * 20),
        by: null,
        message: 'Asked checkout for a yes',
      },
      { at: minutesAgo(45), by: null, message: 'Reminded checkout' },
    ],
  });
}

/** An order that somebody has to take to a portal, for three days now. */
export function waitingForPortal(): RenewalDetail {
  const since = minutesAgo(3 * DAY_MINUTES);
  return aRenewal({
    id: 'waits-for-portal',
    certificateTitle: 'payments.example.com',
    names: ['payments.example.com', 'pay.example.com'],
    ownerRef: 'group:default/payments',
    state: 'waiting',
    step: 'issue',
    waitsFor: 'person',
    waitsText:
      'Take the request to the portal of Example TLS and bring the certificate',
    waitsUntil: daysFromNow(3),
    expiresAt: daysFromNow(3),
    policyId: 'payments',
    policyName: 'Payments, validated by the organisation',
    authorityId: 'portal',
    orderReference: 'Request of payments.example.com from three days ago',
    csrPem: CSR_PEM,
    wantsUpload: true,
    steps: stepsUpTo('issue', {
      state: 'waiting',
      attempts: 1,
      summary: 'Waits for the certificate',
      startedAt: since,
    }),
    createdAt: since,
    events: [
      { at: since, by: null, message: 'Made the key and the request' },
      {
        at: minutesAgo(2 * DAY_MINUTES),
        by: null,
        message: 'Told payments to take the request to the portal',
      },
      {
        at: minutesAgo(DAY_MINUTES),
        by: null,
        message: 'Reminded payments, and told platform',
      },
    ],
  });
}

/** One that failed for good: a person has to mend something. */
export function failedRenewal(): RenewalDetail {
  const problem = aRenewalProblem();
  return aRenewal({
    id: 'failed',
    certificateTitle: 'api.partner.example.com',
    ownerRef: 'group:default/partner-apis',
    state: 'failed',
    step: 'issue',
    expiresAt: daysFromNow(25),
    orderReference: 'https://acme.example.net/order/4711',
    problem,
    steps: stepsUpTo('issue', { state: 'failed', attempts: 6, problem }),
    actions: ['retry', 'cancel'],
    createdAt: minutesAgo(2 * DAY_MINUTES),
    finishedAt: minutesAgo(50),
    events: [
      {
        at: minutesAgo(2 * DAY_MINUTES),
        by: null,
        message: 'Two thirds of its life are over',
      },
      { at: minutesAgo(50), by: null, message: 'Gave up after 6 attempts' },
    ],
  });
}

function byItself(): RenewalDetail[] {
  const problem = aRenewalProblem({
    code: 'authority-unreachable',
    message: 'Example Automated CA does not answer',
    cause: 'The proxy refuses the connection',
    remedy: 'Nothing: it is tried again. Look at the proxy if it stays.',
    action: null,
  });
  return [
    aRenewal({
      id: 'acme-order',
      certificateTitle: 'login.example.com',
      ownerRef: 'group:default/search',
      state: 'waiting',
      step: 'issue',
      waitsFor: 'authority',
      waitsText: 'Example Automated CA checks control of login.example.com',
      waitsUntil: minutesAgo(-2),
      orderReference: 'https://acme.example.net/order/4712',
      steps: stepsUpTo('issue', {
        state: 'waiting',
        attempts: 1,
        summary: 'dns-01 answered, the authority looks at it',
      }),
      createdAt: minutesAgo(9),
    }),
    aRenewal({
      id: 'waits-for-budget',
      certificateTitle: 'search-3.example.com',
      ownerRef: 'group:default/payments',
      state: 'waiting',
      step: 'order',
      waitsFor: 'budget',
      waitsText:
        'Example Automated CA takes the next order soon; 41 are before this one',
      waitsUntil: minutesAgo(-65),
      expiresAt: daysFromNow(21),
      steps: stepsUpTo('order', { state: 'waiting', attempts: 1 }),
      createdAt: minutesAgo(130),
    }),
    aRenewal({
      id: 'retries',
      certificateTitle: 'mail-5.example.com',
      ownerRef: 'group:default/payments',
      state: 'waiting',
      step: 'order',
      waitsFor: 'retry',
      waitsText: 'Example Automated CA does not answer',
      waitsUntil: minutesAgo(-14),
      expiresAt: daysFromNow(30),
      steps: stepsUpTo('order', { state: 'waiting', attempts: 3, problem }),
      problem,
      actions: ['retry', 'cancel'],
      createdAt: minutesAgo(55),
    }),
    aRenewal({
      id: 'deploying',
      campaignId: 'campaign-1',
      certificateTitle: 'assets-7.example.com',
      ownerRef: 'group:default/partner-apis',
      state: 'running',
      step: 'deploy',
      deploymentId: 'past-paused',
      fingerprint: fakeDigest('assets-7 next'),
      notAfter: daysFromNow(89),
      steps: stepsUpTo('deploy'),
      createdAt: minutesAgo(16),
    }),
  ];
}

/** One that is served and proven. */
export function succeededRenewal(): RenewalDetail {
  return aRenewal({
    id: 'succeeded',
    certificateTitle: 'status-9.example.com',
    ownerRef: 'group:default/search',
    state: 'succeeded',
    step: 'deploy',
    deploymentId: 'past-succeeded',
    materialId: 'material-1',
    fingerprint: fakeDigest('status-9 next'),
    notAfter: daysFromNow(89),
    orderReference: 'https://acme.example.net/order/4699',
    steps: stepsUpTo('deploy', {
      state: 'done',
      summary: 'Served by 4 virtual servers, proven by handshakes',
      finishedAt: minutesAgo(58),
    }),
    actions: [],
    createdAt: minutesAgo(62),
    finishedAt: minutesAgo(58),
    events: [
      {
        at: minutesAgo(62),
        by: null,
        message: 'The authority suggested this time',
      },
      { at: minutesAgo(60), by: null, message: 'The certificate was issued' },
      { at: minutesAgo(58), by: null, message: 'Proven by 4 handshakes' },
    ],
  });
}

/** Renewals in every state, those that need somebody first. */
export function someRenewals(): RenewalDetail[] {
  return [
    waitingForApproval(),
    waitingForPortal(),
    failedRenewal(),
    ...byItself(),
    succeededRenewal(),
    aRenewal({
      id: 'rejected',
      certificateTitle: 'legacy.example.com',
      ownerRef: 'group:default/platform',
      state: 'rejected',
      step: 'approve',
      steps: stepsUpTo('approve', { state: 'failed', attempts: 1 }),
      approval: anApproval({
        tier: 'platform',
        reasons: ['no owner'],
        approvers: ['group:default/platform'],
        decision: {
          approved: false,
          by: 'user:default/guest',
          comment: 'The service is switched off next week.',
          at: minutesAgo(3 * DAY_MINUTES),
        },
      }),
      actions: [],
      createdAt: minutesAgo(4 * DAY_MINUTES),
      finishedAt: minutesAgo(3 * DAY_MINUTES),
    }),
    aRenewal({
      id: 'requested',
      kind: 'request',
      certificateTitle: 'new.shop.example.com',
      certificateId: null,
      state: 'succeeded',
      step: 'issue',
      expiresAt: null,
      createdBy: 'user:default/guest',
      reason: 'The shop gets a second front',
      fingerprint: fakeDigest('new shop'),
      notAfter: daysFromNow(80),
      steps: [
        ...stepsUpTo('issue', { state: 'done', summary: 'Issued' }).slice(0, 4),
        aRenewalStep('plan', { state: 'skipped' }),
        aRenewalStep('deploy', { state: 'skipped' }),
      ],
      actions: [],
      createdAt: minutesAgo(9 * DAY_MINUTES),
      finishedAt: minutesAgo(9 * DAY_MINUTES - 4),
    }),
  ];
}
