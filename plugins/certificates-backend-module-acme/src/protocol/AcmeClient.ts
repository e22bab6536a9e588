import { z } from 'zod';
import { AccountKey, signRequest } from './jws';
import { AcmeProblemError, problemSchema } from './problem';
import { Directory, directorySchema } from './schemas';
import { Answer, Transport } from './Transport';

/** How long a directory is used before it is read again. */
const DIRECTORY_MAX_AGE_MS = 60 * 60_000;
/** A server may refuse nonces for reasons of its own, but not for ever. */
const NONCE_ATTEMPTS = 24;
/** Nonces that are kept; more are never needed at once. */
const MOST_NONCES = 16;

/** Who signs: the key, and the URL of its account once there is one. */
export interface Signatory {
  key: AccountKey;
  accountUrl?: string;
}

/** What a CA has answered is not what RFC 8555 says. */
export class AcmeProtocolError extends Error {
  readonly name = 'AcmeProtocolError';
}

/**
 * Speaks ACME (RFC 8555) with one directory: signed requests, nonces, errors.
 * What the answers mean is for others.
 *
 * @remarks
 *
 * Only hosts that the directory names are spoken to, whatever an answer says.
 */
export class AcmeClient {
  readonly #transport: Transport;
  readonly #directoryUrl: string;
  readonly #clock: () => number;
  readonly #nonces: string[] = [];
  #directory: { value: Directory; readAt: number } | undefined;

  constructor(options: {
    transport: Transport;
    directoryUrl: string;
    clock: () => number;
  }) {
    this.#transport = options.transport;
    this.#directoryUrl = options.directoryUrl;
    this.#clock = options.clock;
  }

  /** The directory as it was read last, at whatever time. */
  get knownDirectory(): Directory | undefined {
    return this.#directory?.value;
  }

  async directory(signal: AbortSignal): Promise<Directory> {
    const known = this.#directory;
    if (known && this.#clock() - known.readAt < DIRECTORY_MAX_AGE_MS) {
      return known.value;
    }
    return this.readDirectory(signal);
  }

  /** Reads the directory now, whatever is known of it. */
  async readDirectory(signal: AbortSignal): Promise<Directory> {
    const answer = await this.#transport.send('GET', this.#directoryUrl, {
      signal,
    });
    throwIfProblem(answer);
    const value = parseJson(answer, directorySchema);
    this.#directory = { value, readAt: this.#clock() };
    return value;
  }

  /** Sends a signed request; without a payload it reads (POST-as-GET). */
  async post(
    url: string,
    payload: object | undefined,
    by: Signatory,
    signal: AbortSignal,
  ): Promise<Answer> {
    await this.#checkHost(url, signal);
    for (let attempt = 1; ; attempt++) {
      const nonce = this.#nonces.pop() ?? (await this.#newNonce(signal));
      const jws = await signRequest({
        key: by.key,
        by: by.accountUrl,
        url,
        payload,
        nonce,
      });
      const answer = await this.#transport.send('POST', url, {
        body: JSON.stringify(jws),
        signal,
      });
      this.#keepNonce(answer);
      try {
        throwIfProblem(answer);
        return answer;
      } catch (error) {
        if (
          !AcmeProblemError.isType(error, 'badNonce') ||
          attempt >= NONCE_ATTEMPTS
        ) {
          throw error;
        }
      }
    }
  }

  async read<T extends z.ZodType>(
    url: string,
    schema: T,
    by: Signatory,
    signal: AbortSignal,
  ): Promise<z.output<T>> {
    return parseJson(await this.post(url, undefined, by, signal), schema);
  }

  /** Reads what needs no signature. */
  async get(url: string, signal: AbortSignal): Promise<Answer> {
    await this.#checkHost(url, signal);
    const answer = await this.#transport.send('GET', url, { signal });
    throwIfProblem(answer);
    return answer;
  }

  async #newNonce(signal: AbortSignal): Promise<string> {
    const { newNonce } = await this.directory(signal);
    await this.#checkHost(newNonce, signal);
    const answer = await this.#transport.send('HEAD', newNonce, { signal });
    const nonce = answer.header('replay-nonce');
    if (!nonce) {
      throw new AcmeProtocolError('The CA gave no nonce');
    }
    return nonce;
  }

  #keepNonce(answer: Answer): void {
    const nonce = answer.header('replay-nonce');
    if (nonce && this.#nonces.length < MOST_NONCES) {
      this.#nonces.push(nonce);
    }
  }

  async #checkHost(url: string, signal: AbortSignal): Promise<void> {
    const { meta: _, ...resources } = await this.directory(signal);
    const known = [this.#directoryUrl, ...Object.values(resources)].map(
      each => new URL(each).host,
    );
    const { protocol, host } = new URL(url);
    if (protocol !== 'https:' || !known.includes(host)) {
      throw new AcmeProtocolError(
        'The CA gave an address at a host that its directory does not name',
      );
    }
  }
}

/** @throws AcmeProtocolError when the answer is not as RFC 8555 has it */
export function parseJson<T extends z.ZodType>(
  answer: Answer,
  schema: T,
): z.output<T> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(answer.text);
  } catch {
    throw new AcmeProtocolError(
      'The CA answered with something else than JSON',
    );
  }
  const result = schema.safeParse(parsed);
  if (!result.success) {
    const keys = result.error.issues.map(({ path }) => path.join('.'));
    throw new AcmeProtocolError(
      `The CA gave an answer that is not as RFC 8555 has it, at ${keys.join(
        ', ',
      )}`,
    );
  }
  return result.data;
}

/** @throws AcmeProblemError when the answer is none of success */
function throwIfProblem(answer: Answer): void {
  if (answer.status < 400) {
    return;
  }
  let document: unknown = {};
  try {
    document = JSON.parse(answer.text);
  } catch {
    // An answer of something in between: the status says all that is known.
  }
  const parsed = problemSchema.safeParse(document);
  throw new AcmeProblemError({
    problem: parsed.success ? parsed.data : problemSchema.parse({}),
    status: answer.status,
    retryAt: answer.retryAt,
  });
}
