import {
  NewBinding,
  PlanRefusal,
  PlannedChange,
} from '@cmt/backstage-plugin-certificates-common';
import { SnapshotVirtualServer } from '@cmt/backstage-plugin-certificates-node';
import { Lookup, bindingId, folderOf } from './lookup';
import { ObjectPlanner } from './objects';
import { ownedElsewhere } from './ownership';

const DEFAULT_PARENT = '/Common/clientssl';
/** Letters that a name of a profile may have. */
const PROFILE_PATH = /^\/[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)+$/;

/** Plans new SSL profiles for virtual servers; a profile may serve several of them. */
export function planNewBindings(
  wanted: readonly NewBinding[],
  lookup: Lookup,
  objects: ObjectPlanner,
): { changes: PlannedChange[]; refusals: PlanRefusal[] } {
  const refusals: PlanRefusal[] = [];
  const changes = new Map<string, PlannedChange>();
  for (const binding of wanted) {
    const reason = refusalOf(binding, lookup);
    const parent = binding.parent ?? DEFAULT_PARENT;
    const serverName = binding.serverName ?? null;
    const known = changes.get(binding.profile);
    if (reason) {
      refusals.push({
        profile: binding.profile,
        entry: null,
        code: 'other',
        reason,
      });
    } else if (
      known &&
      (known.create!.parent !== parent ||
        known.create!.serverName !== serverName)
    ) {
      refusals.push({
        profile: binding.profile,
        entry: null,
        code: 'other',
        reason: `The profile is asked for twice, with different parents or server names.`,
      });
    } else if (known) {
      known.virtualServers = [
        ...new Set([...known.virtualServers, binding.virtualServer]),
      ].sort();
    } else {
      const after = objects.create(folderOf(binding.profile));
      const entry = 'default';
      changes.set(binding.profile, {
        id: bindingId('client', binding.profile, entry),
        strategy: 'create-profile',
        reason: `${binding.virtualServer} has no profile for ${
          serverName ?? 'this certificate'
        } yet.`,
        side: 'client',
        profile: binding.profile,
        entry,
        before: null,
        after,
        inheritedBy: [],
        virtualServers: [binding.virtualServer],
        create: { parent, serverName, sniDefault: false },
      });
    }
  }
  return { changes: [...changes.values()], refusals };
}

function refusalOf(
  { virtualServer, profile, parent = DEFAULT_PARENT, serverName }: NewBinding,
  lookup: Lookup,
): string | undefined {
  const virtual = lookup.reading.virtualServers.find(
    candidate => candidate.fullPath === virtualServer,
  );
  if (!virtual) {
    return `The device has no virtual server ${virtualServer}.`;
  }
  const owned = ownedElsewhere(
    virtualServer,
    lookup.reading.virtualOwners.get(virtualServer) ?? null,
  );
  if (owned) {
    return owned.reason;
  }
  if (!PROFILE_PATH.test(profile) || profile.length > 255) {
    return `${profile} is no name that a profile can have: /Partition/name of letters, digits, dots, dashes and underscores, at most 255.`;
  }
  if (lookup.profile('client', profile) || lookup.profile('server', profile)) {
    return `There is a profile ${profile} already.`;
  }
  if (!lookup.profile('client', parent)) {
    return `The device has no client-ssl profile ${parent} that could be the parent.`;
  }
  return besideOthers(virtual, serverName, lookup);
}

/** Several profiles of one virtual server are told apart by SNI, and exactly one is the default. */
function besideOthers(
  virtual: SnapshotVirtualServer,
  serverName: string | undefined,
  lookup: Lookup,
): string | undefined {
  const others = virtual.clientProfiles.flatMap(path => {
    const profile = lookup.profile('client', path);
    return profile ? [profile] : [];
  });
  if (others.length === 0) {
    return undefined;
  }
  if (!serverName) {
    return `${virtual.fullPath} has ${others[0].fullPath} already: a further profile needs a server name.`;
  }
  const same = others.find(other => other.serverName === serverName);
  if (same) {
    return `${same.fullPath} answers to ${serverName} on ${virtual.fullPath} already. Replace its certificate instead.`;
  }
  return others.some(other => other.sniDefault)
    ? undefined
    : `${virtual.fullPath} needs an SNI default before it can have a second profile: set it on ${others[0].fullPath}.`;
}
