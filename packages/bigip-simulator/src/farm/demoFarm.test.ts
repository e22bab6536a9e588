import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DeviceConfiguration } from '../configuration';
import { DirectoryMaterialCache } from '../pki';
import {
  ExpectedCertificate,
  expectedEstate,
  ExpectedEstate,
} from './expected';
import { expectedState } from './expected/expectedState';
import { loadFarm } from './loadFarm';
import { readFarmFile } from './readFarmFile';
import { REFERENCE_KEPT_DAYS } from './resolveReference';
import { FarmDefinition } from './schema';
import { Farm } from './types';

const FARM_FILE = resolve(__dirname, '../../../../examples/bigip/farm.yaml');
const README_FILE = resolve(FARM_FILE, '../../README.md');
const REFERENCE = new Date('2026-11-24T00:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;

/** Everything about a device that a scan could see. */
function contents(device: DeviceConfiguration) {
  return {
    files: device.certificateFiles
      .list()
      .map(f => [f.fullPath, f.content.toString(), f.createTime, f.generation]),
    keys: device.keyFiles.list().map(f => [f.fullPath, f.content.toString()]),
    profiles: device.clientSslProfiles.list(),
    serverProfiles: device.serverSslProfiles.list(),
    virtualServers: device.virtualServers.list(),
  };
}

describe('the demo farm', () => {
  let cacheDirectory: string;
  let definition: FarmDefinition;
  let farm: Farm;
  let estate: ExpectedEstate;

  const load = (reference = REFERENCE) =>
    loadFarm(definition, {
      cache: new DirectoryMaterialCache(cacheDirectory),
      reference,
    });
  const device = (name: string) =>
    farm.devices.find(d => d.name === name)!.configuration;

  beforeAll(async () => {
    cacheDirectory = await mkdtemp(join(tmpdir(), 'farm-'));
    definition = await readFarmFile(FARM_FILE);
    farm = await load();
    estate = await expectedEstate({
      farmFile: FARM_FILE,
      cacheDirectory,
      reference: REFERENCE,
      at: REFERENCE,
    });
  }, 120_000);

  afterAll(async () => {
    await rm(cacheDirectory, { recursive: true });
  });

  it('is the same after a restart: bytes, dates, generations', async () => {
    const again = await load();
    for (const [
      index,
      { configuration, management },
    ] of farm.devices.entries()) {
      expect(contents(again.devices[index].configuration)).toEqual(
        contents(configuration),
      );
      expect(again.devices[index].management).toEqual(management);
    }
    expect(again.managementCa).toBe(farm.managementCa);
  });

  it('renews everything with relative dates when the reference moves, keys and management stay', async () => {
    const later = await load(new Date(REFERENCE.getTime() + 10 * DAY_MS));
    const [before, after] = [farm, later].map(f => f.certificates.get('api')!);
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(after.spec.serialNumber).not.toBe(before.spec.serialNumber);
    expect(after.keyPem).toBe(before.keyPem);
    expect(later.devices.map(d => d.management.fingerprint)).toEqual(
      farm.devices.map(d => d.management.fingerprint),
    );
    expect(later.certificates.get('public-root')!.fingerprint).toBe(
      farm.certificates.get('public-root')!.fingerprint,
    );
  });

  it('keeps the states of the farm file as long as the reference stays', () => {
    const written = (certificate: ExpectedCertificate) =>
      certificate.versions
        .map(({ id }) => definition.certificates[id ?? '']?.expect?.state)
        .find(state => state !== undefined);
    const judged = estate.certificates.filter(written);
    const expected = judged.map(c => [c.names.join(), written(c)]);
    const statesOn = (at: Date) =>
      judged.map(certificate => [
        certificate.names.join(),
        expectedState(
          certificate.versions.find(
            version => +version.notAfter === +certificate.expiresAt,
          )!,
          at,
        ),
      ]);

    expect(judged.length).toBeGreaterThan(45);
    expect(statesOn(REFERENCE)).toEqual(expected);
    // The last moment before the reference moves on.
    expect(
      statesOn(
        new Date(REFERENCE.getTime() + (REFERENCE_KEPT_DAYS + 1) * DAY_MS - 1),
      ),
    ).toEqual(expected);
  });

  it('says for every certificate who owns it and why', () => {
    const leaves = estate.certificates.filter(c => c.kind === 'leaf');
    expect(
      leaves
        .filter(({ owner, evidence }) => !owner || !evidence)
        .map(c => c.versions[0].id),
    ).toEqual([]);
    expect(new Set(leaves.map(c => c.evidence))).toEqual(
      new Set(['mapping', 'annotation', 'host-name', 'rule', 'triage']),
    );
  });

  it('is described in the README of the examples as it is', async () => {
    const rows = (await readFile(README_FILE, 'utf8'))
      .split('\n')
      .map(row => row.split('|').map(cell => cell.trim()))
      .filter(cells => cells.length === 8);
    const documented = rows.map(([, names, state, , , owner, evidence]) =>
      [names.replace(/`/g, '').split(', ').sort(), state, owner, evidence].join(
        ' ',
      ),
    );
    const leaves = estate.certificates.filter(c => c.kind === 'leaf');
    expect(documented.slice(-leaves.length).sort()).toEqual(
      leaves
        .map(({ names, state, owner, evidence }) =>
          [names, state, owner?.split('/')[1], evidence].join(' '),
        )
        .sort(),
    );
  });

  it('installs or serves every certificate that it defines', () => {
    const installed = new Set(
      estate.certificates.flatMap(c => c.versions.map(v => v.id)),
    );
    const served = Object.values(definition.configurations).flatMap(c =>
      c.virtualServers.map(v => v.serves),
    );
    expect(
      Object.keys(definition.certificates).filter(
        id => !installed.has(id) && !served.includes(id),
      ),
    ).toEqual([]);
    expect(Object.keys(definition.certificates).length).toBeGreaterThan(55);
  });

  it('is accepted by OpenSSL: keys fit, issuers signed', () => {
    for (const certificate of farm.certificates.values()) {
      const parsed = new X509Certificate(certificate.pem);
      const issuer = farm.certificates.get(
        certificate.spec.issuer ?? certificate.id,
      )!;
      expect(parsed.checkPrivateKey(certificate.privateKey)).toBe(true);
      expect(parsed.verify(new X509Certificate(issuer.pem).publicKey)).toBe(
        true,
      );
    }
  });

  it('gives both units of the cluster the same objects', () => {
    const [one, two] = [device('ams-edge-1'), device('ams-edge-2')];
    expect(contents(two)).toEqual(contents(one));
    expect(one.failoverState).toBe('active');
    expect(two.failoverState).toBe('standby');
    expect(one.trustedDevices.map(d => d.identity.hostname)).toEqual([
      'ams-edge-1.mgmt.meridian.internal',
      'ams-edge-2.mgmt.meridian.internal',
    ]);
    expect(two.deviceGroups.get('ams-edge-failover')).toMatchObject({
      type: 'sync-failover',
      autoSync: false,
    });
    expect(two.folders.get('/')?.deviceGroup).toBe('ams-edge-failover');
  });

  it('refers to nothing that does not exist', () => {
    for (const { configuration } of farm.devices) {
      const files = configuration.certificateFiles;
      for (const profile of configuration.clientSslProfiles) {
        for (const entry of configuration.resolveClientSsl(profile)
          .certKeyChain) {
          expect(files.has(entry.cert)).toBe(true);
          expect(configuration.keyFiles.has(entry.key)).toBe(true);
          expect(entry.chain === undefined || files.has(entry.chain)).toBe(
            true,
          );
        }
      }
      for (const virtual of configuration.virtualServers) {
        for (const { fullPath, kind } of virtual.profiles) {
          const table = {
            'client-ssl': configuration.clientSslProfiles,
            'server-ssl': configuration.serverSslProfiles,
          }[kind];
          const known = (
            table ?? configuration.opaqueObjects(`ltm/profile/${kind}`)
          ).get(fullPath);
          expect([virtual.fullPath, known?.fullPath]).toEqual([
            virtual.fullPath,
            fullPath,
          ]);
        }
      }
    }
  });

  it('knows the shapes that make inventories go wrong', () => {
    const byId = (id: string) =>
      estate.certificates.find(c => c.versions.some(v => v.id === id))!;
    // A pair of keys and an old version are one certificate.
    expect(byId('shop-rsa').versions.map(v => v.id)).toEqual(
      expect.arrayContaining(['shop-rsa', 'shop-ec', 'shop-2024']),
    );
    // Children inherit: three virtual servers, two devices.
    expect(
      byId('media')
        .uses.map(u => `${u.device} ${u.profile}`)
        .sort(),
    ).toEqual([
      'ams-edge-1 /Retail/media-img-tls',
      'ams-edge-1 /Retail/media-tls',
      'ams-edge-1 /Retail/media-video-live-tls',
      'ams-edge-1 /Retail/media-video-tls',
      'ams-edge-2 /Retail/media-img-tls',
      'ams-edge-2 /Retail/media-tls',
      'ams-edge-2 /Retail/media-video-live-tls',
      'ams-edge-2 /Retail/media-video-tls',
    ]);
    // The one forgotten device decides.
    expect(byId('wildcard-2026').state).toBe('critical');
    expect(byId('psp-client').uses.map(u => u.profile)).toContain(
      '/Payments/gateway/psp-backend',
    );
    expect(
      estate.handshakes.filter(h => h.drift).map(h => h.virtualServer),
    ).toEqual(['/Retail/stores-https', '/Retail/stores-https']);
    expect(
      estate.handshakes.find(
        h => h.virtualServer === '/Payments/3ds-https' && !h.serverName,
      )?.fingerprints,
    ).toEqual([]);
    // Factory files are kept apart for each device; one of them is in use.
    expect(
      [...estate.certificates, ...estate.unlisted]
        .filter(c => c.names.includes('localhost.localdomain'))
        .map(c => c.device),
    ).toEqual(['ber-corp-1', 'ams-edge-1', 'ams-edge-2', 'dub-stores-1']);
    expect(
      estate.certificates.filter(c => c.kind !== 'leaf').map(c => c.names[0]),
    ).toEqual([
      'demotrust tls ecc ca g1',
      'demotrust tls rsa ca g1',
      'demotrust tls rsa ca g2',
      'meridian corporate issuing ca 2',
      'localhost.localdomain',
      'meridian legacy ca',
    ]);
  });
});
