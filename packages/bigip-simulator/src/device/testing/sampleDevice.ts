import { DeviceConfiguration, User } from '../../configuration';
import {
  CertificateFactory,
  CertificateSpec,
  IssuedCertificate,
  MaterialCache,
  MemoryMaterialCache,
} from '../../pki';
import { SimulatedDevice } from '../SimulatedDevice';

export const SAMPLE_USERS: User[] = [
  { name: 'admin', password: 'admin secret', role: 'admin' },
  { name: 'operator', password: 'operator secret', role: 'admin' },
  { name: 'auditor', password: 'auditor secret', role: 'auditor' },
  { name: 'guest', password: 'guest secret', role: 'guest' },
];

const SPEC = {
  keyKind: 'rsa-2048',
  keyName: 'sample',
  names: [],
  notBefore: new Date('2026-01-02T03:04:05Z'),
  notAfter: new Date('2027-02-07T03:04:05Z'),
  digest: 'sha256',
  isCa: false,
  extendedKeyUsage: ['serverAuth'],
} satisfies Partial<CertificateSpec>;

const ROOT_SUBJECT: CertificateSpec['subject'] = [
  ['C', 'US'],
  ['O', 'Example Trust, Inc.'],
  ['OU', 'first unit'],
  ['OU', 'second unit'],
  ['CN', 'Example Root'],
];

/** Certificates of the sample device, by the name of their file. */
export type SampleCertificates = Record<
  'default' | 'root' | 'shop' | 'api' | 'ec' | 'zero' | 'trustCa' | 'trustId',
  IssuedCertificate
>;

/** Keys are made once per process. */
let sharedCache: MaterialCache | undefined;

export async function issueSampleCertificates(): Promise<SampleCertificates> {
  sharedCache ??= new MemoryMaterialCache();
  const factory = new CertificateFactory({ seed: 1, cache: sharedCache });
  const root = await factory.issue({
    ...SPEC,
    id: 'root',
    subject: ROOT_SUBJECT,
    serialNumber: '4a538c28',
    isCa: true,
  });
  const trustCa = await factory.issue({
    ...SPEC,
    id: 'trustCa',
    subject: [['CN', 'dtca']],
    serialNumber: '99ee9',
    isCa: true,
  });
  return {
    root,
    trustCa,
    trustId: await factory.issue(
      {
        ...SPEC,
        id: 'trustId',
        subject: [['CN', 'bigip1.example.com']],
        serialNumber: 'ad31e',
      },
      trustCa,
    ),
    default: await factory.issue({
      ...SPEC,
      id: 'default',
      subject: [
        ['C', 'US'],
        ['ST', 'WA'],
        ['L', 'Seattle'],
        ['O', 'MyCompany'],
        ['OU', 'IT'],
        ['CN', 'localhost.localdomain'],
        ['emailAddress', 'root@localhost.localdomain'],
      ],
      serialNumber: '16b23000',
    }),
    shop: await factory.issue(
      {
        ...SPEC,
        id: 'shop',
        subject: [
          ['O', 'Example, Ltd'],
          ['CN', 'shop.example.com'],
        ],
        names: ['shop.example.com', 'www.shop.example.com', '192.0.2.10'],
        serialNumber: '1',
      },
      root,
    ),
    api: await factory.issue(
      {
        ...SPEC,
        id: 'api',
        subject: [['CN', 'api.example.com']],
        names: ['api.example.com'],
        serialNumber: '87ae02f918f94a11',
        notAfter: new Date('2045-12-31T00:00:00Z'),
      },
      root,
    ),
    ec: await factory.issue(
      {
        ...SPEC,
        id: 'ec',
        keyKind: 'ec-p256',
        keyName: 'sample-ec',
        subject: [['CN', 'shop.example.com']],
        names: ['shop.example.com'],
        serialNumber: '80000000',
      },
      root,
    ),
    zero: await factory.issue({
      ...SPEC,
      id: 'zero',
      subject: [['CN', 'zero.example.com']],
      serialNumber: '0',
    }),
  };
}

export interface SampleOptions {
  version?: string;
  hostname?: string;
  now?: () => Date;
}

/** A small configuration that holds every shape that answers can take. */
export function sampleConfiguration(
  certificates: SampleCertificates,
  options: SampleOptions = {},
): DeviceConfiguration {
  const { version = '16.1.3.3', hostname = 'bigip1.example.com' } = options;
  const device = new DeviceConfiguration(
    {
      hostname,
      managementIp: hostname.startsWith('bigip2') ? '192.0.2.2' : '192.0.2.1',
      version,
      build: '0.0.12',
      edition: 'Point Release 3',
      marketingName: 'BIG-IP Virtual Edition',
      platformId: 'Z100',
      chassisSerialNumber: `4225b5d3-0f0c-5068-${hostname.slice(0, 6)}`,
      machineId: `4c1f7e1a-91f1-4d3c-8d9f-${hostname}`,
      timeZone: 'UTC',
    },
    options.now,
  );
  const { root, trustCa, trustId } = certificates;
  device.addFactoryDefaults({
    defaultCertificate: certificates.default.pem,
    defaultKey: certificates.default.keyPem,
    caBundle: certificates.zero.pem + root.pem,
    f5CaBundle: root.pem,
    deviceTrust: {
      caCertificate: trustCa.pem,
      caKey: trustCa.keyPem,
      identityCertificate: trustId.pem,
      identityKey: trustId.keyPem,
    },
  });
  SAMPLE_USERS.forEach(user => device.users.put(user));
  addCertificates(device, certificates);
  addProfiles(device);
  addVirtualServers(device);
  addOthers(device);
  return device;
}

