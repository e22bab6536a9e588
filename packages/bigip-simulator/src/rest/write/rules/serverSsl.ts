import { McpdError } from '../../errors';
import type { ConsistencyRule } from '../consistency';
import { checkPair, keyRequired, missing } from './pairs';

/** Parents and files exist; the client certificate has its key. */
const complete: ConsistencyRule = candidate => {
  const { configuration, version, files, serverSsl } = candidate;
  for (const profile of configuration.serverSslProfiles) {
    const { fullPath, cert, key, chain, caFile, defaultsFrom } = profile;
    const isTouched =
      serverSsl.has(fullPath) ||
      [cert, key, chain].some(file => file !== undefined && files.has(file));
    if (!isTouched) continue;
    if (
      defaultsFrom !== undefined &&
      !configuration.serverSslProfiles.has(defaultsFrom)
    )
      throw new McpdError(
        400,
        `01020036:3: The requested ServerSSL Profile (${defaultsFrom}) was not found.`,
        3,
      );
    if (caFile !== undefined && !isUnset(caFile))
      if (!configuration.certificateFiles.has(caFile)) throw missing(caFile);
    if (isUnset(cert) && isUnset(key)) continue;
    if (isUnset(cert) || isUnset(key)) throw keyRequired(fullPath);
    checkPair(
      {
        profile: fullPath,
        cert: cert!,
        key: key!,
        chain: isUnset(chain) ? undefined : chain,
        passphrase: profile.passphrase,
      },
      configuration,
      version,
    );
  }
};

/** `none` stands against what the parent has. */
function isUnset(value: string | undefined): boolean {
  return value === undefined || value === 'none';
}

export const serverSslRules: readonly ConsistencyRule[] = [complete];
