import { normalizeNames } from '@cmt/backstage-plugin-certificates-common';
import {
  SigningRequestError,
  SigningRequestFacts,
  readSigningRequest,
} from '../x509';
import { OrderRequest } from './authority';
import { AuthorityError } from './errors';

/**
 * Checks that the signing request of an order is sound and asks for exactly the
 * names of the order. Every CA does this before anything else: what is shown and
 * approved are the names of the order.
 *
 * @throws AuthorityError of the kind `never`
 * @public
 */
export async function checkOrderRequest(
  request: OrderRequest,
  authority: string,
): Promise<SigningRequestFacts> {
  const refusal = (message: string) =>
    new AuthorityError({
      kind: 'never',
      authority,
      code: 'bad-request',
      message,
      remedy:
        'Begin the renewal again, so that a new signing request is made for the names of the certificate.',
    });
  let facts: SigningRequestFacts;
  try {
    facts = await readSigningRequest(request.csr);
  } catch (error) {
    if (error instanceof SigningRequestError) {
      throw refusal(
        `The signing request cannot be used: ${error.message.toLowerCase()}`,
      );
    }
    throw error;
  }
  const names = normalizeNames(request.names);
  if (names.length === 0) {
    throw refusal('The order has no names');
  }
  if (JSON.stringify(facts.names) !== JSON.stringify(names)) {
    throw refusal(
      `The signing request is for ${
        facts.names.join(', ') || 'no names'
      }, but the order is for ${names.join(', ')}`,
    );
  }
  return facts;
}
