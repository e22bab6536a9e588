import type { DeviceConfiguration } from './DeviceConfiguration';
import { isAtLeast } from './tmosVersion';
import { CertKeyChainEntry, ClientSslProfile, ServerSslProfile } from './types';

/** File contents of a fresh installation; PEM, made by the caller. */
export interface FactoryFiles {
  /** `/Common/default.crt` and its key: a self-signed `localhost.localdomain`. */
  defaultCertificate: string;
  defaultKey: string;
  /** `/Common/ca-bundle.crt`: public roots, one PEM after the other. */
  caBundle?: string;
  /** `/Common/f5-ca-bundle.crt`: one root. */
  f5CaBundle?: string;
  /** `/Common/f5-irule.crt`. */
  f5IruleCertificate?: string;
  /** Device trust: authority (`dtca`) and identity (`dtdi`) of the device. */
  deviceTrust?: {
    caCertificate: string;
    caKey?: string;
    identityCertificate: string;
    identityKey?: string;
  };
  /** When the device was installed; now unless given. */
  installedAt?: Date;
}

const DEFAULT_CHAIN: CertKeyChainEntry[] = [
  {
    name: 'default',
    cert: '/Common/default.crt',
    key: '/Common/default.key',
    usage: 'SERVER',
  },
];

/** Factory profiles that came with a later version than 11.6. */
interface FactoryProfile {
  fullPath: string;
  since?: string;
}

const CLIENT_SSL: (FactoryProfile &
  Pick<
    ClientSslProfile,
    'defaultsFrom' | 'ciphers' | 'certKeyChain' | 'attributes'
  >)[] = [
  {
    fullPath: '/Common/clientssl',
    ciphers: 'DEFAULT',
    certKeyChain: DEFAULT_CHAIN,
  },
  {
    fullPath: '/Common/clientssl-insecure-compatible',
    defaultsFrom: '/Common/clientssl',
    ciphers: 'ALL:!DH:!ADH:!EDH:@SPEED',
    attributes: { secureRenegotiation: 'request' },
  },
  {
    fullPath: '/Common/clientssl-quic',
    defaultsFrom: '/Common/clientssl',
    since: '15.1',
    attributes: {
      cipherGroup: '/Common/f5-quic',
      data_0rtt: 'enabled-with-anti-replay',
      renegotiation: 'disabled',
      sessionTicket: 'enabled',
      tmOptions: [
        'dont-insert-empty-fragments',
        'no-ssl',
        'no-dtls',
        'no-tlsv1.1',
        'no-tlsv1.2',
        'no-tlsv1',
      ],
    },
  },
  {
    fullPath: '/Common/clientssl-secure',
    defaultsFrom: '/Common/clientssl',
    ciphers: 'ecdhe:rsa:!sslv3:!rc4:!exp:!des',
    attributes: { renegotiation: 'disabled', tmOptions: ['no-ssl'] },
  },
  {
    fullPath: '/Common/crypto-server-default-clientssl',
    defaultsFrom: '/Common/clientssl',
    ciphers: 'DHE-RSA-AES256-GCM-SHA384',
    attributes: { cacheSize: 0, renegotiatePeriod: '21600' },
  },
  {
    fullPath: '/Common/splitsession-default-clientssl',
    defaultsFrom: '/Common/clientssl',
  },
  {
    fullPath: '/Common/wom-default-clientssl',
    defaultsFrom: '/Common/clientssl',
    attributes: { allowNonSsl: 'enabled' },
  },
];

const SERVICE_SSL: NonNullable<ServerSslProfile['attributes']> = {
  authenticate: 'always',
  cipherGroup: '/Common/f5-secure',
  renegotiation: 'disabled',
  tmOptions: ['no-ssl'],
};

