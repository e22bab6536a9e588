import { createServer as createHttpServer } from 'node:http';
import { Server, createServer as createTcpServer } from 'node:net';
import { JsonObject } from '@backstage/types';
import {
  FakeServer,
  answerHtml,
  answerJson,
  startFakeServer,
} from './__testUtils__/fakeServer';
import { createSource } from './__testUtils__/simulatedSource';

jest.setTimeout(60_000);

const scanOf = (device: JsonObject, f5: JsonObject = {}) =>
  createSource([device], {
    f5: { handshakes: { enabled: false }, ...f5 },
  }).scan({ device: 'fake', signal: new AbortController().signal });

describe('something that is no BIG-IP', () => {
  let server: FakeServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it.each<[string, Parameters<typeof startFakeServer>[0]]>([
    ['a web page', (_, response) => answerHtml(response, 200, 'Welcome')],
    ['a page that is not found', (_, r) => answerHtml(r, 404, 'Not Found')],
    ['a page that is not allowed', (_, r) => answerHtml(r, 405, 'No POST')],
    ['other JSON', (_, r) => answerJson(r, 200, { hello: 'world' })],
    ['other JSON errors', (_, r) => answerJson(r, 404, { error: 'not found' })],
    ['text', (_, r) => r.end('hello')],
    [
      'a redirection',
      (_, r) => {
        r.writeHead(302, { location: 'https://elsewhere.example.test/' });
        r.end();
      },
    ],
    [
      'F5OS',
      (_, r) =>
        answerJson(r, 404, {
          'ietf-restconf:errors': { error: [{ 'error-tag': 'invalid-value' }] },
        }),
    ],
  ])('is recognised: %s', async (_, handler) => {
    server = await startFakeServer(handler);
    const failure = await scanOf(server.device).catch(error => error);
    expect(failure).toMatchObject({ kind: 'not-a-bigip' });
    expect(failure.message).not.toContain('the-secret-password');
    expect(server.requests.length).toBeLessThanOrEqual(2);
  });

  it('never follows a redirection', async () => {
    const other = await startFakeServer((_, r) => answerJson(r, 200, {}));
    server = await startFakeServer((_, response) => {
      response.writeHead(307, {
        location: `https://127.0.0.1:${other.device.port}/mgmt`,
      });
      response.end();
    });
    await expect(scanOf(server.device)).rejects.toMatchObject({
      kind: 'not-a-bigip',
    });
    expect(other.requests).toEqual([]);
    await other.close();
  });
});

describe('whom it talks to', () => {
  let server: FakeServer;
  beforeEach(async () => {
    server = await startFakeServer((_, r) => answerJson(r, 200, {}));
  });
  afterEach(async () => {
    await server.close();
  });

  const rejected = async (tls: JsonObject) => {
    const failure = await scanOf({ ...server.device, tls }).catch(e => e);
    expect(failure).toMatchObject({ kind: 'tls' });
    // The credential never left.
    expect(server.requests).toEqual([]);
    return failure;
  };

  it('refuses a certificate of an authority that it does not know', async () => {
    const failure = await rejected({});
    expect(failure.remedy).toContain('tls.fingerprint');
  });

  it('refuses a certificate for another name', async () => {
    const failure = await rejected({ ca: server.certificatePem });
    expect(failure.message).toContain('another name');
  });

  it('refuses a certificate that is not pinned, and tells its fingerprint', async () => {
    const failure = await rejected({ fingerprint: ['ab'.repeat(32)] });
    const { fingerprint } = server.device.tls as { fingerprint: string };
    expect(failure.message).toContain(fingerprint);
  });

  it.each<[string, () => JsonObject]>([
    [
      'an authority and the name in the certificate',
      () => ({ ca: server.certificatePem, serverName: 'bigip.example.test' }),
    ],
    [
      'one of several pinned fingerprints',
      () => ({
        fingerprint: [
          'ab'.repeat(32),
          (server.device.tls as { fingerprint: string }).fingerprint,
        ],
      }),
    ],
    ['no verification at all', () => ({ insecureSkipVerify: true })],
  ])('accepts %s', async (_, tls) => {
    await expect(
      scanOf({ ...server.device, tls: tls() }),
    ).rejects.toMatchObject({ kind: 'not-a-bigip' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('no conversation at all', () => {
  const servers: Server[] = [];
  afterEach(() => {
    servers.splice(0).forEach(server => server.close());
  });

  const listen = async (server: Server) => {
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return {
      name: 'fake',
      host: '127.0.0.1',
      port: typeof address === 'object' ? address?.port : 0,
      credential: { username: 'reader', password: 'the-secret-password' },
    } as JsonObject;
  };

  it('calls a server without TLS by its name', async () => {
    const device = await listen(createHttpServer((_, r) => r.end('hello')));
    await expect(scanOf(device)).rejects.toMatchObject({ kind: 'tls' });
  });

  it('calls a server that hangs up by its name', async () => {
    const device = await listen(createTcpServer(socket => socket.destroy()));
    await expect(scanOf(device)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('does not wait for a server that says nothing', async () => {
    const open: { destroy(): void }[] = [];
    const device = await listen(createTcpServer(socket => open.push(socket)));
    await expect(
      scanOf(device, { limits: { connectTimeout: { milliseconds: 300 } } }),
    ).rejects.toMatchObject({ kind: 'unreachable' });
    open.forEach(socket => socket.destroy());
  });

  it('does not know a host name that nobody knows', async () => {
    const device = await listen(createTcpServer());
    await expect(
      scanOf({ ...device, host: 'bigip.invalid' }),
    ).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
