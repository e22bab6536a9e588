import { DeviceConfiguration } from '../../configuration';
import { CertificateFactory, CertificateSpec, seededBytes } from '../../pki';
import { generatedCertificates } from './generateCertificates';
import { DeviceClock } from '../DeviceClock';
import { makeFactoryFiles } from '../factoryFiles';
import { issueManagementCa, issueManagementCertificate } from '../management';
import { Farm, FarmDevice } from '../types';
import { fillDevice } from './fillDevice';
import { GenerateFarmOptions, INSTALLED_AT, SizeOptions } from './options';
import { placeVirtualServers } from './placeVirtualServers';
import { addVirtualServers } from './addVirtualServers';
import { SITES } from './vocabulary';

const DEFAULT_VERSION = '16.1.3.3';

/**
 * Makes a farm of a size: standalone devices with plausible names, dates and
 * partitions. Private keys come from a small pool, because thousands of keys
 * would take minutes to make and change nothing for who reads certificates.
 */
export async function generateFarm(
  size: SizeOptions,
  options: GenerateFarmOptions,
): Promise<Farm> {
  const { cache, reference } = options;
  const { seed } = size;
  const name = `Generated farm ${seed}`;
  const factory = new CertificateFactory({ seed, cache });
  const managementCa = await issueManagementCa(factory, name, seed);
  const issuer = await factory.issue(issuingAuthority(reference));
  const place = placeVirtualServers(size, options);

  const devices: FarmDevice[] = [];
  for (let index = 0; index < size.devices; index++) {
    const deviceName = nameOf(index);
    const hostname = `${deviceName}.example.net`;
    const clock = new DeviceClock(reference);
    const configuration = new DeviceConfiguration(
      {
        hostname,
        managementIp: `198.51.${100 + Math.floor(index / 250)}.${
          1 + (index % 250)
        }`,
        version: options.version ?? DEFAULT_VERSION,
        build: '0.0.4',
        edition: 'Point Release 3',
        marketingName: 'BIG-IP Virtual Edition',
        platformId: 'Z100',
        chassisSerialNumber: seededBytes(
          seed,
          `${hostname} chassis`,
          14,
        ).toString('hex'),
        machineId: seededBytes(seed, `${hostname} machine`, 16)
          .toString('hex')
          .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
        timeZone: 'UTC',
      },
      clock.now,
    );
    configuration.addFactoryDefaults(
      await makeFactoryFiles({
        factory,
        seed,
        // One default certificate for all: a key each would cost most of the start.
        owner: 'all',
        hostname: 'device.example.net',
        installedAt: INSTALLED_AT,
      }),
    );
    const certificates = await generatedCertificates({
      factory,
      issuer,
      seed,
      device: deviceName,
      count: size.certificates,
      reference,
    });
    fillDevice(configuration, size, { certificates, issuer });
    await addVirtualServers(configuration, size, index, place);
    configuration.users.put({
      name: 'admin',
      password: 'demo-admin',
      role: 'admin',
    });
    configuration.users.put({
      name: 'auditor',
      password: 'demo-auditor',
      role: 'auditor',
    });
    clock.start();
    const management = await issueManagementCertificate(factory, managementCa, {
      seed,
      device: deviceName,
      names: [hostname],
    });
    devices.push({
      name: deviceName,
      configuration,
      management: {
        certificate: management.pem,
        key: management.keyPem,
        fingerprint: management.fingerprint,
      },
      served: new Map(),
    });
  }
  return {
    name,
    reference,
    devices,
    managementCa: managementCa.pem,
    certificates: new Map(),
  };
}

function issuingAuthority(reference: Date): CertificateSpec {
  return {
    id: 'issuing-ca',
    subject: [
      ['O', 'Example Trust'],
      ['CN', 'Example Trust Issuing CA 1'],
    ],
    names: [],
    keyKind: 'rsa-2048',
    notBefore: new Date('2021-01-01T00:00:00Z'),
    notAfter: new Date(
      Date.UTC(reference.getUTCFullYear() + 10, reference.getUTCMonth(), 1),
    ),
    serialNumber: '1001',
    digest: 'sha256',
    isCa: true,
    extendedKeyUsage: [],
  };
}

function nameOf(index: number): string {
  const site = SITES[index % SITES.length];
  const number = String(1 + Math.floor(index / SITES.length)).padStart(2, '0');
  return `bigip-${site}-${number}`;
}