const SERVER_SSL: (FactoryProfile & Omit<ServerSslProfile, 'generation'>)[] = [
  {
    fullPath: '/Common/serverssl',
    peerCertMode: 'ignore',
  },
  {
    fullPath: '/Common/serverssl-insecure-compatible',
    defaultsFrom: '/Common/serverssl',
    peerCertMode: 'ignore',
    attributes: {
      ciphers:
        '!EXPORT:!DH:RSA+RC4:RSA+AES:RSA+DES:RSA+3DES:ECDHE+AES:ECDHE+3DES:@SPEED',
      secureRenegotiation: 'request',
    },
  },
  {
    fullPath: '/Common/serverssl-secure',
    defaultsFrom: '/Common/serverssl',
    peerCertMode: 'ignore',
    since: '15.1',
    attributes: {
      cipherGroup: '/Common/f5-secure',
      renegotiation: 'disabled',
      tmOptions: ['no-ssl'],
    },
  },
  {
    fullPath: '/Common/cloud-service-default-ssl',
    defaultsFrom: '/Common/serverssl-secure',
    since: '15.1',
    caFile: '/Common/ca-bundle.crt',
    peerCertMode: 'require',
    authenticateName: '*.idservice.net',
    attributes: SERVICE_SSL,
  },
  {
    fullPath: '/Common/f5aas-default-ssl',
    defaultsFrom: '/Common/serverssl-secure',
    since: '15.1',
    caFile: '/Common/ca-bundle.crt',
    peerCertMode: 'require',
    authenticateName: '*.f5aas.com',
    attributes: SERVICE_SSL,
  },
  {
    fullPath: '/Common/apm-default-serverssl',
    defaultsFrom: '/Common/serverssl',
    caFile: '/Common/ca-bundle.crt',
    peerCertMode: 'require',
    attributes: { secureRenegotiation: 'request' },
  },
  {
    fullPath: '/Common/crypto-client-default-serverssl',
    defaultsFrom: '/Common/serverssl',
    peerCertMode: 'ignore',
    attributes: { cacheSize: 0, ciphers: 'DHE-RSA-AES256-GCM-SHA384' },
  },
  {
    fullPath: '/Common/pcoip-default-serverssl',
    defaultsFrom: '/Common/serverssl',
    serverName: 'pcoip-default-sni',
    peerCertMode: 'ignore',
  },
  {
    fullPath: '/Common/splitsession-default-serverssl',
    defaultsFrom: '/Common/serverssl',
    cert: '/Common/default.crt',
    key: '/Common/default.key',
    peerCertMode: 'ignore',
  },
  {
    fullPath: '/Common/wom-default-serverssl',
    defaultsFrom: '/Common/serverssl',
    cert: '/Common/default.crt',
    key: '/Common/default.key',
    peerCertMode: 'ignore',
    attributes: { mode: 'disabled' },
  },
];

/**
 * Names of the factory profiles of other kinds, per kind. A virtual server may
 * refer to any of them.
 */
const PROFILES: Record<string, string[]> = {
  'certificate-authority': ['certificate-authority'],
  diameter: ['diameter'],
  dns: ['dns'],
  fasthttp: ['fasthttp'],
  fastl4: ['fastL4'],
  http: ['http', 'http-explicit', 'http-transparent'],
  http2: ['http2'],
  'http-compression': ['httpcompression', 'wan-optimized-compression'],
  'one-connect': ['oneconnect'],
  sip: ['sip', 'sip-alg'],
  stream: ['stream'],
  tcp: ['tcp', 'tcp-lan-optimized', 'tcp-wan-optimized', 'f5-tcp-progressive'],
  udp: ['udp'],
};

/** Factory monitors: kind and name differ in the separator only. */
const MONITORS = [
  ...['http', 'https', 'icmp', 'tcp', 'udp'],
  ...['gateway-icmp', 'tcp-half-open'],
];

/** @internal used by `DeviceConfiguration.addFactoryDefaults` */
export function addFactoryDefaults(
  configuration: DeviceConfiguration,
  files: FactoryFiles,
): void {
  const installed = files.installedAt ?? configuration.now();
  const file = (
    fullPath: string,
    pem: string,
    systemPath?: string,
    mode = 0o100644,
  ) => ({
    fullPath,
    content: Buffer.from(pem),
    createTime: installed,
    lastUpdateTime: installed,
    createdBy: 'root',
    updatedBy: 'root',
    generation: 1,
    mode,
    systemPath,
  });
  const certificate = (name: string, pem: string | undefined, mode?: number) =>
    pem &&
    configuration.addCertificateFile(
      file(`/Common/${name}`, pem, `/config/ssl/ssl.crt/${name}`, mode),
    );

  certificate('ca-bundle.crt', files.caBundle, 0o100755);
  certificate('default.crt', files.defaultCertificate);
  certificate('f5-ca-bundle.crt', files.f5CaBundle);
  certificate('f5-irule.crt', files.f5IruleCertificate);
  configuration.addKeyFile(
    file(
      '/Common/default.key',
      files.defaultKey,
      '/config/ssl/ssl.key/default.key',
    ),
  );
  addDeviceTrust(configuration, files, file);

  const { version } = configuration.identity;
  const shipped = ({ since }: FactoryProfile) =>
    since === undefined || isAtLeast(version, since);
  for (const { since: _, ...profile } of CLIENT_SSL.filter(shipped)) {
    configuration.addClientSslProfile({
      ...profile,
      generation: 1,
      sniDefault: false,
      sniRequire: false,
    });
  }
  for (const { since: _, ...profile } of SERVER_SSL.filter(shipped)) {
    // Without the public roots there is nothing that `caFile` could name.
    if (profile.caFile && !files.caBundle) continue;
    configuration.addServerSslProfile({ ...profile, generation: 1 });
  }
  for (const [kind, names] of Object.entries(PROFILES)) {
    const [base] = names;
    for (const name of names) {
      configuration.addOpaqueObject({
        collection: `ltm/profile/${kind}`,
        fullPath: `/Common/${name}`,
        generation: 1,
        attributes: name === base ? {} : { defaultsFrom: `/Common/${base}` },
      });
    }
  }
  for (const kind of MONITORS) {
    configuration.addOpaqueObject({
      collection: `ltm/monitor/${kind}`,
      fullPath: `/Common/${kind.replaceAll('-', '_')}`,
      generation: 1,
      attributes: {},
    });
  }
  addPlatformObjects(configuration);
  addSystemDeviceGroups(configuration);
  configuration.addFolder({ fullPath: '/Common/Drafts' });
}

