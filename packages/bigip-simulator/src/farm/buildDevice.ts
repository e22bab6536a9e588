import {
  DeviceConfiguration,
  DeviceIdentity,
  FactoryFiles,
} from '../configuration';
import { IssuedCertificate, seededBytes, seededNumber } from '../pki';
import { DeviceClock } from './DeviceClock';
import {
  ConfigurationDefinition,
  DeviceDefinition,
  FileDefinition,
  VirtualServerDefinition,
} from './schema';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Everything that one device is built from. */
export interface DeviceParts {
  seed: number;
  reference: Date;
  definition: DeviceDefinition;
  configuration: ConfigurationDefinition;
  /** Host names of all devices that share the configuration, this one included. */
  members: readonly string[];
  issued: ReadonlyMap<string, IssuedCertificate>;
  /** Encrypted PEM of the keys that have a passphrase, by path without `.key`. */
  protectedKeys: ReadonlyMap<string, string>;
  factoryFiles: FactoryFiles;
  /** Where each virtual server listens, by full path. */
  places: ReadonlyMap<string, { host: string; port: number }>;
  /** Overrides the version of the farm file. */
  version?: string;
}

/**
 * Builds the configuration of one device. The devices of a cluster get the same
 * objects in the same order, as if they had been synchronised.
 */
export function buildDevice(parts: DeviceParts): DeviceConfiguration {
  const { configuration, definition } = parts;
  const clock = new DeviceClock(parts.reference);
  const device = new DeviceConfiguration(identityOf(parts), clock.now);
  device.addFactoryDefaults(parts.factoryFiles);
  configuration.partitions.forEach(partition => device.addPartition(partition));
  configuration.files.forEach(file => addFile(device, parts, file));
  addProfiles(device, configuration);
  configuration.virtualServers.forEach(virtual =>
    addVirtualServer(device, virtual, parts.places.get(virtual.path)),
  );
  configuration.objects.forEach(object =>
    device.addOpaqueObject({
      collection: object.collection,
      fullPath: object.path,
      attributes: object.attributes,
    }),
  );
  definition.users.forEach(user => device.users.put(user));
  joinCluster(device, parts);
  clock.start();
  return device;
}

function identityOf(parts: DeviceParts): DeviceIdentity {
  const { seed, definition } = parts;
  const hex = (label: string, octets: number) =>
    seededBytes(seed, `${definition.hostname} ${label}`, octets).toString(
      'hex',
    );
  const uuid = hex('machine', 16).replace(
    /^(.{8})(.{4})(.{4})(.{4})(.{12})$/,
    '$1-$2-$3-$4-$5',
  );
  return {
    hostname: definition.hostname,
    managementIp: definition.managementIp,
    version: parts.version ?? definition.version,
    build: `0.0.${1 + seededNumber(seed, definition.version, 20)}`,
    edition: 'Point Release 1',
    marketingName: definition.platform.name,
    platformId: definition.platform.id,
    chassisSerialNumber: hex('chassis', 14),
    machineId: uuid,
    timeZone: 'UTC',
  };
}

function addFile(
  device: DeviceConfiguration,
  { seed, reference, issued, protectedKeys }: DeviceParts,
  file: FileDefinition,
): void {
  const members = [file.certificate, ...file.bundle].map(id => issued.get(id)!);
  const [leaf] = members;
  const stamps = fileStamps(file, leaf, reference, seed);
  const appService =
    file.managedBy && 'iapp' in file.managedBy
      ? file.managedBy.iapp
      : undefined;
  device.addCertificateFile({
    ...stamps,
    fullPath: `${file.path}.crt`,
    content: Buffer.from(members.map(member => member.pem).join('')),
    sourcePath: sourcePath(file, 'crt'),
    issuerCert: file.issuerCert,
    certValidationOptions: file.validators,
    appService,
  });
  if (file.key ?? !leaf.spec.isCa) {
    device.addKeyFile({
      ...stamps,
      fullPath: `${file.path}.key`,
      content: Buffer.from(protectedKeys.get(file.path) ?? leaf.keyPem),
      sourcePath: sourcePath(file, 'key'),
      securityType: file.keyPassphrase ? 'password' : 'normal',
      passphrase: file.keyPassphrase,
      mode: 0o100640,
      appService,
    });
  }
}

