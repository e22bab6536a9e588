import { DeviceSnapshot } from '@cmt/backstage-plugin-certificates-node';
import { Row, TableShape, toFlag } from '../../database';

/** Tables that hold the present configuration of devices. @internal */
export const CONFIGURATION_TABLES = {
  keys: { table: 'private_keys', key: ['full_path'] },
  profiles: { table: 'profiles', key: ['side', 'full_path'] },
  bindings: {
    table: 'bindings',
    key: ['certificate_path', 'side', 'profile', 'role', 'entry'],
  },
  virtualServers: { table: 'virtual_servers', key: ['full_path'] },
  virtualServerProfiles: {
    table: 'virtual_server_profiles',
    key: ['side', 'profile', 'virtual_server'],
  },
  references: {
    table: 'certificate_references',
    key: ['certificate_path', 'kind', 'object', 'field'],
  },
} as const satisfies Record<string, TableShape>;

/** @internal */
export type ConfigurationTable = keyof typeof CONFIGURATION_TABLES;

/**
 * The rows that the configuration tables should hold for the device of a
 * snapshot.
 *
 * @internal
 */
export function configurationRows(
  snapshot: DeviceSnapshot,
): Record<ConfigurationTable, Row[]> {
  const { device } = snapshot;
  return {
    keys: snapshot.keys.map(key => ({
      device,
      full_path: key.fullPath,
      key_type: key.keyType,
      key_size: key.keySize,
      curve: key.curve,
      security_type: key.securityType,
    })),
    profiles: snapshot.profiles.map(profile => ({
      device,
      side: profile.side,
      full_path: profile.fullPath,
      parent: profile.parent,
      server_name: profile.serverName,
      sni_default: toFlag(profile.sniDefault),
    })),
    bindings: bindingRows(snapshot),
    virtualServers: snapshot.virtualServers.map(server => ({
      device,
      full_path: server.fullPath,
      address: server.address,
      port: server.port,
      route_domain: server.routeDomain,
      enabled: toFlag(server.enabled),
      description: server.description,
    })),
    virtualServerProfiles: snapshot.virtualServers.flatMap(server => [
      ...server.clientProfiles.map(profile => ({
        device,
        side: 'client',
        profile,
        virtual_server: server.fullPath,
      })),
      ...server.serverProfiles.map(profile => ({
        device,
        side: 'server',
        profile,
        virtual_server: server.fullPath,
      })),
    ]),
    references: snapshot.references.map(reference => ({
      device,
      certificate_path: reference.certificate,
      kind: reference.kind,
      object: reference.object,
      field: reference.field,
    })),
  };
}

function bindingRows({ device, profiles }: DeviceSnapshot): Row[] {
  return profiles.flatMap(profile => {
    const common = { device, side: profile.side, profile: profile.fullPath };
    const rows: Row[] = [];
    for (const entry of profile.entries) {
      const shared = {
        ...common,
        entry: entry.name ?? '',
        key_path: entry.key,
        inherited_from: entry.inheritedFrom,
      };
      rows.push({
        ...shared,
        certificate_path: entry.certificate,
        role: 'certificate',
      });
      if (entry.chain) {
        rows.push({ ...shared, certificate_path: entry.chain, role: 'chain' });
      }
    }
    for (const trust of profile.trusts) {
      rows.push({
        ...common,
        certificate_path: trust.fullPath,
        role: 'ca',
        entry: trust.field,
        key_path: null,
        inherited_from: null,
      });
    }
    return rows;
  });
}
