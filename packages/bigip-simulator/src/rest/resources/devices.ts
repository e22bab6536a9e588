import { createHash } from 'node:crypto';
import type {
  DeviceConfiguration,
  DeviceGroup,
  DeviceIdentity,
} from '../../configuration';
import { urlName } from '../model/Links';
import {
  AnswerContext,
  Attributes,
  Collection,
  collection,
  subCollection,
} from '../model/Resource';

/** A MAC address that belongs to the device for ever. */
export function baseMac(identity: DeviceIdentity): string {
  const digest = createHash('sha256').update(identity.machineId).digest();
  return ['fa', '16', '3e', ...[...digest.subarray(0, 3)].map(hex)].join(':');
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** Licensed modules; the masks stand where a licence has its numbers. */
const ACTIVE_MODULES = [
  'Local Traffic Manager, VE-1G|xxxxxxx-xxxxxxx|Rate Shaping|SSL, VE|Max Compression, VE|Routing Bundle, VE',
  'Advanced Protocols, VE|xxxxxxx-xxxxxxx',
];

const OPTIONAL_MODULES = [
  'Advanced Web Application Firewall, VE-1G',
  'App Mode (TMSH Only, No Root/Bash)',
  'External Interface and Network HSM, VE',
];

function deviceAttributes(
  device: DeviceConfiguration,
  context: AnswerContext,
): Attributes {
  const { configuration, version, links } = context;
  const { identity } = device;
  const isClustered = configuration.trustedDevices.length > 1;
  const unset = version.atLeast('13.0');
  const port = 1026;
  return {
    activeModules: ACTIVE_MODULES,
    ...(version.atLeast('14.0') && { alternateIp: 'none' }),
    baseMac: baseMac(identity),
    build: identity.build,
    cert: '/Common/dtdi.crt',
    ...(version.atLeast('12.0') && {
      certReference: links.object('cm/cert', '/Common/dtdi.crt'),
    }),
    chassisId: identity.chassisSerialNumber,
    chassisType: 'individual',
    ...((isClustered || unset) && {
      configsyncIp: isClustered ? identity.managementIp : 'none',
    }),
    edition: identity.edition,
    failoverState: device.failoverState,
    haCapacity: 0,
    hostname: identity.hostname,
    key: '/Common/dtdi.key',
    ...(version.atLeast('12.0') && {
      keyReference: links.object('cm/key', '/Common/dtdi.key'),
    }),
    managementIp: identity.managementIp,
    marketingName: identity.marketingName,
    ...(version.atLeast('14.1') && { mgmtUnicastMode: 'both' }),
    mirrorIp: 'any6',
    mirrorSecondaryIp: 'any6',
    multicastIp: 'any6',
    multicastPort: 0,
    optionalModules: OPTIONAL_MODULES,
    platformId: identity.platformId,
    product: 'BIG-IP',
    selfDevice: String(device === configuration),
    timeZone: identity.timeZone,
    version: identity.version,
    ...(isClustered && {
      unicastAddress: [
        {
          effectiveIp: 'management-ip',
          effectivePort: port,
          ip: 'management-ip',
          port,
        },
      ],
    }),
  };
}

const deviceResource = collection<DeviceConfiguration>({
  path: 'cm/device',
  label: 'Device',
  partitioned: true,
  list: ({ configuration }) => configuration.trustedDevices,
  find: ({ configuration }, path) =>
    configuration.trustedDevices.find(
      ({ identity }) => `/Common/${identity.hostname}` === path,
    ),
  fullPath: ({ identity }) => `/Common/${identity.hostname}`,
  generation: () => 1,
  attributes: deviceAttributes,
});

const groupMembers = subCollection<DeviceGroup, { fullPath: string }>({
  name: 'devices',
  property: 'devicesReference',
  label: 'Device Group Device',
  list: group =>
    [...group.devices].sort().map(name => ({ fullPath: `/Common/${name}` })),
  fullPath: ({ fullPath }) => fullPath,
  generation: () => 1,
  attributes: ({ fullPath }, { version, links }) => ({
    ...(version.hasNameReference && {
      nameReference: links.object('cm/device', fullPath),
    }),
  }),
});

const deviceGroupResource = collection<DeviceGroup>({
  path: 'cm/device-group',
  label: 'Device Group',
  partitioned: true,
  list: ({ configuration }) => configuration.deviceGroups.list(),
  find: ({ configuration }, path) =>
    configuration.deviceGroups.get(path.replace('/Common/', '')),
  fullPath: ({ name }) => `/Common/${name}`,
  generation: () => 1,
  attributes: group => ({
    asmSync: 'disabled',
    autoSync: group.autoSync ? 'enabled' : 'disabled',
    fullLoadOnSync: String(group.fullLoadOnSync),
    incrementalConfigSyncSizeMax: 1024,
    networkFailover: group.networkFailover ? 'enabled' : 'disabled',
    saveOnAutoSync: String(group.saveOnAutoSync),
    type: group.type,
  }),
  subCollections: [groupMembers],
});

interface TrafficGroup {
  name: string;
  isFloating: boolean;
  unitId: number;
}

const TRAFFIC_GROUPS: readonly TrafficGroup[] = [
  { name: 'traffic-group-1', isFloating: true, unitId: 1 },
  { name: 'traffic-group-local-only', isFloating: false, unitId: 0 },
];

/** Devices that can carry a traffic group: the fail-over cluster, or the one. */
export function failoverDevices(
  configuration: DeviceConfiguration,
): readonly DeviceConfiguration[] {
  const cluster = configuration.deviceGroups
    .list()
    .find(({ type }) => type === 'sync-failover');
  if (!cluster) return [configuration];
  return configuration.trustedDevices.filter(({ identity }) =>
    cluster.devices.includes(identity.hostname),
  );
}

/** A group that never moves is on no device in particular: dashes. */
function stationaryStats(trafficGroup: string) {
  const dash = { description: '-' };
  return {
    key: `${urlName(trafficGroup)}:-`,
    entries: {
      activeReason: dash,
      deviceName: dash,
      failoverState: dash,
      nextActive: dash,
      previousActive: dash,
      trafficGroup: { description: trafficGroup },
    },
  };
}

const trafficGroupResource = collection<TrafficGroup>({
  path: 'cm/traffic-group',
  label: 'Traffic Group',
  partitioned: true,
  list: () => TRAFFIC_GROUPS,
  find: (_, path) =>
    TRAFFIC_GROUPS.find(({ name }) => `/Common/${name}` === path),
  fullPath: ({ name }) => `/Common/${name}`,
  generation: () => 1,
  attributes: ({ isFloating, unitId }) => ({
    autoFailbackEnabled: 'false',
    autoFailbackTime: 60,
    failoverMethod: 'ha-order',
    haLoadFactor: 1,
    isFloating: String(isFloating),
    mac: 'none',
    monitor: {},
    unitId,
  }),
  stats: (group, { configuration }) => {
    const trafficGroup = `/Common/${group.name}`;
    if (!group.isFloating) return [stationaryStats(trafficGroup)];
    const devices = failoverDevices(configuration);
    return devices.map(device => {
      const deviceName = `/Common/${device.identity.hostname}`;
      const isActive = device.failoverState === 'active';
      const isNext =
        !isActive &&
        device === devices.find(({ failoverState: s }) => s === 'standby');
      const text = (description: string) => ({ description });
      return {
        key: `${urlName(trafficGroup)}:${urlName(deviceName)}`,
        entries: {
          activeReason: text('-'),
          deviceName: text(deviceName),
          failoverState: text(device.failoverState),
          nextActive: text(String(isNext)),
          previousActive: text(String(isActive)),
          trafficGroup: text(trafficGroup),
        },
      };
    });
  },
});

/** The one trust domain; its name never changes. */
const trustDomainResource = collection<string>({
  path: 'cm/trust-domain',
  label: 'Trust Domain',
  partitioned: true,
  list: () => ['/Common/Root'],
  find: (_, path) => (path === '/Common/Root' ? path : undefined),
  fullPath: path => path,
  generation: () => 1,
  attributes: (_, { configuration, links }) => ({
    caCert: '/Common/dtca.crt',
    caCertReference: links.object('cm/cert', '/Common/dtca.crt'),
    caCertBundle: '/Common/dtca-bundle.crt',
    caCertBundleReference: links.object('cm/cert', '/Common/dtca-bundle.crt'),
    caDevices: configuration.trustedDevices.map(
      ({ identity }) => `/Common/${identity.hostname}`,
    ),
    caKey: '/Common/dtca.key',
    caKeyReference: links.object('cm/key', '/Common/dtca.key'),
    status:
      configuration.trustedDevices.length > 1 ? 'initialized' : 'standalone',
    trustGroup: '/Common/device_trust_group',
    trustGroupReference: links.object(
      'cm/device-group',
      '/Common/device_trust_group',
    ),
  }),
});

export const deviceResources: Collection[] = [
  trustDomainResource,
  deviceResource,
  deviceGroupResource,
  trafficGroupResource,
];
