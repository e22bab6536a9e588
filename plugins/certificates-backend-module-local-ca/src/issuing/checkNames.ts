import { isIP } from 'node:net';
import { AuthorityError } from '@cmt/backstage-plugin-certificates-node';

/** RFC 1123 host names, with a wildcard as the whole first label (RFC 9525). */
const HOST_NAME =
  /^(?=.{1,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/**
 * Checks that a CA may issue for names.
 *
 * @throws AuthorityError that says which names it may not be used for
 */
export function checkNames(
  names: readonly string[],
  allowed: readonly string[] | null,
  authority: string,
): void {
  const malformed = names.filter(name => !isIP(name) && !HOST_NAME.test(name));
  if (malformed.length > 0) {
    throw refusal(
      authority,
      `These are no host names or addresses: ${malformed.join(', ')}`,
      'Correct the names of the certificate.',
    );
  }
  const forbidden = names.filter(
    name => allowed && !allowed.some(pattern => matches(pattern, name)),
  );
  if (forbidden.length > 0) {
    throw refusal(
      authority,
      `The CA ${authority} does not issue for ${forbidden.join(', ')}`,
      'Choose another CA in the policy, or let an administrator extend allowedNames of this one.',
    );
  }
}

/** `*` stands for any text. */
function matches(pattern: string, name: string): boolean {
  const expression = pattern
    .split('*')
    .map(text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${expression}$`).test(name);
}

function refusal(
  authority: string,
  message: string,
  remedy: string,
): AuthorityError {
  return new AuthorityError({
    kind: 'never',
    authority,
    code: 'rejected-identifier',
    message,
    remedy,
  });
}
