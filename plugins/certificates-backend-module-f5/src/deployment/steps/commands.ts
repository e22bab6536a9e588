import {
  BindingValue,
  PlannedChange,
} from '@cmt/backstage-plugin-certificates-common';
import { Command } from '../device/transaction';
import { fileAddress, splitPath } from '../device/fileObjects';
import { EditableProfile } from '../reading/profiles';
import { pathInUrl } from '../../scan/values';
import { Situation } from './situation';

const CLIENT_SSL = '/mgmt/tm/ltm/profile/client-ssl';
const SERVER_SSL = '/mgmt/tm/ltm/profile/server-ssl';

/** Points the entries of profiles somewhere else: one command for each profile. */
export function switchCommands(
  situations: readonly Situation[],
  target: (change: PlannedChange) => BindingValue,
): Command[] {
  const byProfile = new Map<string, Situation[]>();
  for (const situation of situations) {
    const { side, profile } = situation.change;
    const key = `${side}:${profile}`;
    byProfile.set(key, [...(byProfile.get(key) ?? []), situation]);
  }
  return [...byProfile.values()].map(group => {
    const { change, profile } = group[0];
    return change.side === 'server'
      ? serverCommand(change, target(change))
      : clientCommand(
          profile!,
          new Map(group.map(({ change: c }) => [c.entry ?? '', target(c)])),
        );
  });
}

function serverCommand(
  { profile }: PlannedChange,
  value: BindingValue,
): Command {
  return {
    method: 'PATCH',
    path: `${SERVER_SSL}/${pathInUrl(profile)}`,
    body: references(value),
  };
}

/** The list is replaced as a whole: every other entry is sent as it was read. */
function clientCommand(
  profile: EditableProfile,
  targets: ReadonlyMap<string, BindingValue>,
): Command {
  const stored =
    profile.stored.length > 0
      ? profile.stored.map(({ attributes }) => attributes)
      : [{ name: 'default' }];
  return {
    method: 'PATCH',
    path: `${CLIENT_SSL}/${pathInUrl(profile.fullPath)}`,
    body: {
      certKeyChain: stored.map(attributes => {
        const value = targets.get(String(attributes.name));
        return value ? { ...attributes, ...references(value) } : attributes;
      }),
    },
  };
}

function references({ certificate, key, chain }: BindingValue) {
  return { cert: certificate, key: key ?? 'none', chain: chain ?? 'none' };
}

/** Makes a profile and puts it on its virtual servers, as far as that is missing. */
export function createCommands({ change, profile, unbound }: Situation): {
  profiles: Command[];
  virtuals: Command[];
} {
  const { create, after, entry } = change;
  return {
    profiles: profile
      ? []
      : [
          {
            method: 'POST',
            path: CLIENT_SSL,
            body: {
              ...splitPath(change.profile),
              defaultsFrom: create!.parent,
              certKeyChain: [{ name: entry, ...references(after) }],
              ...(create!.serverName && { serverName: create!.serverName }),
              ...(create!.sniDefault && { sniDefault: 'true' }),
            },
          },
        ],
    virtuals: unbound.map(virtual => ({
      method: 'POST',
      path: `/mgmt/tm/ltm/virtual/${pathInUrl(virtual)}/profiles`,
      body: { ...splitPath(change.profile), context: 'clientside' },
    })),
  };
}

/** Takes a new profile from its virtual servers. */
export function unbindCommands({ change, bound }: Situation): Command[] {
  return bound.map(virtual => ({
    method: 'DELETE',
    path: `/mgmt/tm/ltm/virtual/${pathInUrl(virtual)}/profiles/${pathInUrl(
      change.profile,
    )}`,
  }));
}

/** Address of a client-ssl profile. */
export function clientProfileAddress(profile: string): string {
  return `${CLIENT_SSL}/${pathInUrl(profile)}`;
}

/** Gives a file object new content from an upload. */
export function contentCommand(
  kind: 'certificate' | 'key',
  fullPath: string,
  source: string,
): Command {
  return {
    method: 'PUT',
    path: fileAddress(kind, fullPath),
    body: { sourcePath: source },
  };
}
