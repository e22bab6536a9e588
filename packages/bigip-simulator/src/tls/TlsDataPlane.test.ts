import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { DeviceConfiguration } from '../configuration';
import {
  addProfile,
  addVirtual,
  DAY_MS,
  factory,
  handshake,
  install,
  newDevice,
  spec,
} from './testing/servedDevice';
import { TlsDataPlane } from './TlsDataPlane';

describe('TlsDataPlane', () => {
  let plane: TlsDataPlane;
  let device: DeviceConfiguration;
  let endpoint: { host: string; port: number };
  const problems: string[] = [];

  beforeEach(async () => {
    problems.length = 0;
    plane = new TlsDataPlane({ onProblem: message => problems.push(message) });
    device = newDevice('one.example');
    endpoint = await plane.reserve({ host: '127.0.0.1', port: 0 });
  });

  afterEach(async () => {
    await plane.close();
  });

  it('serves the profile that SNI selects, with its chain', async () => {
    const root = await factory.issue(spec('root', { isCa: true, names: [] }));
    const issuing = await factory.issue(
      spec('issuing', { isCa: true, names: [], issuer: 'root' }),
      root,
    );
    const leaf = await factory.issue(spec('shop.example'), issuing);
    const other = await factory.issue(spec('*.wild.example'), issuing);
    install(device, 'shop', leaf);
    install(device, 'wild', other, issuing);
    device.addCertificateFile({
      fullPath: '/Common/chain.crt',
      content: Buffer.from(`# comment\n${issuing.pem}${root.pem}`),
    });
    device.addClientSslProfile({
      fullPath: '/Common/shop',
      sniDefault: true,
      sniRequire: false,
      certKeyChain: [
        {
          name: 'shop',
          cert: '/Common/shop.crt',
          key: '/Common/shop.key',
          chain: '/Common/chain.crt',
        },
      ],
    });
    addProfile(device, 'wild', ['wild'], { serverName: '*.wild.example' });
    addVirtual(device, 'vs', endpoint, ['shop', 'wild']);
    await plane.serve([{ configuration: device }]);

    expect((await handshake(endpoint)).chain).toEqual([
      leaf.fingerprint,
      issuing.fingerprint,
      root.fingerprint,
    ]);
    expect((await handshake(endpoint, 'unknown.example')).chain[0]).toBe(
      leaf.fingerprint,
    );
    // The issuer comes from the certificate file itself here: a bundle.
    expect((await handshake(endpoint, 'a.wild.example')).chain).toEqual([
      other.fingerprint,
      issuing.fingerprint,
    ]);
    expect(problems).toEqual([]);
  });

  it('offers RSA and ECDSA of one profile, also to children that inherit it', async () => {
    const rsa = await factory.issue(
      spec('dual.example', { id: 'dual-rsa', keyKind: 'rsa-2048' }),
    );
    const ec = await factory.issue(spec('dual.example', { id: 'dual-ec' }));
    install(device, 'dual-rsa', rsa);
    install(device, 'dual-ec', ec);
    const other = await factory.issue(
      spec('other.example', { keyKind: 'rsa-2048' }),
    );
    install(device, 'other', other);
    addProfile(device, 'parent', ['dual-rsa', 'dual-ec']);
    addProfile(device, 'child', undefined, {
      defaultsFrom: '/Common/parent',
      serverName: 'dual.example',
    });
    addProfile(device, 'other', ['other'], { sniDefault: true });
    addVirtual(device, 'vs', endpoint, ['other', 'child']);
    await plane.serve([{ configuration: device }]);

    const only = (sigalgs: string) =>
      handshake(endpoint, 'dual.example', { sigalgs });
    expect((await only('rsa_pss_rsae_sha256')).chain[0]).toBe(rsa.fingerprint);
    expect((await only('ecdsa_secp256r1_sha256')).chain[0]).toBe(
      ec.fingerprint,
    );
  });

  it('serves what is expired, not yet valid, weak or signed with SHA-1 as it is', async () => {
    const issuer = await factory.issue(
      spec('old-ca', { isCa: true, names: [], keyKind: 'rsa-2048' }),
    );
    const odd = {
      expired: { notAfter: new Date(Date.now() - DAY_MS) },
      future: { notBefore: new Date(Date.now() + DAY_MS) },
      weak: { keyKind: 'rsa-1024' as const },
      sha1: { digest: 'sha1' as const },
    };
    await plane.serve([{ configuration: device }]);
    for (const [id, overrides] of Object.entries(odd)) {
      const certificate = await factory.issue(spec(id, overrides), issuer);
      install(device, id, certificate);
      addProfile(device, id, [id]);
      addVirtual(device, 'vs', endpoint, [id]);
      await plane.settled();
      expect((await handshake(endpoint)).chain).toEqual([
        certificate.fingerprint,
      ]);
    }
    const old = await handshake(endpoint, undefined, {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
    });
    expect(old.protocol).toBe('TLSv1');
  });

  it('opens protected keys with the passphrase of the entry', async () => {
    const certificate = await factory.issue(spec('secret.example'));
    install(device, 'secret', certificate);
    device.addKeyFile({
      fullPath: '/Common/secret.key',
      content: Buffer.from(await factory.protectKey(certificate, 'demo-pass')),
      securityType: 'password',
      passphrase: 'demo-pass',
    });
    addProfile(device, 'secret', ['secret']);
    addVirtual(device, 'vs', endpoint, ['secret']);
    await plane.serve([{ configuration: device }]);
    expect((await handshake(endpoint)).chain).toEqual([
      certificate.fingerprint,
    ]);
  });

  it('follows the running configuration at once', async () => {
    const first = await factory.issue(spec('first.example'));
    const second = await factory.issue(spec('second.example'));
    install(device, 'first', first);
    install(device, 'second', second);
    addProfile(device, 'profile', ['first']);
    addVirtual(device, 'vs', endpoint, ['profile']);
    await plane.serve([{ configuration: device }]);
    const served = async () => (await handshake(endpoint)).chain[0];
    expect(await served()).toBe(first.fingerprint);

    addProfile(device, 'profile', ['second']);
    expect(await served()).toBe(second.fingerprint);

    install(device, 'second', first);
    expect(await served()).toBe(first.fingerprint);

    addVirtual(device, 'vs', endpoint, ['profile'], false);
    await expect(served()).rejects.toThrow();
    await plane.settled();
    expect(plane.listenerCount).toBe(0);

    addVirtual(device, 'vs', endpoint, ['profile']);
    await plane.settled();
    expect(await served()).toBe(first.fingerprint);

    device.virtualServers.delete('/Common/vs');
    await expect(served()).rejects.toThrow();
  });

  it('lets the active unit of a cluster serve', async () => {
    const peer = newDevice('two.example');
    for (const unit of [device, peer]) {
      // Not a real cluster's state: different content shows who serves.
      install(unit, 'shop', await factory.issue(spec(unit.identity.hostname)));
      addProfile(unit, 'shop', ['shop']);
      addVirtual(unit, 'vs', endpoint, ['shop']);
    }
    peer.setFailoverState('standby');
    await plane.serve([{ configuration: device }, { configuration: peer }]);
    const served = async () => (await handshake(endpoint)).chain[0];
    const one = await factory.issue(spec('one.example'));
    const two = await factory.issue(spec('two.example'));
    expect(await served()).toBe(one.fingerprint);

    device.setFailoverState('standby');
    peer.setFailoverState('active');
    await plane.settled();
    expect(await served()).toBe(two.fingerprint);
  });

  it('serves something else where it is told to', async () => {
    const bound = await factory.issue(spec('bound.example'));
    const drifted = await factory.issue(spec('drifted.example'));
    install(device, 'bound', bound);
    addProfile(device, 'bound', ['bound']);
    addVirtual(device, 'vs', endpoint, ['bound']);
    await plane.serve([
      {
        configuration: device,
        served: new Map([
          ['/Common/vs', { certificate: drifted.pem, key: drifted.keyPem }],
        ]),
      },
    ]);
    expect((await handshake(endpoint)).chain).toEqual([drifted.fingerprint]);
    expect((await handshake(endpoint, 'bound.example')).chain).toEqual([
      drifted.fingerprint,
    ]);
  });

  it('refuses clients without a known name where SNI is required', async () => {
    const certificate = await factory.issue(spec('strict.example'));
    install(device, 'strict', certificate);
    addProfile(device, 'strict', ['strict'], {
      serverName: 'strict.example',
      sniDefault: true,
      sniRequire: true,
    });
    addVirtual(device, 'vs', endpoint, ['strict']);
    await plane.serve([{ configuration: device }]);
    await expect(handshake(endpoint)).rejects.toThrow(/handshake failure/i);
    await expect(handshake(endpoint, 'other.example')).rejects.toThrow(
      /handshake failure/i,
    );
    expect((await handshake(endpoint, 'strict.example')).chain).toEqual([
      certificate.fingerprint,
    ]);
  });

  it('survives bad hellos, broken files and clients that vanish', async () => {
    const good = await factory.issue(spec('good.example'));
    install(device, 'good', good);
    addProfile(device, 'good', ['good'], { sniDefault: true });
    install(device, 'broken', good);
    device.addKeyFile({
      fullPath: '/Common/broken.key',
      content: Buffer.from('no key at all'),
    });
    addProfile(device, 'broken', ['broken'], { serverName: 'broken.example' });
    addVirtual(device, 'vs', endpoint, ['good', 'broken']);
    await plane.serve([{ configuration: device }]);

    for (const hello of [
      'GET / HTTP/1.1\r\n\r\n',
      '\x16\x03\x01\x00\x05junk!',
    ]) {
      const socket = connectTcp(endpoint).resume();
      socket.on('error', () => undefined);
      socket.end(hello, 'latin1');
      await once(socket, 'close');
    }
    const vanishing = connectTcp(endpoint);
    await once(vanishing, 'connect');
    vanishing.resetAndDestroy();

    await expect(handshake(endpoint, 'broken.example')).rejects.toThrow();
    expect(problems.join()).toMatch(/\/Common\/vs cannot serve broken.example/);
    expect((await handshake(endpoint)).chain).toEqual([good.fingerprint]);
  });

  it('serves thousands of addresses with one socket', async () => {
    if (process.platform !== 'linux') {
      return;
    }
    const port = await plane.reserveShared(0);
    const certificate = await factory.issue(spec('many.example'));
    install(device, 'many', certificate);
    addProfile(device, 'many', ['many']);
    for (let index = 0; index < 3000; index++) {
      addVirtual(
        device,
        `vs-${index}`,
        { host: `127.9.${Math.floor(index / 250)}.${1 + (index % 250)}`, port },
        ['many'],
      );
    }
    await plane.serve([{ configuration: device }]);
    expect(plane.listenerCount).toBe(1);
    for (const host of ['127.9.0.1', '127.9.11.250']) {
      expect((await handshake({ host, port })).chain).toEqual([
        certificate.fingerprint,
      ]);
    }
    await expect(handshake({ host: '127.9.200.1', port })).rejects.toThrow();
  });

  it('reports a place that is taken and serves the rest', async () => {
    const certificate = await factory.issue(spec('rest.example'));
    install(device, 'rest', certificate);
    addProfile(device, 'rest', ['rest']);
    const blocker = new TlsDataPlane();
    const taken = await blocker.reserve({ host: '127.0.0.1', port: 0 });
    addVirtual(device, 'taken', taken, ['rest']);
    addVirtual(device, 'vs', endpoint, ['rest']);
    await plane.serve([{ configuration: device }]);
    expect(problems.join()).toMatch(
      /\/Common\/taken cannot listen .*EADDRINUSE/,
    );
    expect((await handshake(endpoint)).chain).toEqual([
      certificate.fingerprint,
    ]);
    await blocker.close();
  });

  it('closes with connections open', async () => {
    install(device, 'open', await factory.issue(spec('open.example')));
    addProfile(device, 'open', ['open']);
    addVirtual(device, 'vs', endpoint, ['open']);
    await plane.serve([{ configuration: device }]);
    const socket = connect({ ...endpoint, rejectUnauthorized: false });
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect');
    const ended = once(socket, 'close');
    await plane.close();
    await ended;
    await expect(handshake(endpoint)).rejects.toThrow(/ECONNREFUSED/);
  });
});
