import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { once } from 'node:events';
import { Agent, request } from 'undici';
import { FarmFileError } from '../farm';
import { RunningDevice, RunningFarm } from './RunningFarm';
import { startFarm } from './startFarm';

const FARM = `name: Small
seed: 5
organization: Small Example
country: NL
authorities:
  root: { commonName: Small Root, from: 2020-01-01, to: 2040-01-01 }
certificates:
  shop: { names: [shop.example], issuer: root, ends: 30, lifetime: 90 }
  other: { names: [other.example], issuer: root, ends: -3, lifetime: 90 }
configurations:
  pair:
    deviceGroup: { name: pair }
    files:
      - { path: /Common/root, certificate: root }
      - { path: /Common/shop, certificate: shop }
    clientSsl:
      - path: /Common/shop-tls
        serverName: shop.example
        entries: [{ file: /Common/shop, chain: /Common/root.crt }]
    virtualServers:
      - { path: /Common/shop-https, port: 20443, clientSsl: [/Common/shop-tls] }
      - { path: /Common/drift-https, port: 20444, clientSsl: [/Common/shop-tls], serves: other }
      - { path: /Common/plain-http, port: 80 }
devices:
  - name: one
    hostname: one.example
    configuration: pair
    version: 16.1.3.3
    managementIp: 192.0.2.1
    users: &users
      - { name: admin, password: demo-admin, role: admin }
      - { name: auditor, password: demo-auditor, role: auditor }
  - name: two
    hostname: two.example
    configuration: pair
    version: 16.1.3.3
    managementIp: 192.0.2.2
    failover: standby
    users: *users
`;

const ANYWHERE = {
  listen: { host: '127.0.0.1', port: 0 },
  dataPort: 0,
};

interface CertificateItem {
  fullPath: string;
  fingerprint: string;
}

async function certificates(
  farm: RunningFarm,
  device: RunningDevice,
): Promise<Map<string, string>> {
  const { username, password } = device.reader;
  const dispatcher = new Agent({ connect: { ca: farm.managementCa } });
  try {
    const { body, statusCode } = await request(
      `${device.url}/mgmt/tm/sys/file/ssl-cert`,
      {
        dispatcher,
        headers: {
          authorization: `Basic ${Buffer.from(
            `${username}:${password}`,
          ).toString('base64')}`,
        },
      },
    );
    expect(statusCode).toBe(200);
    const { items } = (await body.json()) as { items: CertificateItem[] };
    return new Map(
      items.map(item => [
        item.fullPath,
        item.fingerprint.replace('SHA256/', '').replace(/:/g, '').toLowerCase(),
      ]),
    );
  } finally {
    await dispatcher.close();
  }
}

async function served(destination: string): Promise<string> {
  const [host, port] = destination.split(':');
  const socket = connect({
    host,
    port: Number(port),
    rejectUnauthorized: false,
  });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256.replace(/:/g, '').toLowerCase();
}

jest.setTimeout(60_000);

