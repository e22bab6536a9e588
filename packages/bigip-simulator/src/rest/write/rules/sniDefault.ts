import type {
  DeviceConfiguration,
  VirtualServer,
} from '../../../configuration';
import { McpdError } from '../../errors';
import type { Candidate, ConsistencyRule } from '../consistency';

/** Virtual servers that were changed, or one of whose profiles was. */
function touched({
  configuration,
  virtuals,
  clientSsl,
  serverSsl,
}: Candidate): VirtualServer[] {
  if (virtuals.size + clientSsl.size + serverSsl.size === 0) return [];
  return configuration.virtualServers
    .list()
    .filter(
      ({ fullPath, profiles }) =>
        virtuals.has(fullPath) ||
        profiles.some(
          profile =>
            (profile.kind === 'client-ssl' &&
              clientSsl.has(profile.fullPath)) ||
            (profile.kind === 'server-ssl' && serverSsl.has(profile.fullPath)),
        ),
    );
}

function knows(
  configuration: DeviceConfiguration,
  { kind, fullPath }: { kind: string; fullPath: string },
): boolean {
  switch (kind) {
    case 'client-ssl':
      return configuration.clientSslProfiles.has(fullPath);
    case 'server-ssl':
      return configuration.serverSslProfiles.has(fullPath);
    default:
      return true;
  }
}

const profilesExist: ConsistencyRule = candidate => {
  const { configuration, virtuals } = candidate;
  for (const fullPath of virtuals)
    for (const profile of configuration.virtualServers.get(fullPath)
      ?.profiles ?? [])
      if (!knows(configuration, profile))
        throw new McpdError(
          404,
          `01020036:3: The requested profile (${profile.fullPath}) was not found.`,
          3,
        );
};

/** Client-ssl profiles of a virtual server, and how many are the default. */
function clientSide(
  virtual: VirtualServer | undefined,
  configuration: DeviceConfiguration,
): { profiles: number; defaults: number } {
  const profiles = (virtual?.profiles ?? [])
    .filter(({ kind }) => kind === 'client-ssl')
    .map(({ fullPath }) => configuration.clientSslProfiles.get(fullPath))
    .filter(profile => profile !== undefined);
  return {
    profiles: profiles.length,
    defaults: profiles.filter(({ sniDefault }) => sniDefault).length,
  };
}

/**
 * Of several client-ssl profiles, exactly one is the default for SNI. Farms may
 * begin otherwise, as no device can; a write that has nothing to do with it is
 * not refused for that.
 */
const oneDefault: ConsistencyRule = candidate => {
  const { configuration, original } = candidate;
  for (const virtual of touched(candidate)) {
    const { fullPath } = virtual;
    const { profiles, defaults } = clientSide(virtual, configuration);
    if (profiles < 2 || defaults === 1) continue;
    const before = clientSide(original.virtualServers.get(fullPath), original);
    if (before.profiles === profiles && before.defaults === defaults) continue;
    throw new McpdError(
      400,
      defaults > 1
        ? `01071809:3: Virtual Server ${fullPath} has more than one clientssl/serverssl profile that is default for SNI.`
        : `0107149c:3: Virtual server ${fullPath} has more than one clientssl/serverssl profile but none is default for SNI.`,
      3,
    );
  }
};

export const sniRules: readonly ConsistencyRule[] = [profilesExist, oneDefault];
