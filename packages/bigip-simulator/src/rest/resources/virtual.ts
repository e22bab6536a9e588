import type {
  VirtualAddress,
  VirtualServer,
  VirtualServerProfile,
} from '../../configuration';
import { isIpv6, parseDestination } from '../../configuration/destination';
import { urlName } from '../model/Links';
import {
  AnswerContext,
  Attributes,
  collection,
  StatsEntries,
  subCollection,
} from '../model/Resource';
import { deviceTime } from './files';
import { virtualProfileWrites, virtualWrites } from './virtualWrites';

type Member<T> = T & { generation: number };

const policies = subCollection<VirtualServer, Member<{ fullPath: string }>>({
  name: 'policies',
  property: 'policiesReference',
  label: 'Virtual Server Policy',
  list: virtual =>
    (virtual.policies ?? []).map(fullPath => ({
      fullPath,
      generation: virtual.generation,
    })),
  fullPath: policy => policy.fullPath,
  generation: policy => policy.generation,
  attributes: (policy, { version, links }) =>
    version.hasNameReference
      ? { nameReference: links.object('ltm/policy', policy.fullPath) }
      : {},
});

const profiles = subCollection<VirtualServer, Member<VirtualServerProfile>>({
  name: 'profiles',
  property: 'profilesReference',
  label: 'Virtual Server Profile',
  list: virtual =>
    [...virtual.profiles]
      .sort((a, b) => (a.fullPath < b.fullPath ? -1 : 1))
      .map(profile => ({ ...profile, generation: virtual.generation })),
  fullPath: profile => profile.fullPath,
  generation: profile => profile.generation,
  attributes: (profile, { version, links }) => ({
    context: profile.context,
    ...(version.hasNameReference && {
      nameReference: links.object(
        `ltm/profile/${profile.kind}`,
        profile.fullPath,
      ),
    }),
  }),
  writes: virtualProfileWrites,
});

export const virtualResource = collection<VirtualServer>({
  path: 'ltm/virtual',
  label: 'Virtual Server',
  partitioned: true,
  list: ({ configuration }) => configuration.virtualServers.list(),
  find: ({ configuration }, path) => configuration.virtualServers.get(path),
  fullPath: virtual => virtual.fullPath,
  generation: virtual => virtual.generation,
  attributes: virtualAttributes,
  subCollections: [policies, profiles],
  stats: (virtual, context) => [
    {
      key: urlName(virtual.fullPath),
      entries: virtualStats(virtual, context),
    },
  ],
  writes: virtualWrites,
});

const HOST_MASK = '255.255.255.255';
const HOST_MASK_6 = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';

function maskOf(address: string, ipv6: boolean): string {
  if (address === 'any' || address === '0.0.0.0') return 'any';
  if (address === 'any6' || address === '::') return 'any6';
  return ipv6 ? HOST_MASK_6 : HOST_MASK;
}

function virtualAttributes(
  virtual: VirtualServer,
  { configuration, version, links }: AnswerContext,
): Attributes {
  const destination = parseDestination(virtual.destination);
  const ipv6 = isIpv6(destination);
  const { routeDomain } = destination;
  const anywhere = ipv6 ? '::' : '0.0.0.0';
  const written14 = (time: Date | undefined) =>
    time && version.atLeast('14.1') ? deviceTime(time) : undefined;
  const written = {
    addressStatus: version.atLeast('12.0') ? 'yes' : undefined,
    appService: virtual.appService,
    appServiceReference:
      virtual.appService === undefined
        ? undefined
        : links.object('sys/application/service', virtual.appService),
    autoLasthop: 'default',
    cmpEnabled: 'yes',
    connectionLimit: 0,
    creationTime: written14(virtual.creationTime),
    description: virtual.description,
    destination: virtual.destination,
    ...(virtual.enabled ? { enabled: true } : { disabled: true }),
    evictionProtected: version.atLeast('14.0') ? 'disabled' : undefined,
    gtmScore: 0,
    ipProtocol: virtual.ipProtocol,
    lastModifiedTime: written14(virtual.lastModifiedTime),
    mask: maskOf(destination.address, ipv6),
    mirror: 'disabled',
    mobileAppTunnel: 'disabled',
    nat64: 'disabled',
    pool: virtual.pool,
    poolReference:
      virtual.pool === undefined || !version.hasNameReference
        ? undefined
        : links.object('ltm/pool', virtual.pool),
    rateLimit: 'disabled',
    rateLimitDstMask: 0,
    rateLimitMode: 'object',
    rateLimitSrcMask: 0,
    serversslUseSni: version.hasModernTls ? 'disabled' : undefined,
    serviceDownImmediateAction: version.atLeast('12.0') ? 'none' : undefined,
    source: `${anywhere}${
      routeDomain === undefined ? '' : `%${routeDomain}`
    }/0`,
    sourceAddressTranslation: { type: 'automap' },
    sourcePort: 'preserve',
    synCookieStatus: 'not-activated',
    translateAddress: 'enabled',
    translatePort: 'enabled',
    vlansDisabled: true,
    vsIndex: configuration.objectNumber('vsIndex', virtual.fullPath) + 1,
    metadata: virtual.metadata,
    rules: virtual.rules?.length ? virtual.rules : undefined,
    rulesReference:
      virtual.rules?.length && version.hasNameReference
        ? virtual.rules.map(rule => links.object('ltm/rule', rule))
        : undefined,
    ...virtual.attributes,
  };
  return Object.fromEntries(
    Object.entries(written).filter(([, value]) => value !== undefined),
  );
}

