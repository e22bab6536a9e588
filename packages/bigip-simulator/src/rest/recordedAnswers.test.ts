/**
 * Compares answers of the simulator with answers that were recorded from real
 * devices. The recordings are no part of this repository: set BIGIP_FIXTURES to
 * their folder, or put them in `../shared/fixtures/bigip` beside it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import request from 'supertest';
import { DeviceConfiguration } from '../configuration';
import {
  createSampleDevice,
  issueSampleCertificates,
  sampleConfiguration,
} from '../device/testing/sampleDevice';

type Json = Record<string, unknown>;

const folder =
  process.env.BIGIP_FIXTURES ??
  resolve(__dirname, '../../../../../shared/fixtures/bigip');
const describeRecorded = existsSync(folder) ? describe : describe.skip;

function recorded(file: string): Json {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** Answers of a sample device of one version, by path. */
async function answersOf(
  version: string,
  prepare: (configuration: DeviceConfiguration) => void = () => {},
): Promise<(path: string) => Promise<Json>> {
  const device = await createSampleDevice({
    version,
    hostname: 'bigip.example.com',
  });
  prepare(device.configuration);
  return async path => {
    const { body, status } = await request(device.app)
      .get(path)
      .auth('admin', 'admin secret');
    expect(`${status} ${body.message ?? ''}`).toBe('200 ');
    return body;
  };
}

function itemOf(answer: Json, name: string): Json {
  const items = answer.items as Json[];
  const item = items.find(candidate => candidate.name === name);
  if (!item) throw new Error(`no item ${name}`);
  return item;
}

/** Field names and types, whatever the values; lists by their first entry. */
function shape(value: unknown, ignored: readonly string[] = []): unknown {
  if (Array.isArray(value))
    return value.length > 0 ? [shape(value[0], ignored)] : [];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !ignored.includes(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, shape(inner, ignored)]),
  );
}

