import { IncomingMessage, createServer } from 'node:http';
import { Pebble } from './pebble';
import { bodyOf, close, listen } from './servers';

export const WEBHOOK_USER = 'acme';
export const WEBHOOK_PASSWORD = 'webhook-password-5c1f';

/** A webhook that puts proofs into the DNS and web server of Pebble. */
export interface Webhook {
  url: string;
  /** What is presented now: values of TXT records by name, and tokens. */
  presented(): string[];
  /** All calls, in order: `present _acme-challenge.example.test.`. */
  calls: string[];
  /** Answers every call with this status instead. */
  failWith: number | undefined;
  /** Presents something else than was asked for. */
  presentsWrong: boolean;
  close(): Promise<void>;
}

export async function startWebhook(pebble: Pebble): Promise<Webhook> {
  const texts = new Map<string, Set<string>>();
  const tokens = new Set<string>();
  const authorization = `Basic ${Buffer.from(
    `${WEBHOOK_USER}:${WEBHOOK_PASSWORD}`,
  ).toString('base64')}`;

  const webhook: Webhook = {
    url: '',
    presented: () => [
      ...[...texts].flatMap(([name, values]) => [...values].map(() => name)),
      ...tokens,
    ],
    calls: [],
    failWith: undefined,
    presentsWrong: false,
    close: async () => undefined,
  };

  const handle = async (incoming: IncomingMessage): Promise<number> => {
    const body = JSON.parse((await bodyOf(incoming)).toString()) as Record<
      'fqdn' | 'value' | 'domain' | 'token' | 'keyAuth',
      string
    >;
    if (incoming.headers.authorization !== authorization) {
      return 401;
    }
    const isPresent = incoming.url === '/present';
    webhook.calls.push(
      `${(incoming.url ?? '').slice(1)} ${body.fqdn ?? body.domain}`,
    );
    if (webhook.failWith) {
      return webhook.failWith;
    }
    const wrong = webhook.presentsWrong ? 'wrong' : '';
    if (body.fqdn === undefined) {
      const path = isPresent ? 'add-http01' : 'del-http01';
      tokens[isPresent ? 'add' : 'delete'](body.token);
      await pebble.manage(path, {
        token: body.token,
        content: wrong || body.keyAuth,
      });
      return 200;
    }
    const values = texts.get(body.fqdn) ?? new Set();
    texts.set(body.fqdn, values);
    values[isPresent ? 'add' : 'delete'](body.value);
    await pebble.manage('clear-txt', { host: body.fqdn });
    for (const value of values) {
      await pebble.manage('set-txt', {
        host: body.fqdn,
        value: wrong || value,
      });
    }
    return 200;
  };

  // One after the other: a record is rewritten as a whole.
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer((incoming, response) => {
    last = last
      .then(() => handle(incoming))
      .catch(() => 500)
      .then(status => response.writeHead(Number(status)).end());
  });
  const port = await listen(server);
  webhook.url = `http://127.0.0.1:${port}`;
  webhook.close = () => close(server);
  return webhook;
}
