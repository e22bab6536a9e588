import type { Token, TokenStore } from './TokenStore';

/** Time as the REST framework writes it: with the zone's offset. */
function frameworkTime(date: Date): string {
  return date.toISOString().replace('Z', '+0000');
}

/** A token as `shared/authz/tokens` shows it. Holds the secret. */
export function tokenAnswer(
  token: Token,
  tokens: TokenStore,
): Record<string, unknown> {
  return {
    token: token.value,
    name: token.value,
    userName: token.user,
    authProviderName: 'tmos',
    user: { link: `https://localhost/mgmt/shared/authz/users/${token.user}` },
    timeout: token.timeout,
    startTime: frameworkTime(token.startTime),
    address: token.address,
    partition: '[All]',
    generation: token.generation,
    lastUpdateMicros: token.lastUpdate.getTime() * 1000,
    expirationMicros: tokens.expiration(token).getTime() * 1000,
    kind: 'shared:authz:tokens:authtokenitemstate',
    selfLink: `https://localhost/mgmt/shared/authz/tokens/${token.value}`,
  };
}
