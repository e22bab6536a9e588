import { Agent, request } from 'undici';

const CONNECT_TIMEOUT_MS = 10_000;
const CALL_TIMEOUT_MS = 30_000;
/** Chains and error documents are small. */
const MOST_BYTES = 1024 * 1024;
const USER_AGENT = 'backstage-certificates-acme/0.1';

export interface Answer {
  status: number;
  text: string;
  header(name: string): string | undefined;
  /** Targets of `Link` headers by their relation. */
  links(relation: string): string[];
  /** Milliseconds since the epoch. */
  retryAt: number | undefined;
}

/** No answer of a CA came back. Says nothing of what was sent. */
export class TransportError extends Error {
  readonly name = 'TransportError';
  /** Whether the certificate of the CA's server is not trusted. */
  readonly isTrust: boolean;

  constructor(message: string, isTrust = false) {
    super(message);
    this.isTrust = isTrust;
  }
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be resolved',
  EHOSTUNREACH: 'there is no route to the host',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  UND_ERR_CONNECT_TIMEOUT: 'no connection was made in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it did not answer in time',
};

const TRUST_CODE =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT|HOSTNAME_)/;

/**
 * Sends requests to the server of a CA. TLS only; the certificate is checked
 * against the CAs of Node.js, or those of the configuration.
 */
export class Transport {
  readonly #agent: Agent;
  readonly #clock: () => number;

  constructor(options: { ca: string | null; clock: () => number }) {
    this.#clock = options.clock;
    this.#agent = new Agent({
      connections: 8,
      connect: {
        timeout: CONNECT_TIMEOUT_MS,
        ...(options.ca && { ca: options.ca }),
      },
    });
  }

  /** @throws TransportError when no answer came back */
  async send(
    method: 'GET' | 'HEAD' | 'POST',
    url: string,
    options: { body?: string; signal: AbortSignal },
  ): Promise<Answer> {
    try {
      const response = await request(url, {
        method,
        dispatcher: this.#agent,
        headers: {
          'user-agent': USER_AGENT,
          'accept-language': 'en',
          ...(options.body !== undefined && {
            'content-type': 'application/jose+json',
          }),
        },
        body: options.body,
        signal: AbortSignal.any([
          options.signal,
          AbortSignal.timeout(CALL_TIMEOUT_MS),
        ]),
      });
      const { headers } = response;
      const all = (name: string) => [headers[name] ?? []].flat();
      const text = await readText(response.body);
      return {
        status: response.statusCode,
        text,
        header: name => all(name)[0],
        links: relation => linksOf(all('link'), relation, url),
        retryAt: this.#retryAt(all('retry-after')[0]),
      };
    } catch (error) {
      throw transportError(error);
    }
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  /** `Retry-After` in either of its forms (RFC 9110 section 10.2.3). */
  #retryAt(value: string | undefined): number | undefined {
    if (!value) {
      return undefined;
    }
    const now = this.#clock();
    const at = /^\d+$/.test(value.trim())
      ? now + Number(value) * 1000
      : Date.parse(value);
    return Number.isFinite(at) ? Math.max(now, at) : undefined;
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MOST_BYTES) {
      throw new TransportError(
        `it answered with more than ${MOST_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function transportError(error: unknown): TransportError {
  if (error instanceof TransportError) {
    return error;
  }
  let code = '';
  let current: unknown = error;
  for (let depth = 0; depth < 4 && !code && isObject(current); depth++) {
    code = typeof current.code === 'string' ? current.code : '';
    current = Array.isArray(current.errors) ? current.errors[0] : current.cause;
  }
  if (TRUST_CODE.test(code)) {
    return new TransportError(
      `the certificate of its server is not trusted (${code})`,
      true,
    );
  }
  const name = error instanceof Error ? error.name : '';
  return new TransportError(
    REASONS[code] ??
      (name === 'TimeoutError'
        ? 'it did not answer in time'
        : 'the connection failed'),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** RFC 8288, as far as ACME uses it. */
function linksOf(values: string[], relation: string, base: string): string[] {
  return values
    .flatMap(value => value.split(/,(?=\s*<)/))
    .flatMap(link => {
      const [, target, rel] =
        /^\s*<([^>]*)>.*;\s*rel="?([^";,]+)"?/i.exec(link) ?? [];
      return target !== undefined && rel?.split(/\s+/).includes(relation)
        ? [new URL(target, base).href]
        : [];
    });
}
