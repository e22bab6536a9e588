import { z } from 'zod';
import {
  SnapshotProfile,
  SnapshotProfileEntry,
} from '@cmt/backstage-plugin-certificates-node';
import { flag, fullPathOf, identity, text, toFullPath } from './values';

/** A profile as its device shows it: inherited values look like its own. */
export interface RawProfile {
  fullPath: string;
  side: 'client' | 'server';
  parent: string | null;
  serverName: string | null;
  sniDefault: boolean;
  sniRequire: boolean;
  /** Whether the entries are those of the parent; `null` where the device does not say. */
  inheritsEntries: boolean | null;
  entries: Omit<SnapshotProfileEntry, 'inheritedFrom'>[];
  trusts: SnapshotProfile['trusts'];
}

const entrySchema = z.object({
  name: z.string().nullish(),
  cert: text,
  key: text,
  chain: text,
});

const shared = {
  ...identity,
  defaultsFrom: text,
  serverName: text,
  cert: text,
  key: text,
  chain: text,
};

/** Attributes in which profiles name certificates that they trust or sign with. */
const CLIENT_TRUST = [
  'caFile',
  'clientCertCa',
  'proxyCaCert',
  'c3dClientFallbackCert',
] as const;
const SERVER_TRUST = ['caFile', 'c3dCaCert'] as const;

const clientSchema = z.object({
  ...shared,
  sniDefault: flag,
  sniRequire: flag,
  inheritCertkeychain: z.string().nullish(),
  certKeyChain: z.array(entrySchema).nullish(),
  caFile: text,
  clientCertCa: text,
  proxyCaCert: text,
  c3dClientFallbackCert: text,
});

const serverSchema = z.object({
  ...shared,
  sniDefault: flag,
  caFile: text,
  c3dCaCert: text,
});

const attributesOf = (schema: z.ZodObject) => Object.keys(schema.shape);

/** Attributes that are asked for: passphrases of keys are sent with the chain only. */
export const CLIENT_PROFILE_ATTRIBUTES = attributesOf(clientSchema);
export const SERVER_PROFILE_ATTRIBUTES = attributesOf(serverSchema);

/** Reads one item of `ltm/profile/client-ssl`. */
export function readClientProfile(item: unknown): RawProfile {
  const object = clientSchema.parse(item);
  const chain = object.certKeyChain?.length
    ? object.certKeyChain
    : // Before the list existed there was one pair; it is a mirror since then.
      [{ ...object, name: 'default' }];
  return {
    fullPath: fullPathOf(object),
    side: 'client',
    parent: object.defaultsFrom && toFullPath(object.defaultsFrom),
    serverName: object.serverName,
    sniDefault: object.sniDefault,
    sniRequire: object.sniRequire,
    inheritsEntries: object.inheritCertkeychain
      ? object.inheritCertkeychain === 'true'
      : null,
    entries: chain.flatMap(entry => toEntry(entry.name ?? null, entry)),
    trusts: toTrusts(object, CLIENT_TRUST),
  };
}

/** Reads one item of `ltm/profile/server-ssl`. */
export function readServerProfile(item: unknown): RawProfile {
  const object = serverSchema.parse(item);
  return {
    fullPath: fullPathOf(object),
    side: 'server',
    parent: object.defaultsFrom && toFullPath(object.defaultsFrom),
    serverName: object.serverName,
    sniDefault: object.sniDefault,
    sniRequire: false,
    inheritsEntries: null,
    entries: toEntry(null, object),
    trusts: toTrusts(object, SERVER_TRUST),
  };
}

function toEntry(
  name: string | null,
  entry: { cert: string | null; key: string | null; chain: string | null },
): RawProfile['entries'] {
  return entry.cert
    ? [
        {
          name,
          certificate: toFullPath(entry.cert),
          key: entry.key && toFullPath(entry.key),
          chain: entry.chain && toFullPath(entry.chain),
        },
      ]
    : [];
}

function toTrusts<Field extends string>(
  object: Record<Field, string | null>,
  fields: readonly Field[],
): SnapshotProfile['trusts'] {
  return fields.flatMap(field => {
    const value = object[field];
    return value ? [{ field, fullPath: toFullPath(value) }] : [];
  });
}

/**
 * Finds for each profile which ancestor its entries belong to: a change there
 * changes all of them, a change below breaks the inheritance.
 */
export function resolveProfiles(
  profiles: readonly RawProfile[],
): SnapshotProfile[] {
  const byPath = new Map(profiles.map(p => [`${p.side}${p.fullPath}`, p]));
  return profiles.map(profile => {
    const owner = ownerOf(profile, byPath);
    return {
      fullPath: profile.fullPath,
      side: profile.side,
      parent: profile.parent,
      serverName: profile.serverName,
      sniDefault: profile.sniDefault,
      entries: owner.entries.map(entry => ({
        ...entry,
        inheritedFrom: owner === profile ? null : owner.fullPath,
      })),
      trusts: profile.trusts,
    };
  });
}

function ownerOf(
  profile: RawProfile,
  byPath: ReadonlyMap<string, RawProfile>,
): RawProfile {
  const visited = new Set<RawProfile>();
  let owner = profile;
  while (!visited.has(owner)) {
    visited.add(owner);
    const parent = owner.parent && byPath.get(`${owner.side}${owner.parent}`);
    if (!parent || !inheritsFrom(owner, parent)) {
      return owner;
    }
    owner = parent;
  }
  return profile;
}

/**
 * Only newer client-ssl profiles say whether they inherit. Elsewhere a profile
 * that shows what its parent shows is taken to inherit it, as profiles do unless
 * they are told otherwise.
 */
function inheritsFrom(profile: RawProfile, parent: RawProfile): boolean {
  return (
    profile.inheritsEntries ??
    (profile.entries.length > 0 &&
      JSON.stringify(profile.entries) === JSON.stringify(parent.entries))
  );
}
