import { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:https';
import { Pebble } from './pebble';
import { bodyOf, close, listen } from './servers';

/**
 * Stands between the CA module and Pebble: counts what is ordered and issued, and
 * breaks connections. Pebble builds its addresses from the `Host` header, so all
 * of them lead through it.
 */
export interface AcmeProxy {
  directory: string;
  /** Orders that were placed. */
  placed(): number;
  /** Orders that were finalized. */
  finalized(): number;
  /** Bodies of accepted requests for new orders, as they were sent. */
  orders: { payload: Record<string, unknown> }[];
  /** Breaks the n-th POST from now on, before or after it has had its effect. */
  breakPost(options: { after: number; phase: 'before' | 'after' }): void;
  /** Breaks every connection, until it is told to stop. */
  breakAll(isBroken: boolean): void;
  /** Answers instead of Pebble, where it returns something. */
  answer: (
    path: string,
  ) =>
    | { status: number; body: object; headers?: Record<string, string> }
    | undefined;
  close(): Promise<void>;
}

export async function startAcmeProxy(pebble: Pebble): Promise<AcmeProxy> {
  const finalized = new Set<string>();
  const orders: AcmeProxy['orders'] = [];
  let isDown = false;
  let countdown: { after: number; phase: 'before' | 'after' } | undefined;

  const proxy: AcmeProxy = {
    directory: '',
    placed: () => orders.length,
    finalized: () => finalized.size,
    orders,
    breakPost: options => {
      countdown = { ...options };
    },
    breakAll: () => undefined,
    answer: () => undefined,
    close: async () => undefined,
  };

  const handle = async (
    incoming: IncomingMessage,
    response: ServerResponse,
  ) => {
    const body = await bodyOf(incoming);
    const path = incoming.url ?? '/';
    const isPost = incoming.method === 'POST';
    let breaks: 'before' | 'after' | undefined;
    if (isPost && countdown) {
      breaks = countdown.after-- === 0 ? countdown.phase : undefined;
      countdown = breaks ? undefined : countdown;
    }
    if (isDown || breaks === 'before') {
      incoming.socket.destroy();
      return;
    }
    const canned = proxy.answer(path);
    if (canned) {
      response.writeHead(canned.status, {
        'content-type': 'application/problem+json',
        ...canned.headers,
      });
      response.end(JSON.stringify(canned.body));
      return;
    }
    const answer = await forward(pebble, incoming, body);
    if (isPost && answer.status === 201 && path.startsWith('/order-plz')) {
      orders.push({ payload: payloadOf(body) });
    }
    if (
      isPost &&
      answer.status === 200 &&
      path.startsWith('/finalize-order/')
    ) {
      finalized.add(path);
    }
    if (breaks === 'after') {
      incoming.socket.destroy();
      return;
    }
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  };

  const server = createServer(
    { cert: pebble.tls.cert, key: pebble.tls.key },
    (incoming, response) => {
      handle(incoming, response).catch(() => incoming.socket.destroy());
    },
  );
  const port = await listen(server);
  proxy.directory = `https://127.0.0.1:${port}/dir`;
  proxy.breakAll = isBroken => {
    isDown = isBroken;
    if (isBroken) {
      server.closeAllConnections();
    }
  };
  proxy.close = () => close(server);
  return proxy;
}

function forward(
  pebble: Pebble,
  incoming: IncomingMessage,
  body: Buffer,
): Promise<{
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}> {
  const [host, port] = pebble.origin.split(':');
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host,
        port,
        path: incoming.url,
        method: incoming.method,
        headers: incoming.headers,
        ca: pebble.tls.ca,
        agent: false,
      },
      answer => {
        bodyOf(answer).then(
          content =>
            resolve({
              status: answer.statusCode ?? 500,
              headers: answer.headers,
              body: content,
            }),
          reject,
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function payloadOf(body: Buffer): Record<string, unknown> {
  const { payload } = JSON.parse(body.toString()) as { payload: string };
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}
