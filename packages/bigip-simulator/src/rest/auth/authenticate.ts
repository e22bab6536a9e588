import type { Request, RequestHandler, Response } from 'express';
import type { DeviceConfiguration, User } from '../../configuration';
import { FrameworkError, PageError } from '../errors';
import type { VersionProfile } from '../version/VersionProfile';
import type { TokenStore } from './TokenStore';

/** Makes the web server's challenge; clients of old versions wait for it. */
const CHALLENGE = { 'WWW-Authenticate': 'Basic realm="Enterprise Manager"' };

/** Address of the caller, as answers show it. */
export function callerAddress(request: Request): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

/** The user that {@link authenticate} has found. */
export function callerOf(response: Response): User {
  return response.locals.user as User;
}

export function checkPassword(
  configuration: DeviceConfiguration,
  name: string,
  password: string,
): User | undefined {
  const user = configuration.users.get(name);
  return user && user.password === password ? user : undefined;
}

function basicCredentials(
  header: string,
): { name: string; password: string } | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(header)?.[1];
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0
    ? undefined
    : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** `resource=... verb=... uri:... referrer:... sender:...` of a refusal. */
function circumstances(request: Request): string {
  const path = request.originalUrl.split('?')[0];
  const address = callerAddress(request);
  return (
    `resource=${path} verb=${request.method} ` +
    `uri:http://localhost:8100${path} referrer:${address} sender:${address}`
  );
}

/** A permission that is missing: 401, as a device answers, not 403. */
export function notAuthorized(
  user: User,
  request: Request,
  status = 401,
): FrameworkError {
  return new FrameworkError(
    status,
    `Authorization failed: user=https://localhost/mgmt/shared/authz/users/${
      user.name
    } ${circumstances(request)}`,
  );
}

/**
 * Finds the caller by token or Basic credentials. A token that is sent decides
 * alone: Basic credentials beside it do not help.
 */
export function authenticate(options: {
  configuration: DeviceConfiguration;
  version: VersionProfile;
  tokens: TokenStore;
}): RequestHandler {
  const { configuration, version, tokens } = options;
  return (request, response, next) => {
    const tokenValue = request.get('X-F5-Auth-Token');
    if (tokenValue && version.hasTokens) {
      const token = tokens.use(tokenValue);
      const user = token && configuration.users.get(token.user);
      if (!token || !user)
        throw new FrameworkError(401, 'X-F5-Auth-Token does not exist.');
      if (tokens.isExpired(token))
        throw new FrameworkError(401, 'X-F5-Auth-Token has expired.');
      response.locals.user = user;
      next();
      return;
    }
    const header = request.get('Authorization');
    if (!header) {
      response.set(CHALLENGE);
      const path = request.originalUrl.split('?')[0];
      const address = callerAddress(request);
      throw new FrameworkError(
        401,
        `Authorization failed: no user authentication header or token detected. Uri:http://localhost:8100${path} Referrer:${address} Sender:${address}`,
      );
    }
    const credentials = basicCredentials(header);
    const user =
      credentials &&
      checkPassword(configuration, credentials.name, credentials.password);
    if (!user)
      throw new PageError(
        401,
        'F5 Authorization Required',
        'This server could not verify that you are authorized to access the document requested. Either you supplied the wrong credentials, or your client does not understand how to supply the credentials required.',
        CHALLENGE,
      );
    response.locals.user = user;
    next();
  };
}

/** Paths that administrators alone may read, whatever the version. */
const ADMINISTRATOR_READS = [
  '/mgmt/shared/iapp',
  '/mgmt/shared/file-transfer',
  '/mgmt/shared/appsvcs',
];

/** Whether a role other than administrator may change what is there. */
function mayWrite({ role }: User, path: string): boolean {
  return (
    role === 'resource-admin' &&
    path.startsWith('/mgmt/tm/') &&
    !/^\/mgmt\/tm\/(auth|util)\b/.test(path)
  );
}

/**
 * What roles may do. Up to 13.0 only administrators may call at all; later,
 * everybody reads. Administrators write, resource administrators too, but
 * neither users nor files: an upload needs an administrator.
 */
export function authorize(version: VersionProfile): RequestHandler {
  return (request, response, next) => {
    const user = callerOf(response);
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const path = request.originalUrl;
    const ownToken = path.startsWith('/mgmt/shared/authz/tokens');
    const allowed =
      user.role === 'admin' ||
      ownToken ||
      (!version.administratorsOnly && !reads && mayWrite(user, path)) ||
      (reads &&
        !version.administratorsOnly &&
        !ADMINISTRATOR_READS.some(start => path.startsWith(start)));
    if (!allowed) throw notAuthorized(user, request);
    next();
  };
}
