import type {
  CertKeyChainEntry,
  ClientSslProfile,
  DeviceConfiguration,
} from '../../configuration';
import { certificateMetadata } from '../../configuration/certificateMetadata';
import { certificatePublicHalf } from '../../configuration/keyPairs';
import { McpdError } from '../errors';
import type { Attributes, WriteContext } from '../model/Resource';
import { path, text } from '../write/bodies';
import { keyRequired } from '../write/rules/pairs';
import { openSecret } from './secrets';

/** Attributes of a profile that repeat an entry of its chain, and may set it. */
export const MIRRORS = ['cert', 'key', 'chain', 'passphrase'] as const;

/** The entry whose values `cert`, `key` and `chain` of the profile repeat. */
export function mirrored(
  chain: readonly CertKeyChainEntry[],
  configuration: DeviceConfiguration,
): CertKeyChainEntry | undefined {
  return chain.find(({ cert, usage }) => {
    if (usage === 'CA') return false;
    const file = configuration.certificateFiles.get(cert);
    const type = file && certificateMetadata(file.content).leaf?.keyType;
    return type === undefined || type === 'rsa-public';
  });
}

function set(value: string | undefined): string | undefined {
  return value === 'none' ? undefined : value;
}

/** Attributes of an entry that have a place of their own in the store. */
const PLACED = [
  ...['name', 'cert', 'key', 'chain', 'passphrase', 'usage', 'appService'],
  ...['certReference', 'keyReference', 'chainReference'],
];

function remaining(body: Attributes): CertKeyChainEntry['attributes'] {
  const rest = Object.entries(body).filter(([name]) => !PLACED.includes(name));
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}

/** Reads the list of a body: it takes the place of the whole chain. */
export function readCertKeyChain(
  value: unknown,
  profile: string,
  { configuration }: WriteContext,
): CertKeyChainEntry[] {
  if (value === 'none') return [];
  if (!Array.isArray(value))
    throw McpdError.schema('invalid property value "certKeyChain"');
  return value.map((item: unknown) => {
    if (typeof item !== 'object' || item === null)
      throw McpdError.schema('invalid property value "certKeyChain"');
    const body = item as Attributes;
    const name = text(body, 'name');
    const cert = set(path(body, 'cert'));
    const key = set(path(body, 'key'));
    if (!name)
      throw McpdError.schema(
        'one or more properties must be specified: cert-key-chain name',
      );
    if (!cert || !key) throw keyRequired(profile);
    const usage = text(body, 'usage');
    const passphrase = set(text(body, 'passphrase'));
    return {
      name,
      cert,
      key,
      chain: set(path(body, 'chain')),
      passphrase: passphrase && openSecret(passphrase, configuration),
      usage: usage === 'CA' ? 'CA' : 'SERVER',
      attributes: remaining(body),
    };
  });
}

/**
 * Sets the RSA entry by the deprecated attributes of the profile.
 *
 * @param chain - own or inherited entries; the result is the profile's own
 * @throws McpdError 400 when these attributes cannot say what is meant
 */
export function writeMirrors(
  profile: Pick<ClientSslProfile, 'fullPath'>,
  chain: readonly CertKeyChainEntry[],
  body: Attributes,
  { configuration, version }: WriteContext,
): CertKeyChainEntry[] {
  const current = mirrored(chain, configuration);
  if (!current && chain.length > 0 && version.atLeast('14.0'))
    throw new McpdError(
      400,
      `01b4002b:3: Client SSL profile (${profile.fullPath}): the profile has no RSA cert/key pair that can be modified. To add RSA cert/key, please use [cert-key-chain add].`,
      3,
    );
  const cert = path(body, 'cert') ?? current?.cert;
  const key = path(body, 'key') ?? current?.key;
  if (!set(cert) || !set(key)) throw keyRequired(profile.fullPath);
  const file = configuration.certificateFiles.get(cert!);
  const type = file && certificatePublicHalf(file.content)?.type;
  if (version.atLeast('15.1') && type !== undefined && type !== 'rsa')
    throw new McpdError(
      400,
      `01b40029:3: Client SSL profile (${profile.fullPath}): ${key} is not RSA key. To add non-RSA cert/key, please use [cert-key-chain add].`,
      3,
    );
  const chainFile = path(body, 'chain');
  const passphrase = text(body, 'passphrase');
  const entry: CertKeyChainEntry = {
    name: current?.name ?? 'default',
    usage: 'SERVER',
    cert: cert!,
    key: key!,
    chain: chainFile === undefined ? current?.chain : set(chainFile),
    passphrase:
      passphrase === undefined
        ? current?.passphrase
        : set(passphrase) && openSecret(passphrase, configuration),
  };
  return current
    ? chain.map(candidate => (candidate === current ? entry : candidate))
    : [entry];
}