function addDeviceTrust(
  configuration: DeviceConfiguration,
  { deviceTrust }: FactoryFiles,
  file: (
    fullPath: string,
    pem: string,
  ) => Parameters<DeviceConfiguration['addTrustCertificate']>[0],
): void {
  if (!deviceTrust) return;
  const { caCertificate, caKey, identityCertificate, identityKey } =
    deviceTrust;
  configuration.addTrustCertificate(
    file('/Common/dtca-bundle.crt', caCertificate),
  );
  configuration.addTrustCertificate(file('/Common/dtca.crt', caCertificate));
  configuration.addTrustCertificate(
    file('/Common/dtdi.crt', identityCertificate),
  );
  if (caKey) configuration.addTrustKey(file('/Common/dtca.key', caKey));
  if (identityKey)
    configuration.addTrustKey(file('/Common/dtdi.key', identityKey));
}

/** What belongs to the machine: network, disks, software. */
function addPlatformObjects(configuration: DeviceConfiguration): void {
  const { version, build, managementIp } = configuration.identity;
  const objects: [string, string, Record<string, unknown>][] = [
    ['net/route-domain', '/Common/0', { id: 0 }],
    ['net/interface', '1.1', { media: 'none' }],
    ['net/interface', 'mgmt', { media: '100TX-FD' }],
    ['sys/management-ip', `${managementIp}/24`, {}],
    [
      'sys/management-route',
      '/Common/default',
      {
        gateway: `${managementIp.replace(/\.\d+$/, '')}.254`,
        mtu: 0,
        network: 'default',
      },
    ],
    [
      'sys/software/volume',
      'HD1.1',
      {
        active: true,
        basebuild: build,
        build,
        product: 'BIG-IP',
        status: 'complete',
        version,
      },
    ],
  ];
  for (const [collection, fullPath, attributes] of objects) {
    configuration.addOpaqueObject({
      collection,
      fullPath,
      generation: 1,
      attributes,
    });
  }
}

/** Whether TMOS itself makes such a group for a whole trust domain. */
export function isTrustDomainGroup(name: string): boolean {
  return [
    'datasync-global-dg',
    'device_trust_group',
    'dos-global-dg',
    'gtm',
  ].includes(name);
}

/** Groups that TMOS itself makes; none of them is a fail-over cluster. */
function addSystemDeviceGroups(configuration: DeviceConfiguration): void {
  const { hostname } = configuration.identity;
  const group = (
    name: string,
    flags: { autoSync: boolean; fullLoadOnSync: boolean },
  ) =>
    configuration.deviceGroups.put({
      name,
      type: 'sync-only',
      saveOnAutoSync: false,
      networkFailover: false,
      devices: [hostname],
      ...flags,
    });
  group(`datasync-device-${hostname}-dg`, {
    autoSync: true,
    fullLoadOnSync: true,
  });
  group('datasync-global-dg', { autoSync: false, fullLoadOnSync: true });
  group('device_trust_group', { autoSync: true, fullLoadOnSync: false });
  group('dos-global-dg', { autoSync: false, fullLoadOnSync: true });
  group('gtm', { autoSync: false, fullLoadOnSync: false });
}
