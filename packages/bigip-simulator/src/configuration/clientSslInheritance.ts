import { CertKeyChainEntry, ClientSslProfile } from './types';

/** A client-ssl profile with what it inherits filled in. */
export interface ResolvedClientSsl extends ClientSslProfile {
  certKeyChain: CertKeyChainEntry[];
  /** `fullPath` of the profile that owns the chain; a write there changes all children. */
  certKeyChainOwner: string;
  /** Whether the chain comes from an ancestor. */
  inheritsCertKeyChain: boolean;
}

const INHERITED = [
  'serverName',
  'caFile',
  'clientCertCa',
  'crlFile',
  'proxyCaCert',
  'proxyCaKey',
  'ciphers',
  'mode',
] as const;

/**
 * Follows `defaultsFrom` to the value each unset attribute really has. A parent
 * that is missing or part of a circle ends the search, as no device accepts one.
 */
export function resolveClientSsl(
  profile: ClientSslProfile,
  profiles: { get(fullPath: string): ClientSslProfile | undefined },
): ResolvedClientSsl {
  const lineage: ClientSslProfile[] = [];
  const seen = new Set<string>();
  let current: ClientSslProfile | undefined = profile;
  while (current && !seen.has(current.fullPath)) {
    seen.add(current.fullPath);
    lineage.push(current);
    current = current.defaultsFrom
      ? profiles.get(current.defaultsFrom)
      : undefined;
  }
  const owner = lineage.find(p => p.certKeyChain !== undefined) ?? profile;
  const inherited = Object.fromEntries(
    INHERITED.map(key => [key, lineage.find(p => p[key] !== undefined)?.[key]]),
  );
  return {
    ...profile,
    ...inherited,
    attributes: Object.assign(
      {},
      ...[...lineage].reverse().map(p => p.attributes),
    ),
    certKeyChain: owner.certKeyChain ?? [],
    certKeyChainOwner: owner.fullPath,
    inheritsCertKeyChain: owner !== profile,
  };
}