describe('startFarm', () => {
  let directory: string;
  let farmFile: string;
  const running: RunningFarm[] = [];

  const start = async (options: Parameters<typeof startFarm>[0]) => {
    // Making RSA keys takes most of the time: the tests share them.
    const farm = await startFarm({
      ...ANYWHERE,
      cacheDirectory: join(directory, 'shared'),
      ...options,
    });
    running.push(farm);
    return farm;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'start-'));
    farmFile = join(directory, 'farm.yaml');
    await writeFile(farmFile, FARM);
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map(farm => farm.close()));
  });

  afterAll(async () => {
    await rm(directory, { recursive: true });
  });

  it('answers over trusted HTTPS what its virtual servers serve', async () => {
    const farm = await start({ farmFile });
    expect(farm.devices.map(d => d.name)).toEqual(['one', 'two']);
    const [one] = farm.devices;
    const files = await certificates(farm, one);
    const [drift, plain, shop] = one.virtuals;

    expect(shop).toEqual({
      name: '/Common/shop-https',
      destination: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      serverNames: ['shop.example'],
    });
    expect(await served(shop.destination)).toBe(files.get('/Common/shop.crt'));
    expect(await served(drift.destination)).not.toBe(
      files.get('/Common/shop.crt'),
    );
    expect(plain).toEqual({
      name: '/Common/plain-http',
      destination: '127.0.0.1:80',
      serverNames: [],
    });
    // What a scan reads is where a handshake really goes.
    expect(
      one.configuration.virtualServers.get('/Common/shop-https')?.destination,
    ).toBe(`/Common/${shop.destination}`);
    expect(one.simulator.calls.total).toBe(1);
  });

  it('gives the units of a cluster one data plane', async () => {
    const farm = await start({ farmFile });
    const [one, two] = farm.devices;
    expect(two.virtuals).toEqual(one.virtuals);
    expect(await certificates(farm, two)).toEqual(
      await certificates(farm, one),
    );
    expect(farm.plane.listenerCount).toBe(2);

    one.configuration.setFailoverState('standby');
    two.configuration.setFailoverState('active');
    await farm.plane.settled();
    expect(await served(two.virtuals[2].destination)).toBe(
      (await certificates(farm, two)).get('/Common/shop.crt'),
    );
  });

  it('lets each unit show what it holds, and synchronises them', async () => {
    const farm = await start({ farmFile, syncMs: 20 });
    const [one, two] = farm.devices;
    const name = '/Common/shop-https';
    const shop = one.virtuals.find(virtual => virtual.name === name)!;
    const endpoints = [
      await one.unitEndpoint(name),
      await two.unitEndpoint(name),
    ].map(({ host, port }) => `${host}:${port}`);
    const seen = async () =>
      Promise.all([shop.destination, ...endpoints].map(served));
    const files = await certificates(farm, one);
    const old = files.get('/Common/shop.crt')!;
    expect(await seen()).toEqual([old, old, old]);

    const { certificateFiles, keyFiles, clientSslProfiles } = one.configuration;
    const profile = clientSslProfiles.get('/Common/shop-tls')!;
    certificateFiles.put({
      ...certificateFiles.get('/Common/default.crt')!,
      fullPath: '/Common/next.crt',
    });
    keyFiles.put({
      ...keyFiles.get('/Common/default.key')!,
      fullPath: '/Common/next.key',
    });
    clientSslProfiles.put({
      ...profile,
      certKeyChain: [
        { name: 'next', cert: '/Common/next.crt', key: '/Common/next.key' },
      ],
    });
    const next = files.get('/Common/default.crt')!;
    // The active unit serves it at once, the other one not before the sync.
    expect(await seen()).toEqual([next, next, old]);
    expect(two.configuration.syncState('pair')).toEqual({
      status: 'Changes Pending',
      conflict: false,
      changedOn: 'one.example',
    });
    one.simulator.sync({
      deviceGroup: 'pair',
      direction: 'to-group',
      force: false,
    });
    while (two.configuration.syncState('pair').status !== 'In Sync')
      await new Promise(resolve => setTimeout(resolve, 10));
    expect(await seen()).toEqual([next, next, next]);

    // After a fail-over the floating address is the other unit's.
    two.configuration.clientSslProfiles.put(profile);
    one.simulator.failover();
    await farm.plane.settled();
    expect(await seen()).toEqual([old, next, old]);
  });

  it('answers below /control only when started with faults', async () => {
    for (const faults of [undefined, true]) {
      const farm = await start({ farmFile, faults, dataPlane: false });
      const dispatcher = new Agent({ connect: { ca: farm.managementCa } });
      const { statusCode, body } = await request(
        `${farm.devices[1].url}/control`,
        { dispatcher },
      );
      const text = await body.text();
      await dispatcher.close();
      expect(statusCode).toBe(faults ? 200 : 404);
      expect(text).toContain(
        faults ? '"hostname":"two.example"' : 'was not found on this server',
      );
    }
  });

  it('is the same after a restart with a cache, on other versions too', async () => {
    const cacheDirectory = join(directory, 'cache');
    const first = await start({ farmFile, cacheDirectory });
    const second = await start({
      farmFile,
      cacheDirectory,
      version: '17.1.1.3',
    });
    expect(await certificates(second, second.devices[0])).toEqual(
      await certificates(first, first.devices[0]),
    );
    expect(second.managementCa).toBe(first.managementCa);
    expect(second.devices[1].managementFingerprint).toBe(
      first.devices[1].managementFingerprint,
    );
    expect(second.device('one').configuration.identity.version).toBe(
      '17.1.1.3',
    );
  });

  it('makes a farm of a size', async () => {
    const size = {
      devices: 2,
      virtuals: 60,
      profiles: 40,
      certificates: 50,
      seed: 3,
    };
    const farm = await start({ size });
    expect(farm.devices.map(d => d.name)).toEqual([
      'bigip-ams-01',
      'bigip-ber-01',
    ]);
    const [one, two] = farm.devices;
    const files = await certificates(farm, one);
    // Factory files and the intermediate come on top.
    expect(files.size).toBe(50 + 4 + 1);
    expect(one.configuration.virtualServers.size).toBe(60);
    expect(
      one.configuration.clientSslProfiles
        .list()
        .filter(({ fullPath }) => /\/clientssl-\d{5}$/.test(fullPath)),
    ).toHaveLength(40);
    expect(one.reader.username).toBe('auditor');

    const destinations = [...one.virtuals, ...two.virtuals].map(
      v => v.destination,
    );
    expect(new Set(destinations).size).toBe(120);
    const leaves = new Set(files.values());
    for (const { destination } of one.virtuals.slice(0, 5)) {
      expect(leaves).toContain(await served(destination));
    }
    // Where all of 127.0.0.0/8 is there to listen at, one socket is enough.
    expect(farm.plane.listenerCount).toBe(
      process.platform === 'linux' ? 1 : 120,
    );

    // Another seed is another farm; profiles without certificates use the default.
    const bare = await start({
      size: { ...size, devices: 1, certificates: 0, seed: 4 },
    });
    const bareFiles = await certificates(bare, bare.devices[0]);
    expect(bareFiles.size).toBe(4);
    expect(await served(bare.devices[0].virtuals[0].destination)).toBe(
      bareFiles.get('/Common/default.crt'),
    );
  });

  it('takes a free port for 0 and does without a host that is not there', async () => {
    const odd = join(directory, 'odd.yaml');
    await writeFile(
      odd,
      FARM.replace('port: 20443', 'port: 0').replace(
        'port: 20444',
        // TEST-NET-1: no machine has it.
        "address: '192.0.2.77', port: 0",
      ),
    );
    const problems: string[] = [];
    const farm = await start({
      farmFile: odd,
      dataPort: undefined,
      onProblem: problem => problems.push(problem),
    });
    const [drift, , shop] = farm.devices[0].virtuals;
    expect(drift.destination).toBe('192.0.2.77:0');
    expect(problems.join()).toMatch(/192\.0\.2\.77.*EADDRNOTAVAIL/);
    expect(await served(shop.destination)).toBe(
      (await certificates(farm, farm.devices[0])).get('/Common/shop.crt'),
    );
  });

  it('opens no virtual server when there is no data plane', async () => {
    const farm = await start({ farmFile, dataPlane: false });
    expect(farm.plane.listenerCount).toBe(0);
    expect((await certificates(farm, farm.devices[0])).size).toBe(6);
  });

  it('cleans up when a part cannot start', async () => {
    const farm = await start({ farmFile });
    const { port } = farm.devices[0];
    await expect(
      startFarm({
        ...ANYWHERE,
        cacheDirectory: join(directory, 'shared'),
        farmFile,
        listen: { host: '127.0.0.1', port },
      }),
    ).rejects.toThrow(/EADDRINUSE/);
    await expect(
      startFarm({ ...ANYWHERE, farmFile: join(directory, 'missing.yaml') }),
    ).rejects.toThrow(FarmFileError);
    await expect(startFarm({ ...ANYWHERE })).rejects.toThrow(
      'Give either farmFile or size',
    );
  });
});
