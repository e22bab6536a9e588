import { DeviceConfiguration } from '../configuration';
import {
  CertificateFactory,
  CertificateSpec,
  IssuedCertificate,
  MaterialCache,
  seededBytes,
  seededSequence,
} from '../pki';
import {
  generatedCertificates,
  GeneratedCertificate,
} from './generateCertificates';
import { makeFactoryFiles } from './factoryFiles';
import { issueManagementCa, issueManagementCertificate } from './management';
import { Farm, FarmDevice, PlaceVirtualServer } from './types';
import { PARTITIONS, SITES } from './vocabulary';

const DEFAULT_VERSION = '16.1.3.3';
const INSTALLED_AT = new Date('2023-02-14T09:00:00Z');

/** Share of client-ssl profiles that inherit their certificate. */
const INHERITING_SHARE = 0.1;
/** Share of virtual servers that choose between two profiles by SNI. */
const SNI_SHARE = 0.05;
/** Virtual servers per third octet of a loopback address. */
const ADDRESSES_PER_OCTET = 250;

/**
 * Numbers of a generated farm; all but `devices` per device.
 *
 * @public
 */
export interface SizeOptions {
  devices: number;
  virtuals: number;
  profiles: number;
  certificates: number;
  seed: number;
}

export interface GenerateFarmOptions {
  cache: MaterialCache;
  reference: Date;
  version?: string;
  /** Port of all virtual servers, each on a loopback address of its own. */
  dataPort: number;
  /** Where each virtual server listens on 127.0.0.1 instead. */
  place?: PlaceVirtualServer;
}

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
    const configuration = new DeviceConfiguration({
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
    });
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
    fill(configuration, size, { certificates, issuer, reference });
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
  return { name, reference, devices, managementCa: managementCa.pem };
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

const CHAIN = '/Common/example-trust-issuing-ca-1.crt';

function fill(
  device: DeviceConfiguration,
  size: SizeOptions,
  parts: {
    certificates: readonly GeneratedCertificate[];
    issuer: IssuedCertificate;
    reference: Date;
  },
): void {
  PARTITIONS.slice(1).forEach(name => device.addPartition({ name }));
  const { certificates, issuer } = parts;
  if (certificates.length > 0) {
    device.addCertificateFile({
      fullPath: CHAIN,
      content: Buffer.from(issuer.pem),
      createTime: INSTALLED_AT,
      lastUpdateTime: INSTALLED_AT,
    });
  }
  for (const { path, issued } of certificates) {
    const stamps = {
      createTime: issued.spec.notBefore,
      lastUpdateTime: issued.spec.notBefore,
    };
    const name = path.slice(path.lastIndexOf('/') + 1);
    device.addCertificateFile({
      ...stamps,
      fullPath: `${path}.crt`,
      content: Buffer.from(issued.pem),
      sourcePath: `file:///var/config/rest/downloads/${name}.crt`,
    });
    device.addKeyFile({
      ...stamps,
      fullPath: `${path}.key`,
      content: Buffer.from(issued.keyPem),
      sourcePath: `file:///var/config/rest/downloads/${name}.key`,
    });
  }

  const random = seededSequence(size.seed, device.identity.hostname);
  for (let index = 0; index < size.profiles; index++) {
    const certificate = certificates[index % certificates.length];
    const inherits =
      certificate === undefined || (index > 0 && random() < INHERITING_SHARE);
    device.addClientSslProfile({
      fullPath: profilePath(index),
      defaultsFrom:
        inherits && certificate ? profilePath(index - 1) : '/Common/clientssl',
      certKeyChain: inherits
        ? undefined
        : [
            {
              name: 'default',
              cert: `${certificate.path}.crt`,
              key: `${certificate.path}.key`,
              chain: CHAIN,
              usage: 'SERVER',
            },
          ],
      serverName: certificate?.issued.spec.names[0],
      sniDefault: false,
      sniRequire: false,
    });
  }
}

function profilePath(index: number): string {
  const partition = PARTITIONS[index % PARTITIONS.length];
  return `/${partition}/clientssl-${String(index).padStart(5, '0')}`;
}

type Place = (
  device: number,
  virtual: number,
) => Promise<{ host: string; port: number }>;

function placeVirtualServers(
  size: SizeOptions,
  { dataPort, place }: GenerateFarmOptions,
): Place {
  if (process.platform !== 'linux' || place) {
    // Elsewhere 127.0.0.1 is the only loopback address: count the ports.
    return async (device, virtual) => {
      const wanted = {
        host: '127.0.0.1',
        port: dataPort + device * size.virtuals + virtual,
      };
      return place ? place(wanted) : wanted;
    };
  }
  return async (device, virtual) => ({
    host: [
      127,
      1 + (device % 250),
      Math.floor(virtual / ADDRESSES_PER_OCTET),
      1 + (virtual % ADDRESSES_PER_OCTET),
    ].join('.'),
    port: dataPort,
  });
}

async function addVirtualServers(
  device: DeviceConfiguration,
  size: SizeOptions,
  deviceIndex: number,
  place: Place,
): Promise<void> {
  const random = seededSequence(
    size.seed,
    `${device.identity.hostname} virtuals`,
  );
  for (let index = 0; index < size.virtuals; index++) {
    const listen = await place(deviceIndex, index);
    const partition = PARTITIONS[index % PARTITIONS.length];
    const profiles =
      size.profiles === 0
        ? ['/Common/clientssl']
        : [profilePath(index % size.profiles)];
    if (size.profiles > 1 && random() < SNI_SHARE) {
      profiles.push(profilePath((index + 1) % size.profiles));
    }
    device.addVirtualServer({
      fullPath: `/${partition}/vs-${String(index).padStart(5, '0')}-https`,
      destination: `/Common/${listen.host}:${listen.port}`,
      enabled: true,
      ipProtocol: 'tcp',
      profiles: [
        { fullPath: '/Common/tcp', kind: 'tcp', context: 'all' },
        { fullPath: '/Common/http', kind: 'http', context: 'all' },
        ...profiles.map(fullPath => ({
          fullPath,
          kind: 'client-ssl',
          context: 'clientside' as const,
        })),
      ],
      listen,
    });
  }
}