function addCertificates(
  device: DeviceConfiguration,
  { shop, api, ec, zero, root }: SampleCertificates,
): void {
  device.addPartition({ name: 'Shop', description: 'Web shop' });
  device.addFolder({ fullPath: '/Shop/web' });
  const upload = (fullPath: string, content: string) => ({
    fullPath,
    content: Buffer.from(content),
    sourcePath: `file:///var/config/rest/downloads/${fullPath
      .split('/')
      .pop()}`,
  });
  device.addCertificateFile({
    ...upload('/Common/shop.crt', `# shop\n${shop.pem}`),
    issuerCert: '/Common/root.crt',
    certValidationOptions: ['ocsp'],
  });
  device.addKeyFile(upload('/Common/shop.key', shop.keyPem));
  device.addCertificateFile(upload('/Common/root.crt', root.pem));
  device.addCertificateFile(
    upload('/Common/shop-bundle.crt', shop.pem + root.pem),
  );
  device.addCertificateFile(upload('/Common/ec.crt', ec.pem));
  device.addKeyFile({
    ...upload('/Common/ec.key', ec.keyPem),
  });
  device.addCertificateFile(upload('/Common/zero.crt', zero.pem));
  device.addCertificateFile(upload('/Shop/web/api.crt', api.pem));
  device.addKeyFile({
    ...upload('/Shop/web/api.key', api.keyPem),
    securityType: 'password',
    passphrase: 'open sesame',
  });
}

function addProfiles(device: DeviceConfiguration): void {
  const flags = { sniDefault: false, sniRequire: false };
  device.addClientSslProfile({
    ...flags,
    fullPath: '/Common/shop',
    sniDefault: true,
    serverName: 'shop.example.com',
    certKeyChain: [
      {
        name: 'shop_ec',
        cert: '/Common/ec.crt',
        key: '/Common/ec.key',
        chain: '/Common/root.crt',
      },
      {
        name: 'shop',
        cert: '/Common/shop.crt',
        key: '/Common/shop.key',
        chain: '/Common/root.crt',
      },
    ],
  });
  device.addClientSslProfile({
    ...flags,
    fullPath: '/Common/shop-child',
    defaultsFrom: '/Common/shop',
  });
  device.addClientSslProfile({
    ...flags,
    fullPath: '/Shop/web/api',
    certKeyChain: [
      {
        name: 'api',
        cert: '/Shop/web/api.crt',
        key: '/Shop/web/api.key',
        passphrase: 'open sesame',
      },
    ],
  });
  device.addServerSslProfile({
    fullPath: '/Common/to-backend',
    caFile: '/Common/ca-bundle.crt',
    cert: '/Common/shop.crt',
    key: '/Common/shop.key',
    peerCertMode: 'require',
    serverName: 'backend.example.com',
  });
}

function addVirtualServers(device: DeviceConfiguration): void {
  const factory = ['tcp', 'http'].map(name => ({
    fullPath: `/Common/${name}`,
    kind: name,
    context: 'all' as const,
  }));
  const clientSsl = (fullPath: string) => ({
    fullPath,
    kind: 'client-ssl',
    context: 'clientside' as const,
  });
  const base = { enabled: true, ipProtocol: 'tcp' };
  device.addVirtualServer({
    ...base,
    fullPath: '/Common/shop_443',
    description: 'Shop front',
    destination: '/Common/192.0.2.10:443',
    pool: '/Common/shop_pool',
    rules: ['/Common/log_requests'],
    policies: ['/Common/redirects'],
    profiles: [
      ...factory,
      clientSsl('/Common/shop'),
      {
        fullPath: '/Common/to-backend',
        kind: 'server-ssl',
        context: 'serverside',
      },
    ],
  });
  device.addVirtualServer({
    ...base,
    fullPath: '/Common/shop_v6',
    enabled: false,
    destination: '/Common/2001:db8::10.443',
    profiles: [...factory, clientSsl('/Common/shop-child')],
  });
  device.addVirtualServer({
    ...base,
    fullPath: '/Shop/web/api_443',
    destination: '/Shop/192.0.2.11%2:443',
    profiles: [...factory, clientSsl('/Shop/web/api')],
  });
}

function addOthers(device: DeviceConfiguration): void {
  device.addOpaqueObject({
    collection: 'ltm/monitor/https',
    fullPath: '/Common/https_shop',
    attributes: {
      defaultsFrom: '/Common/https',
      cert: '/Common/shop.crt',
      key: '/Common/shop.key',
      destination: '*.443',
      recv: '200 OK',
    },
  });
  device.addOpaqueObject({
    collection: 'sys/crypto/cert-validator/ocsp',
    fullPath: '/Common/ocsp',
    attributes: {
      dnsResolver: '/Common/resolver',
      signerCert: '/Common/shop.crt',
      signerKey: '/Common/shop.key',
    },
  });
  device.addOpaqueObject({
    collection: 'sys/crypto/ca-bundle-manager',
    fullPath: '/Common/ca-bundle',
    attributes: {
      trustedCaBundle: '/Common/f5-ca-bundle.crt',
      includeUrl: ['https://trust.example.com/bundle.crt'],
    },
  });
  device.addOpaqueObject({
    collection: 'net/route-domain',
    fullPath: '/Common/2',
    attributes: { id: 2, strict: 'disabled' },
  });
}

/** The sample configuration behind a management interface, not yet listening. */
export async function createSampleDevice(
  options: SampleOptions & { latencyMs?: number; control?: boolean } = {},
): Promise<SimulatedDevice> {
  const certificates = await issueSampleCertificates();
  return SimulatedDevice.create({
    configuration: sampleConfiguration(certificates, options),
    latencyMs: options.latencyMs,
    control: options.control,
    managementCertificate: {
      certificate: certificates.trustId.pem,
      key: certificates.trustId.keyPem,
    },
  });
}
