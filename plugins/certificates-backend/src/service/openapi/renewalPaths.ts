import { json, OpenApiDocument, operation } from './operation';
import {
  FORECAST_PARAMETERS,
  IDEMPOTENCY_KEY,
  path,
  RENEWAL_PARAMETERS,
} from './parameters';

const RENEWAL_ID = path('id', 'Id of the renewal.');
const POLICY_ID = path('id', 'Id of the policy.');
const CERTIFICATE_ID = path('id', 'Id of the certificate.');

const NOT_NOW =
  'It cannot do that in its present state; the message says why and what is possible.';
const DECLARED = 'It is declared in the configuration.';

function change(options: {
  id: string;
  summary: string;
  description?: string;
  body?: string;
}) {
  return operation({
    ...options,
    tag: 'renewals',
    parameters: [RENEWAL_ID, IDEMPOTENCY_KEY],
    responses: { '200': json('RenewalDetail', 'The renewal now.') },
    canBeMissing: true,
    conflict: NOT_NOW,
  });
}

/** Operations that issue, renew and revoke, and those of policies. */
export const renewalPaths: OpenApiDocument['paths'] = {
  '/renewals': {
    get: operation({
      id: 'ListRenewals',
      tag: 'renewals',
      summary: 'Renewals: those that need somebody first, then newest first',
      parameters: RENEWAL_PARAMETERS,
      responses: { '200': json('RenewalPage', 'One page.') },
    }),
    post: operation({
      id: 'CreateRenewal',
      tag: 'renewals',
      summary: 'Begins a renewal, or a request for a new certificate',
      description:
        'Where the policy makes keys of several kinds, one renewal for each begins, of which the first is answered.',
      parameters: [IDEMPOTENCY_KEY],
      body: 'CreateRenewalRequest',
      responses: { '202': json('RenewalDetail', 'The renewal.') },
      canBeMissing: true,
      conflict: 'One is under way already; the message names it.',
    }),
  },
  '/renewals/preview': {
    post: operation({
      id: 'PreviewRenewal',
      tag: 'renewals',
      summary: 'Tells what beginning a renewal would do; changes nothing',
      parameters: [IDEMPOTENCY_KEY],
      body: 'CreateRenewalRequest',
      responses: { '200': json('RenewalPreview', 'The preview.') },
      canBeMissing: true,
    }),
  },
  '/renewals/{id}': {
    get: operation({
      id: 'GetRenewal',
      tag: 'renewals',
      summary: 'A renewal with its steps, approval and story',
      parameters: [RENEWAL_ID],
      responses: { '200': json('RenewalDetail', 'The renewal.') },
      canBeMissing: true,
    }),
  },
  '/renewals/{id}/decision': {
    post: change({
      id: 'DecideRenewal',
      summary: 'Says yes or no to a renewal that waits for it',
      description:
        'Only those who are asked can decide. What needs the platform group is not approved by who asked for it.',
      body: 'DecideRenewalRequest',
    }),
  },
  '/renewals/{id}/certificate': {
    post: change({
      id: 'UploadIssued',
      summary: 'Brings what a portal issued for the request',
      description:
        'Matched against the request; the error names everything that is wrong.',
      body: 'UploadIssuedRequest',
    }),
  },
  '/renewals/{id}/retry': {
    post: change({ id: 'RetryRenewal', summary: 'Tries again now' }),
  },
  '/renewals/{id}/cancel': {
    post: change({
      id: 'CancelRenewal',
      summary: 'Ends it; what was deployed stays',
    }),
  },
  '/authorities': {
    get: operation({
      id: 'ListAuthorities',
      tag: 'renewals',
      summary: 'Certificate authorities with their health and rate budget',
      responses: { '200': json('AuthorityList', 'All of them.') },
    }),
  },
  '/policies': {
    get: operation({
      id: 'ListPolicies',
      tag: 'policies',
      summary: 'Policies, by precedence',
      responses: { '200': json('PolicyList', 'All of them.') },
    }),
    post: operation({
      id: 'CreatePolicy',
      tag: 'policies',
      summary: 'Makes a policy',
      parameters: [IDEMPOTENCY_KEY],
      body: 'PolicyInput',
      responses: { '201': json('Policy', 'The policy.') },
    }),
  },
  '/policies/preview': {
    post: operation({
      id: 'PreviewPolicy',
      tag: 'policies',
      summary: 'Tells what a policy would match and change; changes nothing',
      parameters: [IDEMPOTENCY_KEY],
      body: 'PolicyPreviewRequest',
      responses: { '200': json('PolicyPreview', 'The preview.') },
    }),
  },
  '/policies/{id}': {
    put: operation({
      id: 'UpdatePolicy',
      tag: 'policies',
      summary: 'Changes a policy that was made here',
      parameters: [POLICY_ID],
      body: 'PolicyInput',
      responses: { '200': json('Policy', 'The policy now.') },
      canBeMissing: true,
      conflict: DECLARED,
    }),
    delete: operation({
      id: 'DeletePolicy',
      tag: 'policies',
      summary: 'Deletes a policy that was made here',
      parameters: [POLICY_ID],
      responses: { '200': json('Policy', 'The policy as it was.') },
      canBeMissing: true,
      conflict: DECLARED,
    }),
  },
  '/policies/{id}/changes': {
    get: operation({
      id: 'ListPolicyChanges',
      tag: 'policies',
      summary: 'History of a policy, newest first',
      parameters: [POLICY_ID],
      responses: { '200': json('PolicyChangeList', 'The changes.') },
      canBeMissing: true,
    }),
  },
  '/certificates/{id}/policy': {
    get: operation({
      id: 'GetPolicyDecision',
      tag: 'policies',
      summary: 'Which policy applies to a certificate, and why',
      parameters: [CERTIFICATE_ID],
      responses: { '200': json('PolicyDecision', 'The decision.') },
      canBeMissing: true,
    }),
  },
  '/forecast': {
    get: operation({
      id: 'GetForecast',
      tag: 'policies',
      summary: 'Renewals a year at 200, 100 and 47 days, and what needs people',
      parameters: FORECAST_PARAMETERS,
      responses: { '200': json('RenewalForecast', 'The forecast.') },
    }),
  },
  '/calendar/{owner}': {
    get: operation({
      id: 'GetCalendar',
      tag: 'policies',
      summary: "Ends and planned renewals of an owner's certificates",
      description: 'Whole days in UTC. The ending `.ics` may be left out.',
      parameters: [
        path('owner', 'Entity ref, for example `group:default/shop`.'),
      ],
      responses: {
        '200': {
          description: 'iCalendar (RFC 5545).',
          content: { 'text/calendar': { schema: { type: 'string' } } },
        },
      },
    }),
  },
  '/certificates/{id}/versions/{versionId}/revocation': {
    post: operation({
      id: 'RevokeVersion',
      tag: 'renewals',
      summary: 'Asks the CA that issued it to revoke a version',
      parameters: [
        CERTIFICATE_ID,
        path('versionId', 'Id of the version.'),
        IDEMPOTENCY_KEY,
      ],
      body: 'RevokeRequest',
      responses: { '200': json('Revocation', 'It is revoked.') },
      canBeMissing: true,
      conflict:
        'It is still in use, or its CA cannot revoke; the message says which.',
    }),
  },
};