/** People install a certificate some hours after it was issued. */
function fileStamps(
  file: FileDefinition,
  leaf: IssuedCertificate,
  reference: Date,
  seed: number,
) {
  const hours = 1 + seededNumber(seed, `${file.path} installed`, 30);
  const moment =
    file.installed !== undefined
      ? reference.getTime() - file.installed * DAY_MS
      : Math.min(
          leaf.spec.notBefore.getTime() + hours * HOUR_MS,
          reference.getTime() - hours * HOUR_MS,
        );
  const time = new Date(moment);
  return { createTime: time, lastUpdateTime: time };
}

function sourcePath(file: FileDefinition, extension: string): string {
  return file.managedBy && 'as3' in file.managedBy
    ? `file:/var/config/rest/downloads/${file.path.replace(
        /\//g,
        '_',
      )}.${extension}`
    : `file:///var/config/rest/downloads/${baseName(file.path)}.${extension}`;
}

function addProfiles(
  device: DeviceConfiguration,
  configuration: ConfigurationDefinition,
): void {
  for (const profile of configuration.clientSsl) {
    const { path, parent, entries, ...rest } = profile;
    device.addClientSslProfile({
      ...rest,
      fullPath: path,
      defaultsFrom: parent,
      certKeyChain: entries?.map(({ file, chain }) => ({
        name: baseName(file),
        cert: `${file}.crt`,
        key: `${file}.key`,
        chain,
        passphrase: configuration.files.find(f => f.path === file)
          ?.keyPassphrase,
        usage: 'SERVER' as const,
      })),
    });
  }
  for (const profile of configuration.serverSsl) {
    const { path, parent, file, ...rest } = profile;
    device.addServerSslProfile({
      ...rest,
      fullPath: path,
      defaultsFrom: parent,
      cert: file && `${file}.crt`,
      key: file && `${file}.key`,
    });
  }
}

function addVirtualServer(
  device: DeviceConfiguration,
  virtual: VirtualServerDefinition,
  place: { host: string; port: number } | undefined,
): void {
  const port = place?.port ?? virtual.port;
  const zone = virtual.routeDomain ? `%${virtual.routeDomain}` : '';
  const separator = virtual.address.includes(':') ? '.' : ':';
  const address = `/Common/${virtual.address}${zone}`;
  if (!device.virtualAddresses.has(address)) {
    device.addVirtualAddress({ fullPath: address, address: virtual.address });
  }
  const factory = (name: string) => ({
    fullPath: `/Common/${name}`,
    kind: name,
    context: 'all' as const,
  });
  device.addVirtualServer({
    fullPath: virtual.path,
    description: virtual.description,
    destination: `${address}${separator}${port}`,
    enabled: virtual.enabled,
    ipProtocol: 'tcp',
    pool: virtual.pool,
    rules: virtual.rules,
    appService: virtual.appService,
    profiles: [
      factory('tcp'),
      factory('http'),
      ...virtual.clientSsl.map(fullPath => ({
        fullPath,
        kind: 'client-ssl',
        context: 'clientside' as const,
      })),
      ...virtual.serverSsl.map(fullPath => ({
        fullPath,
        kind: 'server-ssl',
        context: 'serverside' as const,
      })),
    ],
    listen: place,
  });
}

function joinCluster(
  device: DeviceConfiguration,
  { configuration, definition, members }: DeviceParts,
): void {
  const group = configuration.deviceGroup;
  if (group) {
    device.deviceGroups.put({
      ...group,
      type: 'sync-failover',
      networkFailover: true,
      devices: [...members],
    });
    device.folders.put({
      fullPath: '/',
      deviceGroup: group.name,
      trafficGroup: '/Common/traffic-group-1',
    });
  }
  device.setFailoverState(definition.failover);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
