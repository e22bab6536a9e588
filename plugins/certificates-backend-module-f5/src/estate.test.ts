import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  ExpectedEstate,
  RunningFarm,
  expectedEstate,
} from '@cmt/bigip-simulator';
import { DeviceSnapshot } from '@cmt/backstage-plugin-certificates-node';
import { snapshotProblems } from '@cmt/backstage-plugin-certificates-node/testUtils';
import {
  createSource,
  deviceConfig,
  startSmallFarm,
} from './__testUtils__/simulatedSource';

jest.setTimeout(120_000);

const FARM_FILE = resolve(__dirname, '../../../examples/bigip/farm.yaml');
const REFERENCE = new Date('2026-11-24T00:00:00Z');

/** Compares what scans read with what the farm file says. */
describe('the demo estate', () => {
  let cacheDirectory: string;
  let farm: RunningFarm;
  let estate: ExpectedEstate;
  const snapshots = new Map<string, DeviceSnapshot>();

  beforeAll(async () => {
    cacheDirectory = await mkdtemp(join(tmpdir(), 'f5-estate-'));
    farm = await startSmallFarm({
      farmFile: FARM_FILE,
      cacheDirectory,
      reference: REFERENCE,
    });
    estate = await expectedEstate({
      farmFile: FARM_FILE,
      cacheDirectory,
      reference: REFERENCE,
      at: REFERENCE,
    });
    const source = createSource(
      farm.devices.map(device => deviceConfig(device)),
    );
    for (const { name } of farm.devices) {
      snapshots.set(
        name,
        await source.scan({
          device: name,
          signal: new AbortController().signal,
        }),
      );
    }
  });
  afterAll(async () => {
    await farm?.close();
    await rm(cacheDirectory, { recursive: true, force: true });
  });

  const all = () => [...estate.certificates, ...estate.unlisted];
  const snapshotOf = (device: string) => snapshots.get(device)!;

  it('is read into consistent snapshots', () => {
    expect(snapshots.size).toBe(estate.devices.length);
    for (const snapshot of snapshots.values()) {
      expect(snapshotProblems(snapshot)).toEqual([]);
    }
  });

  it('has the devices of the file, and their clusters', () => {
    expect(
      [...snapshots.values()].map(snapshot => ({
        name: snapshot.device,
        hostname: snapshot.facts.hostname,
        version: snapshot.facts.version,
        cluster: snapshot.highAvailability.cluster,
        failoverState: snapshot.highAvailability.failoverState,
        files: snapshot.certificates.length,
        virtualServers: snapshot.virtualServers.length,
      })),
    ).toEqual(estate.devices);
  });

  it('has the installations of the file', () => {
    const known = new Map(
      all().flatMap(({ installations }) =>
        installations.map(i => [`${i.device} ${i.fullPath}`, i.fingerprint]),
      ),
    );
    const read = [...snapshots].flatMap(([device, { certificates }]) =>
      certificates.map(c => ({ key: `${device} ${c.fullPath}`, ...c })),
    );
    expect(read.map(({ key }) => key).sort()).toEqual([...known.keys()].sort());
    for (const { key, fingerprint } of read) {
      // Versions before 13.1 tell no fingerprint.
      expect([known.get(key), null]).toContain(fingerprint);
    }
    expect(read.filter(c => c.fingerprint !== null).length).toBeGreaterThan(50);
  });

  it('has the uses of the file', () => {
    const expected = all().flatMap(({ uses, installations }) =>
      uses.map(use => [
        use.device,
        use.virtualServer,
        use.profile,
        use.enabled,
        installations
          .filter(
            i => i.device === use.device && i.fingerprint === use.fingerprint,
          )
          .map(i => i.fullPath)
          .sort()
          .join(),
      ]),
    );
    const installed = new Map(
      all().flatMap(({ installations }) =>
        installations.map(i => [`${i.device} ${i.fullPath}`, i]),
      ),
    );
    const sameContent = (device: string, fullPath: string) => {
      const { fingerprint } = installed.get(`${device} ${fullPath}`)!;
      return [...installed.values()]
        .filter(i => i.device === device && i.fingerprint === fingerprint)
        .map(i => i.fullPath)
        .sort()
        .join();
    };
    const read = [...snapshots].flatMap(
      ([device, { virtualServers, profiles }]) =>
        virtualServers.flatMap(virtual =>
          profiles
            .filter(profile =>
              (profile.side === 'client'
                ? virtual.clientProfiles
                : virtual.serverProfiles
              ).includes(profile.fullPath),
            )
            .flatMap(profile =>
              profile.entries.map(entry => [
                device,
                virtual.fullPath,
                profile.fullPath,
                virtual.enabled,
                sameContent(device, entry.certificate),
              ]),
            ),
        ),
    );
    const lines = (uses: unknown[][]) =>
      [...new Set(uses.map(use => use.join(' ')))].sort();
    expect(lines(read)).toEqual(lines(expected));
    expect(expected.length).toBeGreaterThan(30);
  });

  it('serves what the file says', () => {
    const read = [...snapshots].flatMap(([device, { served }]) =>
      served.map(observation => ({ device, ...observation })),
    );
    const asked = read.filter(({ result }) => result === 'served');
    expect(asked.length).toBeGreaterThan(30);
    for (const { device, virtualServer, serverName, chain } of asked) {
      const expected = estate.handshakes.find(
        h =>
          h.device === device &&
          h.virtualServer === virtualServer &&
          h.serverName === serverName,
      );
      expect([virtualServer, serverName, expected?.fingerprints]).toEqual([
        virtualServer,
        serverName,
        expect.arrayContaining([chain[0]]),
      ]);
    }
    // What a client is served at all, we have seen.
    const seen = new Set(
      asked.map(({ device, virtualServer }) => `${device} ${virtualServer}`),
    );
    expect(
      estate.handshakes
        .filter(h => h.fingerprints.length > 0)
        .map(h => `${h.device} ${h.virtualServer}`)
        .filter(key => !seen.has(key)),
    ).toEqual([]);
  });

  it('sees both certificates where a profile holds a pair', () => {
    const seen = estate.handshakes
      .filter(h => h.fingerprints.length > 1)
      .map(pair => ({
        expected: [...pair.fingerprints].sort(),
        leaves: snapshotOf(pair.device)
          .served.filter(
            o =>
              o.virtualServer === pair.virtualServer &&
              o.serverName === pair.serverName,
          )
          .map(o => o.chain[0])
          .sort(),
      }))
      // Names that select the same profile are asked for once.
      .filter(({ leaves }) => leaves.length > 0);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.map(({ leaves }) => leaves)).toEqual(
      seen.map(({ expected }) => expected),
    );
  });

  it('sees a missing intermediate as missing', () => {
    const chains = [...snapshots.values()].flatMap(({ served }) =>
      served.filter(o => o.result === 'served').map(o => o.chain.length),
    );
    expect(chains).toContain(1);
    expect(Math.max(...chains)).toBeGreaterThan(1);
  });

  it('knows who else names certificates, and who manages them', () => {
    const references = [...snapshots.values()].flatMap(s => s.references);
    expect(references).toEqual(
      expect.arrayContaining([
        {
          kind: 'ltm/monitor/https',
          object: '/Logistics/wms-health',
          field: 'cert',
          certificate: '/Common/bigip-health-check.crt',
        },
        expect.objectContaining({
          kind: 'sys/crypto/cert-validator/ocsp',
          certificate: '/Common/ocsp-signer.crt',
        }),
        expect.objectContaining({
          kind: 'sys/httpd',
          certificate: '/Common/ber-corp-1-management.crt',
        }),
        expect.objectContaining({
          kind: 'sys/file/ssl-cert',
          certificate: '/Common/demotrust-rsa-g2.crt',
        }),
      ]),
    );
    const managed = [...snapshots.values()].flatMap(({ certificates }) =>
      certificates.flatMap(c => c.managedBy?.kind ?? []),
    );
    expect(new Set(managed)).toEqual(new Set(['as3', 'iapp', 'factory']));
  });
});
