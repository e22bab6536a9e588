import { getEventListeners } from 'node:events';
import { Server, createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { TlsOptions, createServer } from 'node:tls';
import {
  CertificateFactory,
  CertificateSpec,
  IssuedCertificate,
  MemoryMaterialCache,
} from '@cmt/bigip-simulator';
import { noMetrics } from '../metrics';
import { observe } from './observe';
import { PlannedHandshake } from './plan';
import { ProbeKeyType } from './probe';

const factory = new CertificateFactory({
  seed: 3,
  cache: new MemoryMaterialCache(),
});
const issue = (
  id: string,
  spec: Partial<CertificateSpec> = {},
  issuer?: IssuedCertificate,
) =>
  factory.issue(
    {
      id,
      subject: [['CN', `${id}.example.test`]],
      names: [`${id}.example.test`],
      keyKind: 'ec-p256',
      notBefore: new Date('2026-01-01'),
      notAfter: new Date('2036-01-01'),
      serialNumber: '01',
      digest: 'sha256',
      isCa: false,
      extendedKeyUsage: [],
      ...spec,
    },
    issuer,
  );

const LIMITS = {
  enabled: true,
  concurrency: 4,
  timeoutMs: 1_000,
  budgetMs: 10_000,
};

describe('observe', () => {
  const servers: Server[] = [];
  let root: IssuedCertificate;
  let intermediate: IssuedCertificate;
  let ec: IssuedCertificate;
  let rsa: IssuedCertificate;
  let weak: IssuedCertificate;

  beforeAll(async () => {
    root = await issue('root', { isCa: true });
    intermediate = await issue('intermediate', { isCa: true }, root);
    ec = await issue('ec', {}, intermediate);
    rsa = await issue('rsa', { keyKind: 'rsa-2048' }, intermediate);
    weak = await issue('weak', { keyKind: 'rsa-1024', digest: 'sha1' });
  });
  afterEach(() => {
    servers.splice(0).forEach(server => server.close());
  });

  const listen = async (server: Server): Promise<number> => {
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const serve = (
    options: TlsOptions,
    ...material: [leaf: IssuedCertificate, ...chain: IssuedCertificate[]][]
  ) =>
    listen(
      createServer({
        minVersion: 'TLSv1',
        ciphers: 'DEFAULT:@SECLEVEL=0',
        key: material.map(([leaf]) => leaf.keyPem),
        cert: material.map(chain => chain.map(c => c.pem).join('')),
        ...options,
      }).on('tlsClientError', () => {}),
    );
  const ask = (
    port: number,
    {
      serverName = null,
      keyType = null,
      address = '127.0.0.1',
    }: {
      serverName?: string | null;
      keyType?: ProbeKeyType | null;
      address?: string;
    } = {},
  ): PlannedHandshake => ({
    virtualServer: '/Common/vs',
    profile: '/Common/profile',
    serverName,
    keyType,
    probe: { address, port, serverName, keyType },
    reason: null,
  });
  const run = (planned: PlannedHandshake[], limits = {}) =>
    observe(planned, {
      limits: { ...LIMITS, ...limits },
      signal: new AbortController().signal,
      metrics: noMetrics,
      onProgress: () => {},
      startAt: 0,
    });

  it('tells the chain as it was sent, and keeps each certificate once', async () => {
    const port = await serve({}, [ec, intermediate, root]);
    const { served, encodedCertificates, handshakes } = await run([
      ask(port),
      ask(port),
    ]);
    expect(served[0]).toMatchObject({
      virtualServer: '/Common/vs',
      result: 'served',
      chain: [ec.fingerprint, intermediate.fingerprint, root.fingerprint],
      detail: null,
    });
    expect([...encodedCertificates.keys()].sort()).toEqual(
      [ec.fingerprint, intermediate.fingerprint, root.fingerprint].sort(),
    );
    expect(
      Buffer.from(encodedCertificates.get(ec.fingerprint)!).equals(ec.der),
    ).toBe(true);
    expect(handshakes).toBe(2);
  });

  it('completes nothing that was not sent', async () => {
    const port = await serve({}, [ec]);
    const { served } = await run([ask(port)]);
    expect(served[0].chain).toEqual([ec.fingerprint]);
  });

  it('keeps certificates out of order as they were sent', async () => {
    const port = await serve({}, [ec, root, intermediate]);
    const { served } = await run([ask(port)]);
    expect(served[0].chain).toEqual([
      ec.fingerprint,
      root.fingerprint,
      intermediate.fingerprint,
    ]);
  });

  it.each(['TLSv1.3', 'TLSv1.2'] as const)(
    'sees both certificates of a pair with %s',
    async maxVersion => {
      const port = await serve(
        { maxVersion },
        [rsa, intermediate],
        [ec, intermediate],
      );
      const { served } = await run([
        ask(port, { keyType: 'rsa' }),
        ask(port, { keyType: 'ec' }),
      ]);
      expect(served.map(({ chain }) => chain[0])).toEqual([
        rsa.fingerprint,
        ec.fingerprint,
      ]);
    },
  );

  it.each(['TLSv1.3', 'TLSv1.2', 'TLSv1'] as const)(
    'sees a weak and self-signed certificate with %s',
    async maxVersion => {
      const port = await serve({ maxVersion }, [weak]);
      const { served } = await run([ask(port)]);
      expect(served[0]).toMatchObject({
        result: 'served',
        chain: [weak.fingerprint],
      });
    },
  );

  it('sends the server name, or none', async () => {
    const names: string[] = [];
    const port = await serve(
      {
        SNICallback(name, callback) {
          names.push(name);
          callback(null);
        },
      },
      [ec],
    );
    const { served } = await run([
      ask(port, { serverName: 'shop.example.test' }),
      ask(port),
    ]);
    expect(served.map(({ result }) => result)).toEqual(['served', 'served']);
    expect(names).toEqual(['shop.example.test']);
  });

  it('ends handshakes in an orderly way, so that servers log no error', async () => {
    const errors: Error[] = [];
    const port = await serve({}, [ec]);
    const completed = new Promise<void>(resolve =>
      servers[0].on('secureConnection', () => resolve()),
    );
    servers[0].on('tlsClientError', error => errors.push(error));
    await run([ask(port)]);
    await completed;
    expect(errors).toEqual([]);
  });

  it('tells why a server shows no certificate', async () => {
    const wantsClient = await serve(
      { maxVersion: 'TLSv1.2', requestCert: true, rejectUnauthorized: true },
      [ec],
    );
    const noTls = await listen(
      createTcpServer(socket => socket.end('220 hello\r\n')),
    );
    const { served } = await run([ask(wantsClient), ask(noTls)]);
    expect(served[0]).toMatchObject({
      result: 'not-checked',
      chain: [],
      detail: expect.stringMatching(/ended the (TLS handshake|connection)/),
    });
    expect(served[1].result).toBe('not-checked');
    expect(served[1].detail).not.toBeNull();
  });

  it('does not ask a port again that refused', async () => {
    const port = await serve({}, [ec]);
    servers.splice(0).forEach(server => server.close());
    const { served, handshakes } = await run([ask(port), ask(port)], {
      concurrency: 1,
    });
    expect(served.map(({ result }) => result)).toEqual([
      'unreachable',
      'unreachable',
    ]);
    expect(served[0].detail).toContain('refused');
    expect(handshakes).toBe(1);
  });

  it('does not wait for a server that says nothing', async () => {
    const open: { destroy(): void }[] = [];
    const port = await listen(createTcpServer(socket => open.push(socket)));
    const { served, handshakes } = await run([ask(port), ask(port)], {
      concurrency: 1,
      timeoutMs: 200,
    });
    open.forEach(socket => socket.destroy());
    expect(served[1]).toMatchObject({
      result: 'unreachable',
      detail: expect.stringContaining('not answered in time'),
    });
    // The first, and its second chance at the end.
    expect(handshakes).toBe(2);
  });

  it('gives a server that was slow once a second chance', async () => {
    const port = await serve({}, [ec]);
    const [tls] = servers;
    let connections = 0;
    const open: { destroy(): void }[] = [];
    const slowOnce = await listen(
      createTcpServer(socket => {
        open.push(socket);
        if (connections++ > 0) {
          tls.emit('connection', socket);
        }
      }),
    );
    const { served, handshakes } = await run(
      [ask(slowOnce), ask(slowOnce), ask(port)],
      { concurrency: 1, timeoutMs: 500 },
    );
    open.forEach(socket => socket.destroy());
    expect(served.map(({ result }) => result)).toEqual([
      'served',
      'served',
      'served',
    ]);
    expect(handshakes).toBe(4);
  });

  it('stops when the time is used up, and says so', async () => {
    const open: { destroy(): void }[] = [];
    const silent = await listen(createTcpServer(socket => open.push(socket)));
    const port = await serve({}, [ec]);
    const { served } = await run([ask(silent), ask(port)], {
      concurrency: 1,
      timeoutMs: 200,
      budgetMs: 100,
    });
    open.forEach(socket => socket.destroy());
    expect(served[1]).toMatchObject({
      result: 'not-checked',
      detail: expect.stringContaining('certificates.f5.handshakes.budget'),
    });
  });

  it('makes no more handshakes at a time than it may', async () => {
    let begun = 0;
    let ended = 0;
    let peak = 0;
    const port = await serve({}, [ec]);
    servers[0].on('connection', () => {
      peak = Math.max(peak, ++begun - ended);
    });
    await observe(
      Array.from({ length: 12 }, () => ask(port)),
      {
        limits: { ...LIMITS, concurrency: 3 },
        signal: new AbortController().signal,
        metrics: { ...noMetrics, handshake: () => ended++ },
        onProgress: () => {},
      },
    );
    expect(begun).toBe(12);
    expect(peak).toBe(3);
  });

  it('adds no listener for each handshake to the signal of the scan', async () => {
    const warn = jest.spyOn(process, 'emitWarning');
    const open: { destroy(): void }[] = [];
    const port = await listen(createTcpServer(socket => open.push(socket)));
    const { signal } = new AbortController();
    const observing = observe(
      Array.from({ length: 20 }, () => ask(port)),
      {
        limits: { ...LIMITS, concurrency: 20, timeoutMs: 300 },
        signal,
        metrics: noMetrics,
        onProgress: () => {},
      },
    );
    expect(getEventListeners(signal, 'abort').length).toBeLessThan(2);
    await observing;
    open.forEach(socket => socket.destroy());
    expect(warn).not.toHaveBeenCalled();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends early when the scan is cancelled', async () => {
    const open: { destroy(): void }[] = [];
    const port = await listen(createTcpServer(socket => open.push(socket)));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const started = Date.now();
    const { served } = await observe([ask(port), ask(port)], {
      limits: { ...LIMITS, concurrency: 1 },
      signal: controller.signal,
      metrics: noMetrics,
      onProgress: () => {},
      startAt: 0,
    });
    open.forEach(socket => socket.destroy());
    expect(Date.now() - started).toBeLessThan(900);
    expect(served.map(({ result }) => result)).toEqual([
      'not-checked',
      'not-checked',
    ]);
  });
});
