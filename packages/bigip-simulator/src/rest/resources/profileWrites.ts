import {
  ClientSslProfile,
  DeviceConfiguration,
  profileReferrers,
  ServerSslProfile,
} from '../../configuration';
import { McpdError } from '../errors';
import type {
  Attributes,
  CollectionWrites,
  WriteContext,
} from '../model/Resource';
import { flag, path, rewritten, settable, text } from '../write/bodies';
import { MIRRORS, readCertKeyChain, writeMirrors } from './certKeyChain';
import { openSecret } from './secrets';

/** Attributes of both kinds of profile that the store keeps by name. */
const FILES = ['caFile', 'crlFile'] as const;

/** A reference of a body for the store: `none` where a parent has something. */
function fileOf(body: Attributes, name: string): string | undefined {
  const value = path(body, name);
  return value === 'none' ? undefined : value;
}

/** Attributes that have no place of their own in the store. */
function remaining(
  body: Attributes,
  handled: readonly string[],
): Attributes | undefined {
  const rest = Object.entries(settable(body)).filter(
    ([name]) => !handled.includes(name),
  );
  return rest.length > 0
    ? Object.fromEntries(
        rest.map(([name, value]) => [name, stored(name, value)]),
      )
    : undefined;
}

/** TLS options are kept as a list, whichever way they are sent. */
function stored(name: string, value: unknown): unknown {
  if (name !== 'tmOptions' || typeof value !== 'string') return value;
  return value
    .replace(/[{}]/g, ' ')
    .split(/\s+/)
    .filter(option => option !== '' && option !== 'none');
}

function refuseInUse(
  fullPath: string,
  kind: 'client-ssl' | 'server-ssl',
  label: string,
  { configuration, original }: WriteContext,
): void {
  const [user] = [original, configuration].flatMap(state =>
    profileReferrers(state, fullPath, kind),
  );
  if (user)
    throw new McpdError(
      400,
      `01070265:3: The ${label} (${fullPath}) cannot be deleted because it is in use by a ${
        user.kind === 'virtual' ? 'Virtual Server' : label
      } (${user.fullPath}).`,
      3,
    );
}

/** Attributes with a place of their own in the store. */
export const CLIENT_SSL_PLACED = [
  ...[...FILES, ...MIRRORS, 'defaultsFrom', 'certKeyChain', 'description'],
  ...['inheritCertkeychain', 'serverName', 'sniDefault', 'sniRequire'],
  ...['clientCertCa', 'proxyCaCert', 'proxyCaKey', 'ciphers', 'mode'],
  ...['appService', 'metadata'],
];

/** The chain that a body gives a profile; `undefined` means inherited. */
function chainOf(
  profile: ClientSslProfile,
  body: Attributes,
  context: WriteContext,
): ClientSslProfile['certKeyChain'] {
  const { configuration, version } = context;
  const { fullPath } = profile;
  const byMirrors = MIRRORS.some(name => body[name] !== undefined);
  if (body.certKeyChain !== undefined) {
    if (byMirrors && version.atLeast('15.1'))
      throw new McpdError(
        400,
        `01b4002a:3: Client SSL profile (${fullPath}): cert-key-chain and profile cert/key/chain/passphrase options cannot be specified together.`,
        3,
      );
    return readCertKeyChain(body.certKeyChain, fullPath, context);
  }
  const resolved = configuration.resolveClientSsl(profile).certKeyChain;
  if (byMirrors) return writeMirrors(profile, resolved, body, context);
  const inherits = flag(body, 'inheritCertkeychain');
  if (inherits === undefined || profile.defaultsFrom === undefined)
    return profile.certKeyChain;
  return inherits ? undefined : [...resolved];
}

function writeClientSsl(
  profile: Omit<ClientSslProfile, 'generation'>,
  body: Attributes,
  context: WriteContext,
): void {
  const { configuration } = context;
  const defaultsFrom = fileOf(body, 'defaultsFrom') ?? profile.defaultsFrom;
  const given = (name: string, value: unknown) =>
    body[name] === undefined ? {} : { [name]: value };
  const base = { ...profile, defaultsFrom, generation: 0 };
  const serverName = text(body, 'serverName');
  const attributes = remaining(body, CLIENT_SSL_PLACED);
  configuration.addClientSslProfile({
    ...profile,
    defaultsFrom,
    certKeyChain: chainOf(base, body, context),
    ...given('caFile', fileOf(body, 'caFile')),
    ...given('crlFile', fileOf(body, 'crlFile')),
    ...given('clientCertCa', fileOf(body, 'clientCertCa')),
    ...given('proxyCaCert', fileOf(body, 'proxyCaCert')),
    ...given('proxyCaKey', fileOf(body, 'proxyCaKey')),
    ...given('ciphers', text(body, 'ciphers')),
    ...given('mode', flag(body, 'mode') === false ? 'disabled' : 'enabled'),
    ...given('description', text(body, 'description')),
    ...given('serverName', serverName === 'none' ? undefined : serverName),
    sniDefault: flag(body, 'sniDefault') ?? profile.sniDefault,
    sniRequire: flag(body, 'sniRequire') ?? profile.sniRequire,
    attributes:
      attributes || profile.attributes
        ? { ...profile.attributes, ...attributes }
        : undefined,
  });
}

