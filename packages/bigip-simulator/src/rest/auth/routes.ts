import { Request, Router } from 'express';
import { z } from 'zod';
import type { DeviceConfiguration } from '../../configuration';
import { FrameworkError } from '../errors';
import type { VersionProfile } from '../version/VersionProfile';
import { callerAddress, callerOf, checkPassword } from './authenticate';
import { tokenAnswer } from './tokenAnswer';
import { MAXIMUM_TIMEOUT, Token, TokenStore } from './TokenStore';

const loginBody = z.object({
  username: z.string(),
  password: z.string(),
  loginProviderName: z.string().optional(),
});

const tokenPatch = z.object({ timeout: z.coerce.number().int().positive() });

/** Providers of local users; every device has this one under two names. */
const PROVIDERS = ['tmos', 'local'];

interface AuthOptions {
  configuration: DeviceConfiguration;
  version: VersionProfile;
  tokens: TokenStore;
}

/** `POST /mgmt/shared/authn/login`: open to everybody. */
export function loginRoutes(options: AuthOptions): Router {
  const { configuration, version, tokens } = options;
  const router = Router();
  router.post('/mgmt/shared/authn/login', (request, response, next) => {
    if (!version.hasTokens) {
      next();
      return;
    }
    const body = loginBody.safeParse(request.body);
    if (!body.success)
      throw new FrameworkError(400, 'username and password must be specified');
    const { username, password, loginProviderName = 'tmos' } = body.data;
    if (!PROVIDERS.includes(loginProviderName))
      throw new FrameworkError(401, 'loginProviderName is invalid.');
    const user = checkPassword(configuration, username, password);
    if (!user) throw new FrameworkError(401, 'Authentication failed.');
    const token = tokens.issue(user.name, callerAddress(request));
    if (!token)
      throw new FrameworkError(
        400,
        `user ${user.name} has reached maximum active login tokens`,
      );
    response.json({
      username: user.name,
      loginReference: {
        link: 'https://localhost/mgmt/cm/system/authn/providers/local/login',
      },
      loginProviderName,
      token: tokenAnswer(token, tokens),
      generation: 0,
      lastUpdateMicros: 0,
    });
  });
  return router;
}

/** `/mgmt/shared/authz/tokens`: one's own tokens. */
export function tokenRoutes({ version, tokens }: AuthOptions): Router {
  const router = Router();
  const path = '/mgmt/shared/authz/tokens';
  if (!version.hasTokens) return router;

  function own(request: Request<{ token: string }>, user: string): Token {
    const token = tokens.get(request.params.token);
    if (!token || tokens.isExpired(token))
      throw new FrameworkError(
        404,
        `Object not found - /shared/authz/tokens/${request.params.token}`,
      );
    if (token.user !== user) {
      throw new FrameworkError(400, 'Authorization failed: not your token.');
    }
    return token;
  }

  router.get(path, (_request, response) => {
    const { name } = callerOf(response);
    response.json({
      items: tokens.active(name).map(token => tokenAnswer(token, tokens)),
      generation: 1,
      kind: 'shared:authz:tokens:authtokencollectionstate',
      lastUpdateMicros: 0,
      selfLink: 'https://localhost/mgmt/shared/authz/tokens',
    });
  });
  router
    .route(`${path}/:token`)
    .get((request, response) => {
      response.json(tokenAnswer(own(request, callerOf(response).name), tokens));
    })
    .patch((request, response) => {
      const token = own(request, callerOf(response).name);
      const body = tokenPatch.safeParse(request.body);
      if (!body.success)
        throw new FrameworkError(400, 'timeout must be a number of seconds');
      if (body.data.timeout > MAXIMUM_TIMEOUT)
        throw new FrameworkError(
          406,
          `Auth-token absolute timeout (${MAXIMUM_TIMEOUT} seconds) exceeded`,
        );
      response.json(
        tokenAnswer(tokens.extend(token, body.data.timeout), tokens),
      );
    })
    .delete((request, response) => {
      const token = own(request, callerOf(response).name);
      tokens.revoke(token.value);
      response.json(tokenAnswer(token, tokens));
    });
  return router;
}
