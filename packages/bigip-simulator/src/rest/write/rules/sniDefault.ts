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

/** Of several SSL profiles of a side, exactly one is the default for SNI. */
const oneDefault: ConsistencyRule = candidate => {
  const { configuration } = candidate;
  for (const { fullPath, profiles } of touched(candidate)) {
    const clientSide = profiles
      .filter(({ kind }) => kind === 'client-ssl')
      .map(p => configuration.clientSslProfiles.get(p.fullPath))
      .filter(profile => profile !== undefined);
    if (clientSide.length < 2) continue;
    const defaults = clientSide.filter(({ sniDefault }) => sniDefault).length;
    if (defaults > 1)
      throw new McpdError(
        400,
        `01071809:3: Virtual Server ${fullPath} has more than one clientssl/serverssl profile that is default for SNI.`,
        3,
      );
    if (defaults === 0)
      throw new McpdError(
        400,
        `0107149c:3: Virtual server ${fullPath} has more than one clientssl/serverssl profile but none is default for SNI.`,
        3,
      );
  }
};

export const sniRules: readonly ConsistencyRule[] = [profilesExist, oneDefault];
