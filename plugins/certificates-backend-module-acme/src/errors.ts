import { AuthorityError } from '@cmt/backstage-plugin-certificates-node';
import { AcmeProtocolError } from './protocol/AcmeClient';
import { AcmeProblemError, Problem, problemText } from './protocol/problem';
import { TransportError } from './protocol/Transport';

/** How long nobody orders when a CA counts too many and names no time. */
const RATE_LIMIT_MS = 60 * 60_000;

type Kind = AuthorityError['kind'];

/** What kind of trouble a type of RFC 8555 section 6.7 is, and what can be done. */
const MEANINGS: Record<string, { kind: Kind; code: string; remedy: string }> = {
  accountDoesNotExist: {
    kind: 'person',
    code: 'account',
    remedy:
      'The account is gone or was closed. Remove accountKey from the configuration, or give the key of an account that exists.',
  },
  externalAccountRequired: {
    kind: 'person',
    code: 'account',
    remedy:
      'Ask the CA for a key id and a MAC key for external account binding, and configure them as eab.keyId and eab.hmacKey.',
  },
  invalidContact: {
    kind: 'person',
    code: 'account',
    remedy: 'Correct contact in the configuration of this CA.',
  },
  unsupportedContact: {
    kind: 'person',
    code: 'account',
    remedy: 'Correct contact in the configuration of this CA.',
  },
  unauthorized: {
    kind: 'person',
    code: 'unauthorized',
    remedy:
      'Look at the account at the CA: whether it is open, and whether it may order for these names.',
  },
  rejectedIdentifier: {
    kind: 'never',
    code: 'rejected-identifier',
    remedy: 'Choose another CA for these names, or correct the names.',
  },
  unsupportedIdentifier: {
    kind: 'never',
    code: 'rejected-identifier',
    remedy: 'Choose another CA for these names, or correct the names.',
  },
  caa: {
    kind: 'person',
    code: 'caa',
    remedy:
      'A CAA record in the DNS forbids this CA to issue. Let the owner of the zone add this CA to it, or choose another CA.',
  },
  badCSR: {
    kind: 'never',
    code: 'bad-request',
    remedy: 'Choose another kind of key in the policy, and begin again.',
  },
  badPublicKey: {
    kind: 'never',
    code: 'unsupported-key',
    remedy: 'Choose another kind of key in the policy, and begin again.',
  },
  badSignatureAlgorithm: {
    kind: 'person',
    code: 'account',
    remedy: 'Use an account key of another kind (accountKey).',
  },
  orderNotReady: {
    kind: 'later',
    code: 'not-ready',
    remedy: 'Nothing: it is tried again.',
  },
  serverInternal: {
    kind: 'later',
    code: 'unavailable',
    remedy: 'Nothing: it is tried again. Look at the status page of the CA.',
  },
  badNonce: {
    kind: 'later',
    code: 'unavailable',
    remedy: 'Nothing: it is tried again.',
  },
};

/** Makes whatever went wrong in speaking to a CA an `AuthorityError`. */
export function toAuthorityError(
  error: unknown,
  context: { authority: string; now: number; signal: AbortSignal },
): AuthorityError {
  const { authority, now, signal } = context;
  if (AuthorityError.is(error)) {
    return error;
  }
  if (signal.aborted) {
    return stopped(authority);
  }
  if (error instanceof AcmeProblemError) {
    return problemError(error, authority, now);
  }
  if (error instanceof TransportError) {
    return new AuthorityError({
      kind: error.isTrust ? 'person' : 'later',
      authority,
      code: error.isTrust ? 'tls' : 'unreachable',
      message: `The CA ${authority} cannot be reached: ${error.message}`,
      remedy: error.isTrust
        ? 'Set caFile to a PEM file with the CA that issued the certificate of its ACME server.'
        : 'Check the address of the directory, firewalls and proxies; it is tried again.',
    });
  }
  if (error instanceof AcmeProtocolError) {
    return new AuthorityError({
      kind: 'later',
      authority,
      code: 'protocol',
      message: error.message,
      remedy:
        'Check that directory is the address of an ACME directory (RFC 8555). It is tried again.',
    });
  }
  return new AuthorityError({
    kind: 'later',
    authority,
    code: 'internal',
    message: `The order at the CA ${authority} could not go on`,
    // The name of an error holds nothing of what it was about.
    cause: error instanceof Error ? error.name : null,
    remedy:
      'Look at the log of the backend; check the database, and that certificates.custody.keys is configured: the key of an account is only kept encrypted.',
  });
}

/** We were told to stop. */
export function stopped(authority: string): AuthorityError {
  return new AuthorityError({
    kind: 'later',
    authority,
    code: 'cancelled',
    message: 'The order was stopped because the backend stops',
    remedy: 'Nothing: it goes on by itself.',
  });
}

function problemError(
  { problem, status, retryAt }: AcmeProblemError,
  authority: string,
  now: number,
): AuthorityError {
  if (problem.type === 'rateLimited' || status === 429) {
    return new AuthorityError({
      kind: 'later',
      authority,
      code: 'rate-limited',
      message: `The CA ${authority} takes no more orders for now`,
      cause: problemText(problem),
      remedy:
        'Nothing: it goes on when the CA allows it. Set limit below what the CA allows, or use several accounts.',
      retryAt: retryAt ?? now + RATE_LIMIT_MS,
      isRateLimit: true,
    });
  }
  if (problem.type === 'userActionRequired') {
    return new AuthorityError({
      kind: 'person',
      authority,
      code: 'terms',
      message: `The CA ${authority} wants a person to do something first`,
      cause: problemText(problem),
      remedy: problem.instance
        ? `Follow ${problem.instance}, then try again.`
        : 'Agree to the new terms of the CA, then try again.',
    });
  }
  const known = meaningOf(problem);
  if (known) {
    return new AuthorityError({
      ...known,
      authority,
      message: `The CA ${authority} refuses the order (${problem.type})`,
      cause: problemText(problem),
      retryAt,
    });
  }
  const passes = status >= 500 || status === 408;
  return new AuthorityError({
    kind: passes ? 'later' : 'person',
    authority,
    code: passes ? 'unavailable' : 'refused',
    message: `The CA ${authority} has answered with the error ${problem.type} (HTTP ${status})`,
    cause: problemText(problem),
    remedy: passes
      ? 'Nothing: it is tried again. Look at the status page of the CA.'
      : 'Read what the CA says, correct it, and try again.',
    retryAt,
  });
}

/** Of several parts, the one that needs most decides. */
function meaningOf(problem: Problem) {
  const own = MEANINGS[problem.type];
  const parts = problem.subproblems.map(({ type }) => MEANINGS[type]);
  const all = [own, ...parts].filter(each => each !== undefined);
  return (
    all.find(({ kind }) => kind === 'never') ??
    all.find(({ kind }) => kind === 'person') ??
    all[0]
  );
}
