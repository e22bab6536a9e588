import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readVersion } from '../client/stats';
import { readCertificate, readKey } from './certificates';
import {
  isReady,
  readClusterDevice,
  readDeviceGroup,
  readFailoverStatus,
  readHardware,
  readSyncStatus,
  toHighAvailability,
} from './facts';
import {
  readClientProfile,
  readServerProfile,
  resolveProfiles,
} from './profiles';
import {
  REFERENCE_KINDS,
  deviceTrustWarning,
  readHttpdReferences,
  readReferences,
} from './references';
import { readVirtualAddress, readVirtualServer } from './virtualServers';

/**
 * Answers recorded from real devices, which are no part of this repository: by
 * default they lie beside it.
 */
const FOLDER =
  process.env.BIGIP_FIXTURES ??
  resolve(__dirname, '../../../../../shared/fixtures/bigip');
const describeRecordings = existsSync(FOLDER) ? describe : describe.skip;

const load = (name: string) =>
  JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
const items = (name: string): unknown[] => load(name).items;

describeRecordings('answers of real devices', () => {
  it('tell certificates', () => {
    const certificates = items('ssl-cert-collection-v16').map(readCertificate);
    expect(
      certificates.map(c => [c.fullPath, c.isBundle, c.serialNumber]),
    ).toEqual([
      ['/Common/ca-bundle.crt', true, null],
      ['/Common/default.crt', false, (380774144).toString(16)],
      ['/Common/f5-ca-bundle.crt', false, (1246989352).toString(16)],
      ['/Common/f5-irule.crt', false, '87ae02f918f94a11'],
    ]);
    expect(certificates[1]).toMatchObject({
      names: ['localhost.localdomain'],
      notAfter: Date.parse('2032-01-23T10:35:44Z'),
      keyType: 'rsa',
      keySize: 2048,
      curve: null,
    });
    expect(readCertificate(load('ssl-cert-item-v13')).fingerprint).toBeNull();
    expect(
      readCertificate(load('ssl-cert-with-issuer-ocsp-v13')).issuerCertificate,
    ).toMatch(/^\/Common\//);
  });

  it('tell keys without their passphrases', () => {
    const keys = items('ssl-key-collection-v16').map(readKey);
    expect(keys.map(k => k.securityType)).toEqual(['normal', 'password']);
    expect(JSON.stringify(keys)).not.toContain('$M$');
  });

  it('tell profiles and whom they inherit from', () => {
    const profiles = resolveProfiles([
      ...items('client-ssl-profile-collection-v16').map(readClientProfile),
      ...items('server-ssl-profile-collection-v16').map(readServerProfile),
    ]);
    const byPath = new Map(profiles.map(p => [p.fullPath, p]));
    expect(profiles).toHaveLength(17);
    expect(byPath.get('/Common/clientssl')?.entries).toEqual([
      {
        name: 'default',
        certificate: '/Common/default.crt',
        key: '/Common/default.key',
        chain: null,
        inheritedFrom: null,
      },
    ]);
    expect(
      byPath.get('/Common/clientssl-secure')?.entries[0].inheritedFrom,
    ).toBe('/Common/clientssl');
    expect(byPath.get('/Common/serverssl')?.entries).toEqual([]);
    expect(byPath.get('/Common/wom-default-serverssl')?.entries).toMatchObject([
      { name: null, certificate: '/Common/default.crt', inheritedFrom: null },
    ]);
    expect(byPath.get('/Common/f5aas-default-ssl')?.trusts).toEqual([
      { field: 'caFile', fullPath: '/Common/ca-bundle.crt' },
    ]);
    expect(readClientProfile(load('client-ssl-profile-v13'))).toMatchObject({
      inheritsEntries: true,
      parent: '/Common/clientssl',
    });
  });

  it('tell virtual servers', () => {
    const virtuals = items('virtual-collection-expanded-v16-1').map(
      readVirtualServer,
    );
    expect(virtuals).toHaveLength(10);
    expect(
      virtuals.find(v => v.fullPath === '/Common/fake_internal')?.destination,
    ).toMatchObject({ address: null, port: null });
    expect(
      readVirtualServer(load('virtual-with-profiles-v12')).profiles,
    ).toContainEqual({
      fullPath: '/Common/clientssl',
      kind: 'client-ssl',
      side: 'clientside',
    });
    expect(
      items('virtual-address-collection-v11-6').map(readVirtualAddress),
    ).toEqual([
      { fullPath: '/Common/192.168.100.10', address: '192.168.100.10' },
    ]);
  });

  it('tell what the device is', () => {
    expect(readVersion(load('sys-version-v16'))).toEqual({
      version: '16.0.0',
      build: '0.0.12',
    });
    expect(readHardware(load('sys-hardware-v16'))).toEqual({
      hostname: null,
      platform: 'BIG-IP Virtual Edition',
      serialNumber: '4225b5d3-0f0c-5068-c3dad20d67a4',
      machineId: null,
    });
    expect(isReady(load('sys-ready-v14-1'))).toBe(true);
  });

  it('tell that a device with groups of its own only is in no cluster', () => {
    expect(
      toHighAvailability({
        devices: items('cm-device-collection-v16').map(readClusterDevice),
        groups: items('device-group-collection-expanded-v16').map(
          readDeviceGroup,
        ),
        sync: readSyncStatus(load('sync-status-v16')),
        failoverStatus: readFailoverStatus(load('failover-status-v14-1')),
      }),
    ).toEqual({
      cluster: null,
      members: [],
      failoverState: 'active',
      syncStatus: 'Standalone',
      syncColor: 'green',
      syncDetails: ['Optional action: Add a device to the trust domain'],
      autoSync: null,
    });
    expect(readSyncStatus(load('sync-status-v11-6')).syncStatus).toBe(
      'Standalone',
    );
  });

  it('tell who else names certificates', () => {
    const kind = (name: string) => REFERENCE_KINDS.find(k => k.kind === name)!;
    expect(
      readReferences(
        kind('sys/crypto/cert-validator/ocsp'),
        load('crypto-cert-validator-ocsp'),
      ),
    ).toEqual([
      {
        kind: 'sys/crypto/cert-validator/ocsp',
        object: '/Common/asd',
        field: 'signerCert',
        certificate: '/Common/default.crt',
      },
    ]);
    expect(
      items('crypto-ca-bundle-manager-v14-1').flatMap(item =>
        readReferences(kind('sys/crypto/ca-bundle-manager'), item),
      ),
    ).toMatchObject([{ certificate: '/Common/f5-ca-bundle.crt' }]);
    expect(
      readReferences(kind('ltm/monitor/https'), load('monitor-https')),
    ).toEqual([]);
    expect(readHttpdReferences(load('sys-httpd'), new Map())).toEqual([]);
  });

  it('tell device trust certificates that have ended', () => {
    const at = (date: string) =>
      items('device-trust-cert-v14-1')
        .map(item => deviceTrustWarning(item, Date.parse(date)))
        .filter(warning => warning !== null);
    expect(at('2026-01-01')).toEqual([]);
    expect(at('2030-01-01')).toHaveLength(3);
    expect(at('2030-01-01')[2]).toContain('dtdi.crt ended on 2029-10-07');
  });
});
