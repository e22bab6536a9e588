import type { RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { JsonObject } from '@backstage/types';
import { CertificateFactory, MemoryMaterialCache } from '@cmt/bigip-simulator';

export interface FakeServer {
  /** Configuration of a device at this address, with its certificate pinned. */
  device: JsonObject;
  certificatePem: string;
  /** Requests so far, as `METHOD url`. */
  requests: string[];
  close(): Promise<void>;
}

const issued = new CertificateFactory({
  seed: 5,
  cache: new MemoryMaterialCache(),
}).issue({
  id: 'fake-management',
  subject: [['CN', 'bigip.example.test']],
  names: ['bigip.example.test'],
  keyKind: 'ec-p256',
  notBefore: new Date('2026-01-01'),
  notAfter: new Date('2036-01-01'),
  serialNumber: '01',
  digest: 'sha256',
  isCa: false,
  extendedKeyUsage: ['serverAuth'],
});

/** Starts an HTTPS server that answers as it is told. */
export async function startFakeServer(
  handler: RequestListener,
): Promise<FakeServer> {
  const { pem, keyPem, fingerprint } = await issued;
  const requests: string[] = [];
  const server = createServer(
    { cert: pem, key: keyPem },
    (request, response) => {
      requests.push(`${request.method} ${request.url}`);
      handler(request, response);
    },
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    device: {
      name: 'fake',
      host: '127.0.0.1',
      port,
      credential: { username: 'reader', password: 'the-secret-password' },
      tls: { fingerprint },
    },
    certificatePem: pem,
    requests,
    async close() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...headers,
  });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export function answerHtml(
  response: ServerResponse,
  status: number,
  body: string,
): void {
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end(`<!DOCTYPE html><html><body>${body}</body></html>`);
}

/** Changes the JSON that a handler answers. */
export function rewriting(
  handler: RequestListener,
  rewrite: (request: { url: string }, body: Record<string, any>) => unknown,
): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    // A router shortens the address while it works on it.
    const { url = '' } = request;
    const write = (chunk: unknown) => {
      if (typeof chunk === 'string' || Buffer.isBuffer(chunk)) {
        chunks.push(Buffer.from(chunk));
      }
    };
    const end = response.end.bind(response);
    response.write = ((chunk: unknown) => {
      write(chunk);
      return true;
    }) as typeof response.write;
    response.end = ((chunk: unknown) => {
      write(chunk);
      const text = Buffer.concat(chunks).toString('utf8');
      let body = text;
      try {
        body = JSON.stringify(rewrite({ url }, JSON.parse(text)));
      } catch {
        // No JSON: as it is.
      }
      response.removeHeader('content-length');
      response.removeHeader('etag');
      return end(body);
    }) as typeof response.end;
    handler(request, response);
  };
}
