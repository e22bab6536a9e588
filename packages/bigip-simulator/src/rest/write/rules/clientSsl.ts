import type { ClientSslProfile } from '../../../configuration';
import { McpdError } from '../../errors';
import type { Candidate, ConsistencyRule } from '../consistency';
import { checkPair, keyRequired, missing } from './pairs';

/** Profiles with a chain of their own that the write has touched. */
function touched({ configuration, files, clientSsl }: Candidate) {
  return [...configuration.clientSslProfiles].filter(
    (profile): profile is ClientSslProfile & { certKeyChain: object[] } =>
      profile.certKeyChain !== undefined &&
      (clientSsl.has(profile.fullPath) ||
        (files.size > 0 &&
          profile.certKeyChain.some(
            entry =>
              files.has(entry.cert) ||
              files.has(entry.key) ||
              (entry.chain !== undefined && files.has(entry.chain)),
          ))),
  );
}

/** A profile must have a parent, and not be its own ancestor. */
const hasParent: ConsistencyRule = ({ configuration, clientSsl }) => {
  for (const fullPath of clientSsl) {
    const parent = configuration.clientSslProfiles.get(fullPath)?.defaultsFrom;
    if (parent === undefined) continue;
    if (!configuration.clientSslProfiles.has(parent))
      throw new McpdError(
        400,
        `01020036:3: The requested ClientSSL Profile (${parent}) was not found.`,
        3,
      );
    const seen = new Set([fullPath]);
    for (
      let current: string | undefined = parent;
      current !== undefined;
      current = configuration.clientSslProfiles.get(current)?.defaultsFrom
    ) {
      if (seen.has(current))
        throw new McpdError(
          400,
          `01070293:3: The profile name (${fullPath}) is already assigned to another profile.`,
          3,
        );
      seen.add(current);
    }
  }
};

/** Files that a profile names besides its pairs. */
const namedFilesExist: ConsistencyRule = ({ configuration, clientSsl }) => {
  for (const fullPath of clientSsl) {
    const profile = configuration.clientSslProfiles.get(fullPath);
    for (const file of [profile?.caFile, profile?.clientCertCa])
      if (file !== undefined && !configuration.certificateFiles.has(file))
        throw missing(file);
  }
};

/** Pairs match, and there is at most one of a kind. */
const pairsMatch: ConsistencyRule = candidate => {
  const { configuration, version } = candidate;
  for (const { fullPath, certKeyChain } of touched(candidate)) {
    if (certKeyChain.length === 0) throw keyRequired(fullPath);
    const kinds = new Set<string>();
    for (const entry of certKeyChain) {
      const type = checkPair(
        { ...entry, profile: fullPath },
        configuration,
        version,
      );
      const kind = `${entry.usage === 'CA' ? 'CA' : 'SERVER'} ${type}`;
      if (kinds.has(kind))
        throw new McpdError(
          400,
          `010717e1:3: Client SSL profile (${fullPath}) cannot contain more than one set of same certificate/key type.`,
          3,
        );
      kinds.add(kind);
    }
    if (!version.atLeast('12.1') && !kinds.has('SERVER rsa'))
      throw new McpdError(
        400,
        '010717e3:3: Client SSL profile must have RSA certificate/key pair.',
        3,
      );
  }
};

export const clientSslRules: readonly ConsistencyRule[] = [
  hasParent,
  namedFilesExist,
  pairsMatch,
];
