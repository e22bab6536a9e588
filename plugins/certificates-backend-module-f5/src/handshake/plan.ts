import { KeyType } from '@cmt/backstage-plugin-certificates-common';
import {
  SnapshotCertificate,
  SnapshotProfile,
  SnapshotVirtualServer,
} from '@cmt/backstage-plugin-certificates-node';
import { Probe, ProbeKeyType } from './probe';

/** A handshake to make, or why there is none to make. */
export interface PlannedHandshake {
  virtualServer: string;
  /** The profile that answers; `null` when nothing can be asked. */
  profile: string | null;
  /** As it is reported; a wildcard is asked for by an example of it. */
  serverName: string | null;
  keyType: ProbeKeyType | null;
  probe: Probe | null;
  /** Why nothing can be asked. */
  reason: string | null;
}

/** First label of the name that stands for a wildcard. */
const EXAMPLE_LABEL = 'certificate-inventory';

/**
 * Decides which handshakes tell what is served: for each virtual server that can
 * be asked, one for each profile, and one for each kind of key where a profile
 * holds several.
 */
export function planHandshakes(inventory: {
  virtualServers: readonly SnapshotVirtualServer[];
  profiles: readonly SnapshotProfile[];
  certificates: readonly SnapshotCertificate[];
  /** Client-ssl profiles that refuse connections without a server name. */
  sniRequired: ReadonlySet<string>;
}): PlannedHandshake[] {
  const profiles = new Map(
    inventory.profiles
      .filter(({ side }) => side === 'client')
      .map(profile => [profile.fullPath, profile]),
  );
  const certificates = new Map(
    inventory.certificates.map(certificate => [
      certificate.fullPath,
      certificate,
    ]),
  );
  const shared = sharedAddresses(inventory.virtualServers);

  return inventory.virtualServers.flatMap(virtual => {
    if (virtual.clientProfiles.length === 0) {
      return [];
    }
    const reason = notAskable(virtual, shared);
    if (reason) {
      return [notPlanned(virtual, reason)];
    }
    const asked = virtual.clientProfiles.flatMap(path => {
      const profile = profiles.get(path);
      if (!profile || profile.entries.length === 0) {
        return [];
      }
      const serverName = serverNameFor(profile, {
        required: inventory.sniRequired.has(path),
        certificates,
      });
      return keyTypesOf(profile, certificates).map(keyType => ({
        virtualServer: virtual.fullPath,
        profile: path,
        serverName,
        keyType,
        probe: {
          address: virtual.address!,
          port: virtual.port!,
          serverName: exampleOf(serverName),
          keyType,
        },
        reason: null,
      }));
    });
    return asked.length > 0
      ? unique(asked, path => profiles.get(path)?.sniDefault === true)
      : [notPlanned(virtual, 'Its profiles hold no certificate.')];
  });
}

function notPlanned(
  virtual: SnapshotVirtualServer,
  reason: string,
): PlannedHandshake {
  return {
    virtualServer: virtual.fullPath,
    profile: null,
    serverName: null,
    keyType: null,
    probe: null,
    reason,
  };
}

function notAskable(
  virtual: SnapshotVirtualServer,
  shared: ReadonlySet<string>,
): string | null {
  if (!virtual.enabled) {
    return 'The virtual server is disabled.';
  }
  if (virtual.address === null || virtual.port === null) {
    return 'The virtual server listens on more than one address or port.';
  }
  if (shared.has(addressKey(virtual))) {
    return 'The same address and port exist in several route domains, so that it is not certain who would answer.';
  }
  return null;
}

/** Addresses with port that more than one route domain has. */
function sharedAddresses(
  virtualServers: readonly SnapshotVirtualServer[],
): Set<string> {
  const domains = new Map<string, number>();
  const shared = new Set<string>();
  for (const virtual of virtualServers) {
    if (virtual.enabled && virtual.address !== null) {
      const key = addressKey(virtual);
      const domain = virtual.routeDomain ?? 0;
      if ((domains.get(key) ?? domain) !== domain) {
        shared.add(key);
      }
      domains.set(key, domain);
    }
  }
  return shared;
}

function addressKey({ address, port }: SnapshotVirtualServer): string {
  return `${address} ${port}`;
}

/** The name that selects a profile; none for the one that answers to everybody. */
function serverNameFor(
  profile: SnapshotProfile,
  options: {
    required: boolean;
    certificates: ReadonlyMap<string, SnapshotCertificate>;
  },
): string | null {
  if (profile.serverName) {
    return profile.serverName;
  }
  if (!options.required) {
    return null;
  }
  const names = profile.entries.flatMap(
    entry => options.certificates.get(entry.certificate)?.names ?? [],
  );
  return names.find(name => !name.startsWith('*.')) ?? names[0] ?? null;
}

function exampleOf(serverName: string | null): string | null {
  return serverName?.startsWith('*.')
    ? `${EXAMPLE_LABEL}${serverName.slice(1)}`
    : serverName;
}

function keyTypesOf(
  profile: SnapshotProfile,
  certificates: ReadonlyMap<string, SnapshotCertificate>,
): (ProbeKeyType | null)[] {
  const kinds = new Set(
    profile.entries
      .map(entry => certificates.get(entry.certificate)?.keyType)
      .filter(isProbeKeyType),
  );
  return kinds.size > 1 ? [...kinds] : [null];
}

function isProbeKeyType(type: KeyType | undefined): type is ProbeKeyType {
  return type === 'rsa' || type === 'ec';
}

/** Two profiles without a name would be asked for in the same way: the default one answers. */
function unique(
  planned: (PlannedHandshake & { profile: string })[],
  isDefault: (profile: string) => boolean,
): PlannedHandshake[] {
  const asked = new Map<string, PlannedHandshake & { profile: string }>();
  for (const item of planned) {
    const key = `${item.serverName} ${item.keyType}`;
    const known = asked.get(key);
    if (!known || !isDefault(known.profile)) {
      asked.set(key, item);
    }
  }
  return [...asked.values()];
}
