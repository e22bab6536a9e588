import { AuthorityError } from '@cmt/backstage-plugin-certificates-node';
import { Problem, problemText } from '../protocol/problem';
import { Authorization, Order } from '../protocol/schemas';

/** Pause after the first, second, … attempt that has failed; after the last a person looks. */
const PAUSES_MS = [5 * 60_000, 30 * 60_000];

/** What a person can do about a name that the CA could not validate. */
const REMEDIES: Record<string, string> = {
  caa: 'A CAA record in the DNS forbids this CA to issue. Let the owner of the zone add this CA to it, or choose another CA.',
  dns: 'Check that the name, or its _acme-challenge record, can be resolved from where the CA is, and that the zone has no DNSSEC error.',
  connection:
    'Check that the CA can reach the name on port 80, or prove it in the DNS instead.',
  tls: 'Check the redirects of the name on port 80, or prove it in the DNS instead.',
  unauthorized:
    'Check that the solver of this name puts its proofs where the CA looks, and give it time with propagation.',
  incorrectResponse:
    'Check that the solver of this name puts its proofs where the CA looks, and give it time with propagation.',
};

/** An order has ended at the CA without a certificate. */
export function orderFailed(options: {
  authority: string;
  order: Order;
  authorizations: Authorization[];
  /** Which attempt has failed, from 1 on. */
  attempt: number;
  now: number;
}): AuthorityError {
  const { authority, order, authorizations, attempt, now } = options;
  const failures = authorizations.flatMap(({ identifier, challenges }) =>
    challenges.flatMap(({ error }) =>
      error ? [{ name: identifier.value, problem: error }] : [],
    ),
  );
  const problems: Problem[] = [
    ...(order.error ? [order.error] : []),
    ...failures.map(({ problem }) => problem),
  ];
  const types = problems.flatMap(({ type, subproblems }) => [
    type,
    ...subproblems.map(part => part.type),
  ]);
  const names = [...new Set(failures.map(({ name }) => name))];
  const isRejected = types.some(type =>
    ['rejectedIdentifier', 'unsupportedIdentifier', 'badCSR'].includes(type),
  );
  const pause = PAUSES_MS[attempt - 1];
  const passes = pause !== undefined && !types.includes('caa');
  const kind = passes ? 'later' : 'person';
  const remedy = types.map(type => REMEDIES[type]).find(Boolean);
  return new AuthorityError({
    kind: isRejected ? 'never' : kind,
    authority,
    code: types.includes('caa') ? 'caa' : 'order-invalid',
    message:
      names.length > 0
        ? `The CA ${authority} could not validate ${names.join(', ')}`
        : `The order at the CA ${authority} has failed`,
    cause:
      [
        ...failures.map(
          ({ name, problem }) => `${name}: ${problemText(problem)}`,
        ),
        ...(order.error ? [problemText(order.error)] : []),
      ].join('; ') || null,
    remedy: remedy ?? 'Read what the CA says, correct it, and try again.',
    retryAt: passes ? now + pause : undefined,
  });
}
