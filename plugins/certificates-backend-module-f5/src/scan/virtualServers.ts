import { z } from 'zod';
import { SnapshotVirtualServer } from '@cmt/backstage-plugin-certificates-node';
import { Destination, parseDestination, parsePort } from './destination';
import { flag, fullPathOf, identity, text, toFullPath } from './values';

/** A virtual server before its names are looked up. */
export interface RawVirtualServer {
  fullPath: string;
  destination: Destination;
  /** Full path of the object that stands in for a destination. */
  trafficMatchingCriteria: string | null;
  enabled: boolean;
  description: string | null;
  profiles: { fullPath: string; kind: string | null; side: string }[];
}

const virtualSchema = z.object({
  ...identity,
  destination: text,
  trafficMatchingCriteria: text,
  disabled: flag,
  description: text,
  profilesReference: z
    .object({
      items: z
        .array(
          z.object({
            ...identity,
            context: z.string().nullish(),
            nameReference: z.object({ link: z.string() }).nullish(),
          }),
        )
        .optional(),
    })
    .optional(),
});

/** Reads one item of `ltm/virtual` with its profiles expanded. */
export function readVirtualServer(item: unknown): RawVirtualServer {
  const object = virtualSchema.parse(item);
  return {
    fullPath: fullPathOf(object),
    destination: parseDestination(object.destination ?? ''),
    trafficMatchingCriteria:
      object.trafficMatchingCriteria &&
      toFullPath(object.trafficMatchingCriteria),
    enabled: !object.disabled,
    description: object.description,
    profiles: (object.profilesReference?.items ?? []).map(profile => ({
      fullPath: fullPathOf(profile),
      kind: kindOf(profile.nameReference?.link),
      side: profile.context ?? 'all',
    })),
  };
}

/** The kind of a profile stands in its link alone: `…/ltm/profile/client-ssl/~Common~x`. */
function kindOf(link: string | undefined): string | null {
  return /\/ltm\/profile\/([^/?]+)/.exec(link ?? '')?.[1] ?? null;
}

const virtualAddressSchema = z.object({ ...identity, address: text });

/** Reads one item of `ltm/virtual-address`. */
export function readVirtualAddress(item: unknown): {
  fullPath: string;
  address: string | null;
} {
  const object = virtualAddressSchema.parse(item);
  return { fullPath: fullPathOf(object), address: object.address };
}

const criteriaSchema = z.object({
  ...identity,
  destinationAddressInline: text,
  destinationAddressList: text,
  destinationPortInline: z.union([z.string(), z.number()]).nullish(),
  destinationPortList: text,
});

/**
 * Reads one item of `ltm/traffic-matching-criteria`. Lists of addresses or ports
 * come out as wildcards: there is no single place to ask.
 */
export function readTrafficMatchingCriteria(item: unknown): {
  fullPath: string;
  destination: Destination;
} {
  const object = criteriaSchema.parse(item);
  const inline = object.destinationAddressList
    ? ''
    : (object.destinationAddressInline ?? '').replace(/^.*\//, '');
  return {
    fullPath: fullPathOf(object),
    destination: {
      ...parseDestination(inline),
      port: object.destinationPortList
        ? null
        : parsePort(String(object.destinationPortInline ?? '0')),
    },
  };
}

/** What the names in virtual servers stand for. */
export interface VirtualServerContext {
  clientProfiles: ReadonlySet<string>;
  serverProfiles: ReadonlySet<string>;
  /** Address text by full path. */
  virtualAddresses: ReadonlyMap<string, string>;
  criteria: ReadonlyMap<string, Destination>;
}

/**
 * Looks up the names of a virtual server. Old versions do not say the kind of a
 * profile, so that it is told by the collection that holds its full path.
 */
export function resolveVirtualServer(
  raw: RawVirtualServer,
  context: VirtualServerContext,
): SnapshotVirtualServer {
  const destination =
    (raw.trafficMatchingCriteria &&
      context.criteria.get(raw.trafficMatchingCriteria)) ||
    raw.destination;
  const named = destination.virtualAddress
    ? context.virtualAddresses.get(destination.virtualAddress)
    : undefined;
  const resolved = named ? parseDestination(named) : destination;
  const profilesOf = (
    kind: string,
    known: ReadonlySet<string>,
    otherSide: string,
  ) => [
    ...new Set(
      raw.profiles
        .filter(
          profile =>
            known.has(profile.fullPath) &&
            (profile.kind === null
              ? profile.side !== otherSide
              : profile.kind === kind),
        )
        .map(profile => profile.fullPath),
    ),
  ];
  return {
    fullPath: raw.fullPath,
    address: resolved.address,
    port: destination.port,
    routeDomain: resolved.routeDomain,
    enabled: raw.enabled,
    description: raw.description,
    clientProfiles: profilesOf(
      'client-ssl',
      context.clientProfiles,
      'serverside',
    ),
    serverProfiles: profilesOf(
      'server-ssl',
      context.serverProfiles,
      'clientside',
    ),
  };
}