const COUNTERS = [
  ...['clientside.bitsIn', 'clientside.bitsOut', 'clientside.curConns'],
  ...['clientside.evictedConns', 'clientside.maxConns'],
  ...['clientside.pktsIn', 'clientside.pktsOut', 'clientside.slowKilled'],
  ...['clientside.totConns', 'csMaxConnDur', 'csMeanConnDur', 'csMinConnDur'],
  ...['ephemeral.bitsIn', 'ephemeral.bitsOut', 'ephemeral.curConns'],
  ...['ephemeral.evictedConns', 'ephemeral.maxConns', 'ephemeral.pktsIn'],
  ...['ephemeral.pktsOut', 'ephemeral.slowKilled', 'ephemeral.totConns'],
  ...['fiveMinAvgUsageRatio', 'fiveSecAvgUsageRatio', 'oneMinAvgUsageRatio'],
  'totRequests',
];

function virtualStats(
  virtual: VirtualServer,
  { configuration }: AnswerContext,
): StatsEntries {
  const value = (number: number) => ({ value: number });
  const text = (description: string) => ({ description });
  const { address, routeDomain, port } = parseDestination(virtual.destination);
  const domain = routeDomain === undefined ? '' : `%${routeDomain}`;
  // Nobody probes the members of simulated pools.
  const availability = virtual.pool ? 'available' : 'unknown';
  const reason = virtual.pool
    ? 'The virtual server is available'
    : "The children pool member(s) either don't have service checking enabled, or service check results are not available yet";
  const entries: StatsEntries = {
    ...Object.fromEntries(COUNTERS.map(name => [name, value(0)])),
    cmpEnableMode: text('all-cpus'),
    cmpEnabled: text('enabled'),
    destination: text(
      `${address}${domain}${address.includes(':') ? '.' : ':'}${port}`,
    ),
    'status.availabilityState': text(
      virtual.enabled ? availability : 'unknown',
    ),
    'status.enabledState': text(virtual.enabled ? 'enabled' : 'disabled'),
    'status.statusReason': text(
      virtual.enabled ? reason : 'The virtual server is disabled',
    ),
    syncookieStatus: text('not-activated'),
    'syncookie.accepts': value(0),
    'syncookie.hwAccepts': value(0),
    'syncookie.hwSyncookies': value(0),
    'syncookie.hwsyncookieInstance': value(0),
    'syncookie.rejects': value(0),
    'syncookie.swsyncookieInstance': value(0),
    'syncookie.syncacheCurr': value(0),
    'syncookie.syncacheOver': value(0),
    'syncookie.syncookies': value(0),
    tmName: text(virtual.fullPath),
    vsIndex: value(configuration.objectNumber('vsIndex', virtual.fullPath) + 1),
  };
  return Object.fromEntries(
    Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export const virtualAddressResource = collection<VirtualAddress>({
  path: 'ltm/virtual-address',
  label: 'Virtual Address',
  partitioned: true,
  list: ({ configuration }) => configuration.virtualAddresses.list(),
  find: ({ configuration }, path) => configuration.virtualAddresses.get(path),
  fullPath: address => address.fullPath,
  generation: address => address.generation,
  attributes: ({ address, description }, { version, links }) => {
    const bare = address.split('%')[0];
    const trafficGroup = '/Common/traffic-group-1';
    return {
      address,
      arp: 'enabled',
      autoDelete: 'true',
      connectionLimit: 0,
      ...(description !== undefined && { description }),
      enabled: 'yes',
      floating: 'enabled',
      icmpEcho: 'enabled',
      inheritedTrafficGroup: version.atLeast('12.0') ? 'true' : 'false',
      mask: maskOf(bare, bare.includes(':')),
      routeAdvertisement: 'disabled',
      serverScope: 'any',
      ...(version.atLeast('12.0') && { spanning: 'disabled' }),
      trafficGroup,
      ...(version.atLeast('12.0') && {
        trafficGroupReference: links.object('cm/traffic-group', trafficGroup),
      }),
      unit: 1,
    };
  },
});
