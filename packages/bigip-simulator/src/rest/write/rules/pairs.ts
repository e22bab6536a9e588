import type { DeviceConfiguration } from '../../../configuration';
import {
  certificatePublicHalf,
  keyPublicHalf,
  PairType,
} from '../../../configuration/keyPairs';
import { McpdError } from '../../errors';
import type { VersionProfile } from '../../version/VersionProfile';

/** A certificate and key that a profile binds. */
export interface BoundPair {
  profile: string;
  cert: string;
  key: string;
  chain?: string;
  /** Clear text. */
  passphrase?: string;
}

/**
 * Checks what a profile binds: the files exist, the key can be read with the
 * passphrase of the profile, and it is the key of the certificate.
 *
 * @returns the kind of key
 * @throws McpdError 400
 */
export function checkPair(
  pair: BoundPair,
  configuration: DeviceConfiguration,
  version: VersionProfile,
): PairType {
  const { profile, cert, key, chain, passphrase } = pair;
  const certificate = configuration.certificateFiles.get(cert);
  if (!certificate) throw missing(cert);
  if (chain !== undefined && !configuration.certificateFiles.has(chain))
    throw missing(chain);
  const keyFile = configuration.keyFiles.get(key);
  if (!keyFile)
    throw new McpdError(
      400,
      `01070277:3: The requested key (${key}) was not found.`,
      3,
    );
  const half = keyPublicHalf(keyFile.content, passphrase);
  if (half === 'passphrase')
    throw new McpdError(
      400,
      `01070313:3: Error reading key PEM file ${key} for profile ${profile}: error:0906A068:PEM routines:PEM_do_header:bad password read`,
      3,
    );
  if (half === 'unreadable')
    throw new McpdError(
      400,
      `01070313:3: Error reading key PEM file ${key} for profile ${profile}: error:0906D06C:PEM routines:PEM_read_bio:no start line`,
      3,
    );
  if (certificatePublicHalf(certificate.content)?.spki !== half.spki)
    throw new McpdError(
      400,
      version.atLeast('15.1')
        ? `01070317:3: profile ${profile}'s key(${key}) and certificate(${cert}) do not match.`
        : `01070317:3: profile ${profile}'s key and certificate do not match`,
      3,
    );
  return half.type;
}

/** A profile refers to a file that is not there. */
export function missing(fullPath: string): McpdError {
  return new McpdError(
    400,
    `0107134a:3: File object by name (${fullPath}) is missing.`,
    3,
  );
}

/** A profile that has only one half of a pair. */
export function keyRequired(profile: string): McpdError {
  return new McpdError(400, `01070315:3: profile ${profile} requires a key`, 3);
}
