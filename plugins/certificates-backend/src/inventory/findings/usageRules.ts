import { nameCovers } from '@cmt/backstage-plugin-certificates-common';
import { BindingFacts, Rule, RuleFinding, VersionFacts } from './types';

/** Bindings that visitors meet: client-side ones that a virtual server uses. */
function live(bindings: BindingFacts[]): BindingFacts[] {
  return bindings.filter(
    binding => binding.side === 'client' && binding.virtualServers.length > 0,
  );
}

/** A virtual server that is bound to it serves something else. @internal */
export const notServed: Rule = ({ bindings }) =>
  live(bindings).flatMap(binding =>
    binding.virtualServers.flatMap(server =>
      server.served
        .filter(served => served.result === 'mismatch')
        .map(served => ({
          code: 'not-served' as const,
          device: binding.device,
          object: server.fullPath,
          ...(served.serverName !== null && { serverName: served.serverName }),
          facts: {
            profile: binding.profile,
            servedFingerprint: served.fingerprint,
          },
        })),
    ),
  );

/**
 * A newer version with the same kind of key is installed on the same device or
 * cluster, but an older one is still bound.
 *
 * @internal
 */
export const supersededInUse: Rule = ({ bindings, versions }) => {
  const byId = new Map(versions.map(version => [version.id, version]));
  return bindings.flatMap((binding): RuleFinding[] => {
    const bound = byId.get(binding.versionId);
    const newer = bound && newestSuccessor(bound, binding.unit, versions);
    const place = newer?.installations.find(i => i.unit === binding.unit);
    return bound && newer && place
      ? [
          {
            code: 'superseded-in-use',
            device: binding.device,
            object: binding.profile,
            facts: {
              bound: binding.fullPath,
              newer: place.fullPath,
              newerNotAfter: new Date(newer.notAfter ?? 0).toISOString(),
            },
          },
        ]
      : [];
  });
};

function newestSuccessor(
  bound: VersionFacts,
  unit: string,
  versions: VersionFacts[],
): VersionFacts | undefined {
  return versions
    .filter(
      version =>
        version.keyType === bound.keyType &&
        version.notAfter !== null &&
        bound.notAfter !== null &&
        version.notAfter > bound.notAfter &&
        version.installations.some(i => i.unit === unit),
    )
    .sort((a, b) => (b.notAfter ?? 0) - (a.notAfter ?? 0))[0];
}

/** The chain that a virtual server sent with it lacks an issuer. @internal */
export const missingIntermediate: Rule = ({ bindings }) =>
  live(bindings).flatMap(binding =>
    binding.virtualServers.flatMap(server =>
      server.served
        .filter(
          served =>
            served.result === 'match' && served.chainStatus === 'incomplete',
        )
        .map(served => ({
          code: 'missing-intermediate' as const,
          device: binding.device,
          object: server.fullPath,
          ...(served.serverName !== null && { serverName: served.serverName }),
          facts: { profile: binding.profile },
        })),
    ),
  );

/** The server name of a profile is in none of the certificate's names. @internal */
export const nameNotCovered: Rule = ({ bindings, versions }) => {
  const names = new Map(versions.map(v => [v.id, v.names]));
  return live(bindings).flatMap(({ serverName, versionId, ...binding }) => {
    const covered = names.get(versionId) ?? [];
    return serverName !== null &&
      covered.length > 0 &&
      !covered.some(name => nameCovers(name, serverName))
      ? [
          {
            code: 'name-not-covered' as const,
            device: binding.device,
            object: binding.profile,
            serverName,
          },
        ]
      : [];
  });
};

/** Visitors meet a certificate that is its own issuer. @internal */
export const selfSigned: Rule = ({ bindings, versions }) => {
  const own = new Set(
    versions.filter(version => version.selfSigned).map(version => version.id),
  );
  return live(bindings)
    .filter(binding => own.has(binding.versionId))
    .map(binding => ({
      code: 'self-signed' as const,
      device: binding.device,
      object: binding.profile,
    }));
};

/** The configured chain ends before the certificate does. @internal */
export const configuredChainExpiring: Rule = ({ bindings, versions }) => {
  const ends = new Map(versions.map(v => [v.id, v.notAfter]));
  return bindings.flatMap(({ chain, versionId, device }) => {
    const end = ends.get(versionId) ?? null;
    return chain && end !== null && chain.notAfter < end
      ? [
          {
            code: 'chain-expiring' as const,
            device,
            object: chain.fullPath,
            facts: { notAfter: new Date(chain.notAfter).toISOString() },
          },
        ]
      : [];
  });
};

/** No known reference was found. @internal */
export const unused: Rule = ({ category, usage, versions }) =>
  category === 'certificate' && usage === 'unused' && versions.length > 0
    ? [{ code: 'unused' }]
    : [];
