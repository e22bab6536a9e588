import { createHash, X509Certificate } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { DeviceConfiguration } from '@cmt/bigip-simulator';

/** One comparison of gathered facts with the configuration. */
export interface Check {
  title: string;
  /** @returns what is wrong, or `undefined` when the facts are right. */
  problem(facts: Record<string, unknown>): string | undefined;
}

type Row = Record<string, unknown>;

function rows(facts: Record<string, unknown>, name: string): Row[] {
  const list = facts[name];
  return Array.isArray(list) ? list : [];
}

function differs(expected: unknown, actual: unknown): string | undefined {
  return isDeepStrictEqual(expected, actual)
    ? undefined
    : `expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}

/** Compares one value per object, all objects of the kind at once. */
function column<T>(
  fact: string,
  objects: readonly T[],
  title: string,
  expected: (object: T) => [path: string, value: unknown],
  actual: (row: Row) => unknown,
): Check {
  return {
    title,
    problem: facts =>
      differs(
        Object.fromEntries(objects.map(expected)),
        Object.fromEntries(
          rows(facts, fact).map(row => [row.full_path, actual(row)]),
        ),
      ),
  };
}

function inside(partition: string) {
  return ({ fullPath }: { fullPath: string }) =>
    fullPath.startsWith(`/${partition}/`);
}

/** What each subset must say about a configuration. */
export function expectedFacts(
  configuration: DeviceConfiguration,
  partition: string,
): Record<string, Check[]> {
  const { identity } = configuration;
  return {
    'ssl-certs': certificates(configuration, partition),
    'ssl-keys': keys(configuration, partition),
    'client-ssl-profiles': clientSsl(configuration, partition),
    'server-ssl-profiles': serverSsl(configuration, partition),
    'virtual-servers': virtualServers(configuration, partition),
    'virtual-addresses': [
      column(
        'virtual_addresses',
        configuration.virtualAddresses.list().filter(inside(partition)),
        'addresses',
        ({ fullPath, address }) => [fullPath, address],
        row => row.address,
      ),
    ],
    devices: [
      column(
        'devices',
        configuration.trustedDevices,
        'versions and states',
        device => [
          `/Common/${device.identity.hostname}`,
          [device.identity.version, device.failoverState, 'yes'],
        ],
        row => [row.software_version, row.failover_state, row.self],
      ),
    ],
    'device-groups': [
      column(
        'device_groups',
        configuration.deviceGroups.list(),
        'types and members',
        group => [
          `/Common/${group.name}`,
          [group.type, group.devices.map(name => `/Common/${name}`)],
        ],
        row => [row.type, row.devices],
      ),
    ],
    'system-info': [
      {
        title: 'version, platform, serial number',
        problem: ({ system_info: info }) =>
          differs(
            [
              identity.version,
              identity.platformId,
              identity.chassisSerialNumber,
            ],
            [
              (info as Row).product_version,
              (info as Row).platform,
              (info as Row).chassis_serial,
            ],
          ),
      },
    ],
    partitions: [
      {
        title: 'names',
        problem: facts =>
          differs(
            configuration.partitions.list().map(({ name }) => name),
            rows(facts, 'partitions').map(row => row.name),
          ),
      },
    ],
    'sync-status': [
      {
        title: 'standalone',
        problem: facts =>
          differs(
            ['Standalone', 'green'],
            rows(facts, 'sync_status').flatMap(row => [row.status, row.color]),
          ),
      },
    ],
    'traffic-groups': [
      {
        title: 'names',
        problem: facts =>
          differs(
            ['/Common/traffic-group-1', '/Common/traffic-group-local-only'],
            rows(facts, 'traffic_groups').map(row => row.full_path),
          ),
      },
    ],
    'https-monitors': [
      {
        title: 'configured monitor',
        problem: facts => {
          const monitor = rows(facts, 'https_monitors').find(
            row => row.full_path === '/Common/https_shop',
          );
          return differs(
            ['/Common/https', '200 OK'],
            [monitor?.parent, monitor?.receive_string],
          );
        },
      },
    ],
  };
}

function certificates(
  configuration: DeviceConfiguration,
  partition: string,
): Check[] {
  const files = configuration.certificateFiles.list().filter(inside(partition));
  const first = (content: Buffer) => new X509Certificate(content);
  const fact = 'ssl_certs';
  const checks = [
    column(
      fact,
      files,
      'checksums',
      ({ fullPath, content }) => [
        fullPath,
        createHash('sha1').update(content).digest('hex'),
      ],
      row => row.sha1_checksum,
    ),
    column(
      fact,
      files,
      'expiry',
      ({ fullPath, content }) => [
        fullPath,
        Date.parse(first(content).validTo) / 1000,
      ],
      row => row.expiration_timestamp,
    ),
    column(
      fact,
      files,
      'bundles',
      ({ fullPath, content }) => [
        fullPath,
        content.toString().split('BEGIN CERTIFICATE').length > 2 ? 'yes' : 'no',
      ],
      row => row.is_bundle,
    ),
    column(
      fact,
      files,
      'alternative names',
      ({ fullPath, content }) => [fullPath, first(content).subjectAltName],
      row => row.subject_alternative_name,
    ),
  ];
  return checks;
}

function keys(configuration: DeviceConfiguration, partition: string): Check[] {
  return [
    column(
      'ssl_keys',
      configuration.keyFiles.list().filter(inside(partition)),
      'checksums and security types',
      ({ fullPath, content, securityType }) => [
        fullPath,
        [createHash('sha1').update(content).digest('hex'), securityType],
      ],
      row => [row.sha1_checksum, row.security_type],
    ),
  ];
}

/** The profile's RSA pair, which the deprecated attributes show. */
function rsaPair(
  configuration: DeviceConfiguration,
  fullPath: string,
): [string | undefined, string | undefined] {
  const entry = configuration
    .resolvedCertKeyChain(fullPath)
    .find(({ cert }) => {
      const file = configuration.certificateFiles.get(cert);
      return (
        file &&
        new X509Certificate(file.content).publicKey.asymmetricKeyType === 'rsa'
      );
    });
  return [entry?.cert, entry?.key];
}

function clientSsl(
  configuration: DeviceConfiguration,
  partition: string,
): Check[] {
  const profiles = configuration.clientSslProfiles
    .list()
    .filter(inside(partition));
  const none = (text: unknown) => (text === 'none' ? undefined : text);
  return [
    column(
      'client_ssl_profiles',
      profiles,
      'certificates and keys, inherited ones too',
      ({ fullPath }) => [fullPath, rsaPair(configuration, fullPath)],
      row => [row.certificate_file, row.key_file],
    ),
    column(
      'client_ssl_profiles',
      profiles,
      'parents and SNI defaults',
      ({ fullPath, defaultsFrom, sniDefault }) => [
        fullPath,
        [defaultsFrom, sniDefault ? 'yes' : 'no'],
      ],
      row => [none(row.parent), row.sni_default],
    ),
  ];
}

function serverSsl(
  configuration: DeviceConfiguration,
  partition: string,
): Check[] {
  const profiles = configuration.serverSslProfiles
    .list()
    .filter(inside(partition));
  return [
    column(
      'server_ssl_profiles',
      profiles,
      'parents',
      ({ fullPath, defaultsFrom }) => [fullPath, defaultsFrom],
      row => (row.parent === 'none' ? undefined : row.parent),
    ),
  ];
}

function virtualServers(
  configuration: DeviceConfiguration,
  partition: string,
): Check[] {
  const virtuals = configuration.virtualServers
    .list()
    .filter(inside(partition));
  const fact = 'virtual_servers';
  const profilesOf = (row: Row): unknown[] =>
    rows(row, 'profiles').map(profile => profile.full_path);
  return [
    column(
      fact,
      virtuals,
      'destinations and states',
      ({ fullPath, destination, enabled }) => [
        fullPath,
        [destination, enabled ? 'yes' : 'no'],
      ],
      row => [row.destination, row.enabled],
    ),
    column(
      fact,
      virtuals,
      'profiles',
      ({ fullPath, profiles }) => [
        fullPath,
        profiles.map(profile => profile.fullPath).sort(),
      ],
      profilesOf,
    ),
  ];
}
