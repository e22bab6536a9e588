import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Agent, request } from 'undici';
import {
  AuthorityContext,
  AuthorityError,
  Challenge,
  ChallengeSolver,
} from '@cmt/backstage-plugin-certificates-node';

const CALL_TIMEOUT_MS = 30_000;

export interface HttpWebhookOptions {
  /** Without a final slash. */
  url: string;
  username?: string;
  password?: string;
  /** PEM file of the CAs that are trusted for the webhook. */
  caFile?: string;
}

/**
 * Hands challenges to a web service, in the form of lego's `httpreq` provider:
 * `POST /present` and `POST /cleanup` with `{ fqdn, value }` for dns-01. For
 * http-01 the body is `{ domain, token, keyAuth }`, as in its raw mode.
 */
export class HttpWebhookSolver implements ChallengeSolver {
  readonly #options: HttpWebhookOptions;
  readonly #authority: string;
  readonly #agent: Agent;

  constructor(options: HttpWebhookOptions, authority: string) {
    this.#options = options;
    this.#authority = authority;
    this.#agent = new Agent({
      connect: options.caFile
        ? { ca: readFileSync(resolve(options.caFile), 'utf8') }
        : {},
    });
  }

  async present(
    challenge: Challenge,
    context: AuthorityContext,
  ): Promise<void> {
    await this.#post('present', challenge, context);
  }

  async cleanUp(
    challenge: Challenge,
    context: AuthorityContext,
  ): Promise<void> {
    await this.#post('cleanup', challenge, context);
  }

  async #post(
    path: 'present' | 'cleanup',
    challenge: Challenge,
    { signal }: AuthorityContext,
  ): Promise<void> {
    const { url, username, password } = this.#options;
    let status: number;
    try {
      const response = await request(`${url}/${path}`, {
        method: 'POST',
        dispatcher: this.#agent,
        headers: {
          'content-type': 'application/json',
          ...(username !== undefined && {
            authorization: `Basic ${Buffer.from(
              `${username}:${password ?? ''}`,
            ).toString('base64')}`,
          }),
        },
        body: JSON.stringify(bodyOf(challenge)),
        signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]),
      });
      await response.body.dump();
      status = response.statusCode;
    } catch (error) {
      throw this.#problem(
        'later',
        challenge,
        'does not answer',
        'Check its address, and that the backend can reach it.',
      );
    }
    if (status >= 400) {
      const isOurs = [400, 401, 403, 404].includes(status);
      throw this.#problem(
        isOurs ? 'person' : 'later',
        challenge,
        `has answered with HTTP ${status}`,
        isOurs
          ? 'Check its url, username and password, and whether it may answer for this name.'
          : 'Look at the log of the webhook; it is tried again.',
      );
    }
  }

  #problem(
    kind: 'later' | 'person',
    { name, type }: Challenge,
    what: string,
    remedy: string,
  ): AuthorityError {
    return new AuthorityError({
      kind,
      authority: this.#authority,
      code: 'solver',
      message: `The webhook for ${type} challenges ${what} for ${name}`,
      remedy,
    });
  }
}

function bodyOf(challenge: Challenge) {
  return challenge.type === 'dns-01'
    ? { fqdn: `${challenge.recordName}.`, value: challenge.recordValue }
    : {
        domain: challenge.name,
        token: challenge.token,
        keyAuth: challenge.keyAuthorization,
      };
}
