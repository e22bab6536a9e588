import { TLSSocket } from 'node:tls';
import { Pool, buildConnector } from 'undici';
import { CallLimits, F5Device, TlsTrust } from '../config/types';
import { protocol } from './answerProblem';
import { CallError } from './callError';
import {
  PinMismatchError,
  networkError,
  stopped,
  timeoutProblem,
} from './networkError';

/** Connections to one device; never more than it may be asked to serve at once. */
export const MAX_CONNECTIONS = 2;

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, below the management interface. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface Answer {
  status: number;
  contentType: string;
  text: string;
  retryAfterMs?: number;
}

/**
 * Sends calls to one device over at most {@link MAX_CONNECTIONS} kept-alive
 * connections, and checks whom it talks to before the first byte is sent.
 *
 * Not guaranteed: order of answers; anything about what they mean.
 */
export class Transport {
  readonly #pool: Pool;
  readonly #limits: CallLimits;

  constructor(device: F5Device, limits: CallLimits) {
    const host = device.host.includes(':') ? `[${device.host}]` : device.host;
    this.#limits = limits;
    this.#pool = new Pool(`https://${host}:${device.port}`, {
      connections: MAX_CONNECTIONS,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      connect: connector(device, limits.connectTimeoutMs),
      // Deadlines are kept here, for the whole call.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** @throws CallError when no whole answer came back in time */
  async send(call: Call): Promise<Answer> {
    const label = describeCall(call);
    const deadline = new AbortController();
    const timer = setTimeout(
      () => deadline.abort(),
      call.timeoutMs ?? this.#limits.callTimeoutMs,
    );
    const stop = () => deadline.abort();
    call.signal?.addEventListener('abort', stop, { once: true });
    try {
      call.signal?.throwIfAborted();
      const response = await this.#pool.request({
        method: call.method,
        path: call.path,
        headers: { accept: 'application/json', ...call.headers },
        body: call.body,
        signal: deadline.signal,
      });
      return {
        status: response.statusCode,
        contentType: String(response.headers['content-type'] ?? ''),
        retryAfterMs: retryAfter(response.headers['retry-after']),
        text: await this.#read(response.body, label),
      };
    } catch (error) {
      if (error instanceof CallError) {
        throw error;
      }
      if (call.signal?.aborted) {
        throw stopped(label, call.signal);
      }
      if (deadline.signal.aborted) {
        throw new CallError(label, timeoutProblem('was not answered in time'));
      }
      throw networkError(label, error);
    } finally {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #read(body: AsyncIterable<Buffer>, label: string): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body) {
      size += chunk.length;
      if (size > this.#limits.maxAnswerBytes) {
        throw new CallError(
          label,
          protocol(
            `was answered with more than ${
              this.#limits.maxAnswerBytes
            } bytes; lower certificates.f5.limits.pageSize`,
          ),
        );
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, size).toString('utf8');
  }
}

/** Method and address as messages show them: tokens can be part of addresses. */
export function describeCall(call: Pick<Call, 'method' | 'path'>): string {
  const path = call.path
    .replace(/\?.*$/, '')
    .replace(/(\/authz\/tokens\/).*$/, '$1…');
  return `${call.method} ${path}`;
}

function connector(
  device: F5Device,
  timeout: number,
): buildConnector.connector {
  const connect = buildConnector({
    ...trustOptions(device.tls),
    ...(device.tlsServerName && { servername: device.tlsServerName }),
    timeout,
    // A resumed session carries no certificate that could be compared.
    maxCachedSessions: 0,
    allowH2: false,
  });
  const { tls } = device;
  if (tls.mode !== 'pinned') {
    return connect;
  }
  return (options, callback) =>
    connect(options, (error, socket) => {
      if (error || !socket) {
        callback(error ?? new Error('no connection'), null);
        return;
      }
      const presented = fingerprintOf(socket as TLSSocket);
      if (!tls.fingerprints.includes(presented)) {
        socket.destroy();
        callback(new PinMismatchError(presented), null);
        return;
      }
      callback(null, socket);
    });
}

function trustOptions(tls: TlsTrust): {
  ca?: string;
  rejectUnauthorized: boolean;
} {
  switch (tls.mode) {
    case 'custom-ca':
      return { ca: tls.ca, rejectUnauthorized: true };
    case 'system-ca':
      return { rejectUnauthorized: true };
    // A pin replaces the verification of the chain; it is checked above.
    case 'pinned':
    case 'off':
    default:
      return { rejectUnauthorized: false };
  }
}

function fingerprintOf(socket: TLSSocket): string {
  return (socket.getPeerX509Certificate()?.fingerprint256 ?? 'unknown')
    .replace(/:/g, '')
    .toLowerCase();
}

/** `Retry-After` in either of its forms (RFC 9110 section 10.2.3). */
function retryAfter(header: string | string[] | undefined): number | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  if (!value) {
    return undefined;
  }
  const ms = /^\d+$/.test(value.trim())
    ? Number(value) * 1000
    : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