describeRecorded('answers compared with recordings', () => {
  it.each([
    {
      file: 'ssl-cert-collection-v16.json',
      item: 'default.crt',
      version: '16.0.0',
      path: '/mgmt/tm/sys/file/ssl-cert',
    },
    {
      file: 'ssl-key-collection-v16.json',
      item: 'default.key',
      version: '16.0.0',
      path: '/mgmt/tm/sys/file/ssl-key',
    },
    {
      file: 'crypto-cert-collection-v14-1.json',
      item: '/Common/default.crt',
      version: '14.1.2.1',
      path: '/mgmt/tm/sys/crypto/cert',
    },
    {
      file: 'fileobject-ssl-cert-collection-v14-1.json',
      item: 'default.crt',
      version: '14.1.2.1',
      path: '/mgmt/tm/adc/fileobject/ssl-cert',
    },
    {
      file: 'device-trust-cert-v14-1.json',
      item: 'dtdi.crt',
      version: '14.1.2.1',
      path: '/mgmt/tm/cm/cert',
    },
    {
      file: 'crypto-ca-bundle-manager-v14-1.json',
      item: 'ca-bundle',
      version: '14.1.2.1',
      path: '/mgmt/tm/sys/crypto/ca-bundle-manager',
    },
    {
      file: 'cm-device-collection-v16.json',
      item: 'bigip.example.com',
      version: '16.0.0',
      path: '/mgmt/tm/cm/device',
    },
    {
      file: 'device-group-collection-expanded-v16.json',
      item: 'gtm',
      version: '16.0.0',
      path: '/mgmt/tm/cm/device-group?expandSubcollections=true',
    },
  ])('$file: $item', async ({ file, item, version, path }) => {
    const answer = await (await answersOf(version))(path);
    const expected = recorded(file);
    expect(shape(itemOf(answer, item))).toEqual(shape(itemOf(expected, item)));
    expect(answer.kind).toBe(expected.kind);
    expect(itemOf(answer, item).kind).toBe(itemOf(expected, item).kind);
    expect(Object.keys(answer).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each([
    {
      file: 'ssl-cert-item-v13.json',
      version: '13.0.0',
      path: '/mgmt/tm/sys/file/ssl-cert/~Common~root.crt',
    },
    {
      file: 'ssl-cert-with-issuer-ocsp-v13.json',
      version: '13.0.0',
      path: '/mgmt/tm/sys/file/ssl-cert/~Common~shop.crt',
      // Those who recorded it used a certificate without alternative names.
      ignored: ['subjectAlternativeName'],
    },
    {
      file: 'client-ssl-profile-v13.json',
      version: '13.0.0',
      path: '/mgmt/tm/ltm/profile/client-ssl/~Common~clientssl-secure',
    },
    {
      file: 'server-ssl-profile-v13.json',
      version: '13.1.0.8',
      path: '/mgmt/tm/ltm/profile/server-ssl/~Common~with-chain',
    },
    {
      file: 'crypto-cert-validator-ocsp.json',
      version: '13.1.0.8',
      path: '/mgmt/tm/sys/crypto/cert-validator/ocsp/~Common~ocsp',
      ignored: ['signerKeyPassphrase'],
    },
    {
      file: 'monitor-https.json',
      version: '13.0.0',
      path: '/mgmt/tm/ltm/monitor/https/~Common~https_shop',
      ignored: [
        ...['username', 'password', 'description'],
        ...['cert', 'certReference', 'key', 'keyReference'],
        'defaultsFromReference',
      ],
    },
    {
      file: 'virtual-with-profiles-v12.json',
      version: '12.0.0',
      path: '/mgmt/tm/ltm/virtual/~Common~shop_443?expandSubcollections=true',
      ignored: ['pool', 'poolReference'],
    },
    {
      file: 'sys-httpd.json',
      version: '12.1.2',
      path: '/mgmt/tm/sys/httpd',
    },
    {
      file: 'traffic-group-item.json',
      version: '13.0.0',
      path: '/mgmt/tm/cm/traffic-group/~Common~traffic-group-1',
    },
    {
      file: 'auth-partition-item.json',
      version: '13.0.0',
      path: '/mgmt/tm/auth/partition/Shop',
    },
    {
      file: 'sys-version-v16.json',
      version: '16.0.0',
      path: '/mgmt/tm/sys/version',
    },
    {
      file: 'sys-hardware-v16.json',
      version: '16.0.0',
      path: '/mgmt/tm/sys/hardware',
    },
    {
      file: 'sys-failover-v14-1.json',
      version: '14.1.2.1',
      path: '/mgmt/tm/sys/failover',
    },
    {
      file: 'traffic-group-stats-v16.json',
      version: '16.0.0',
      path: '/mgmt/tm/cm/traffic-group/~Common~traffic-group-1/stats',
    },
  ])('$file', async ({ file, version, path, ignored }) => {
    const answer = await (
      await answersOf(version, configuration => {
        configuration.addServerSslProfile({
          fullPath: '/Common/with-chain',
          chain: '/Common/default.crt',
        });
      })
    )(path);
    const expected = recorded(file);
    expect(shape(answer, ignored)).toEqual(shape(expected, ignored));
    expect(answer.kind).toBe(expected.kind);
  });

  it.each([
    ['sync-status-v11-6.json', '11.6.0', '/mgmt/tm/cm/sync-status'],
    ['sync-status-v16.json', '16.0.0', '/mgmt/tm/cm/sync-status'],
    ['failover-status-v14-1.json', '14.1.2.1', '/mgmt/tm/cm/failover-status'],
    ['sys-ready-v14-1.json', '14.1.2.1', '/mgmt/tm/sys/ready'],
    ['cli-version-v14-1.json', '14.1.2.1', '/mgmt/tm/cli/version'],
  ])('%s to the letter', async (file, version, path) => {
    expect(await (await answersOf(version))(path)).toEqual(recorded(file));
  });

  it.each([
    ['client-ssl-profile-collection-v16.json', 'ltm/profile/client-ssl'],
    ['server-ssl-profile-collection-v16.json', 'ltm/profile/server-ssl'],
  ])('%s: factory profiles to the letter', async (file, path) => {
    const answer = await (await answersOf('16.0.0'))(`/mgmt/tm/${path}`);
    const expected = recorded(file);
    for (const item of expected.items as Json[])
      expect(itemOf(answer, String(item.name))).toEqual(item);
  });

  it('sys-folder-collection-v14-1.json: system folders to the letter', async () => {
    const answer = await (await answersOf('14.1.2.1'))('/mgmt/tm/sys/folder');
    for (const item of recorded('sys-folder-collection-v14-1.json')
      .items as Json[])
      expect(itemOf(answer, String(item.name))).toEqual(item);
  });

  it('sys-provision-collection-v16.json: modules', async () => {
    const answer = await (await answersOf('16.0.0'))('/mgmt/tm/sys/provision');
    const expected = recorded('sys-provision-collection-v16.json');
    const names = (list: Json) => (list.items as Json[]).map(i => i.name);
    expect(names(answer)).toEqual(names(expected));
    expect(shape(itemOf(answer, 'ltm'))).toEqual(
      shape(itemOf(expected, 'ltm')),
    );
  });

  it('virtual-collection-expanded-v16-1.json: a standard virtual server', async () => {
    const answer = await (
      await answersOf('16.1.3.3')
    )('/mgmt/tm/ltm/virtual?expandSubcollections=true');
    const expected = recorded('virtual-collection-expanded-v16-1.json');
    const ignored = [
      ...['metadata', 'description', 'enabled', 'disabled'],
      ...['pool', 'poolReference', 'rules', 'rulesReference'],
    ];
    expect(shape(itemOf(answer, 'shop_v6'), ignored)).toEqual(
      shape(itemOf(expected, 'fake_standard'), ignored),
    );
    expect(answer.selfLink).toBe(expected.selfLink);
  });

  it('virtual-profiles-subcollection-v11-6.json and others of 11.6', async () => {
    const ask = await answersOf('11.6.0');
    const profiles = await ask(
      '/mgmt/tm/ltm/virtual/~Common~shop_443/profiles',
    );
    expect(shape(profiles)).toEqual(
      shape(recorded('virtual-profiles-subcollection-v11-6.json')),
    );
    expect(shape(await ask('/mgmt/tm/ltm/virtual-address'))).toEqual(
      shape(recorded('virtual-address-collection-v11-6.json')),
    );
    expect(shape(itemOf(await ask('/mgmt/tm/net/route-domain'), '2'))).toEqual(
      shape(itemOf(recorded('route-domain-collection-v11-6.json'), '44')),
    );
  });

  it('cm-device-item-v12.json: a member of a cluster', async () => {
    const peer = sampleConfiguration(await issueSampleCertificates(), {
      version: '12.1.2',
      hostname: 'bigip2.example.com',
    });
    const ask = await answersOf('12.1.2', configuration =>
      DeviceConfiguration.trust([configuration, peer]),
    );
    const answer = await ask('/mgmt/tm/cm/device/~Common~bigip.example.com');
    // Time-limited modules exist with subscriptions, the interface with multicast.
    const ignored = ['timeLimitedModules', 'multicastInterface'];
    expect(shape(answer, ignored)).toEqual(
      shape(recorded('cm-device-item-v12.json'), ignored),
    );
  });
});
