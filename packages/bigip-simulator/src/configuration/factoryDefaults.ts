import type { DeviceConfiguration } from './DeviceConfiguration';
import { isAtLeast } from './tmosVersion';
import {
  CLIENT_SSL,
  FactoryProfile,
  MONITORS,
  PROFILES,
  SERVER_SSL,
} from './factoryProfiles';

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
