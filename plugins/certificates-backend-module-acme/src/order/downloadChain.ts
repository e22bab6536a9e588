import { X509Certificate } from 'node:crypto';
import {
  AuthorityError,
  AuthorityServices,
} from '@cmt/backstage-plugin-certificates-node';
import { OpenAccount } from '../account/Account';
import { AcmeClient } from '../protocol/AcmeClient';
import { isForKey, leadsTo, readChain } from './chain';

/**
 * Downloads what was issued, leaf first: the chain that the configuration
 * prefers where the CA offers it (RFC 8555 section 7.4.2), else the CA's own.
 *
 * @throws AuthorityError when the certificate is for another key
 */
export async function downloadChain(options: {
  client: AcmeClient;
  account: OpenAccount;
  url: string;
  /** SubjectPublicKeyInfo of the request, DER. */
  publicKey: Uint8Array;
  preferredChain: string | null;
  services: Pick<AuthorityServices, 'id' | 'logger'>;
  signal: AbortSignal;
}): Promise<X509Certificate[]> {
  const { client, account, url, publicKey, services, signal } = options;
  const { preferredChain } = options;
  const answer = await client.post(url, undefined, account, signal);
  const offered = readChain(answer.text);
  if (!isForKey(offered[0], publicKey)) {
    throw new AuthorityError({
      kind: 'never',
      authority: services.id,
      code: 'wrong-certificate',
      message:
        'The CA has issued a certificate for another key than that of the request',
      remedy: 'Begin the renewal again.',
    });
  }
  if (preferredChain === null || leadsTo(offered, preferredChain)) {
    return offered;
  }
  for (const alternate of answer.links('alternate')) {
    const other = await client.post(alternate, undefined, account, signal);
    const chain = readChain(other.text);
    if (leadsTo(chain, preferredChain) && isForKey(chain[0], publicKey)) {
      return chain;
    }
  }
  services.logger.warn(
    `The CA offers no chain to ${preferredChain}; its own choice is used`,
  );
  return offered;
}