export const clientSslWrites: CollectionWrites<ClientSslProfile> = {
  create(fullPath, body, context) {
    if (context.configuration.clientSslProfiles.has(fullPath))
      throw McpdError.exists('ClientSSL Profile', fullPath);
    writeClientSsl(
      {
        fullPath,
        defaultsFrom: '/Common/clientssl',
        sniDefault: false,
        sniRequire: false,
      },
      body,
      context,
    );
  },
  modify(profile, body, context, method) {
    // A PUT is the whole object: what it leaves out is inherited again.
    writeClientSsl(
      method === 'PATCH'
        ? rewritten(profile)
        : {
            fullPath: profile.fullPath,
            defaultsFrom: profile.defaultsFrom,
            creationTime: profile.creationTime,
            appService: profile.appService,
            certKeyChain: profile.defaultsFrom
              ? undefined
              : profile.certKeyChain,
            sniDefault: false,
            sniRequire: false,
          },
      body,
      context,
    );
  },
  remove({ fullPath }, context) {
    refuseInUse(fullPath, 'client-ssl', 'ClientSSL Profile', context);
    context.configuration.clientSslProfiles.delete(fullPath);
  },
};

/** As {@link CLIENT_SSL_PLACED}. */
export const SERVER_SSL_PLACED = [
  ...[...FILES, ...MIRRORS, 'defaultsFrom', 'description', 'peerCertMode'],
  ...['serverName', 'authenticateName', 'appService', 'metadata'],
];

function writeServerSsl(
  profile: Omit<ServerSslProfile, 'generation'>,
  body: Attributes,
  configuration: DeviceConfiguration,
): void {
  const given = (name: string, value: unknown) =>
    body[name] === undefined ? {} : { [name]: value };
  const passphrase = text(body, 'passphrase');
  const attributes = remaining(body, SERVER_SSL_PLACED);
  const unset = (value: string | undefined) =>
    value === 'none' ? undefined : value;
  configuration.addServerSslProfile({
    ...profile,
    ...given('defaultsFrom', fileOf(body, 'defaultsFrom')),
    ...given('cert', path(body, 'cert')),
    ...given('key', path(body, 'key')),
    ...given('chain', path(body, 'chain')),
    ...given('caFile', path(body, 'caFile')),
    ...given('crlFile', path(body, 'crlFile')),
    ...given(
      'passphrase',
      passphrase && unset(passphrase) && openSecret(passphrase, configuration),
    ),
    ...given(
      'peerCertMode',
      text(body, 'peerCertMode') === 'require' ? 'require' : 'ignore',
    ),
    ...given('serverName', unset(text(body, 'serverName'))),
    ...given('authenticateName', unset(text(body, 'authenticateName'))),
    ...given('description', text(body, 'description')),
    attributes:
      attributes || profile.attributes
        ? { ...profile.attributes, ...attributes }
        : undefined,
  });
}

export const serverSslWrites: CollectionWrites<ServerSslProfile> = {
  create(fullPath, body, { configuration }) {
    if (configuration.serverSslProfiles.has(fullPath))
      throw McpdError.exists('ServerSSL Profile', fullPath);
    writeServerSsl(
      { fullPath, defaultsFrom: '/Common/serverssl' },
      body,
      configuration,
    );
  },
  modify(profile, body, { configuration }, method) {
    const { fullPath, defaultsFrom, creationTime, appService } = profile;
    writeServerSsl(
      method === 'PATCH'
        ? rewritten(profile)
        : { fullPath, defaultsFrom, creationTime, appService },
      body,
      configuration,
    );
  },
  remove({ fullPath }, context) {
    refuseInUse(fullPath, 'server-ssl', 'ServerSSL Profile', context);
    context.configuration.serverSslProfiles.delete(fullPath);
  },
};
