import { X509Certificate } from 'node:crypto';
import { VirtualServer } from '../../configuration';
import { selectProfile } from '../../tls';
import { FarmDevice } from '../types';
import { fingerprintOf, leafOf } from './leafOf';
import { ExpectedHandshake } from './types';

/** What the virtual servers of a device serve, for every name and for none. */
export function expectedHandshakes(device: FarmDevice): ExpectedHandshake[] {
  return device.configuration.virtualServers
    .list()
    .filter(
      ({ enabled, listen, profiles }) =>
        enabled && listen && profiles.some(({ kind }) => kind === 'client-ssl'),
    )
    .flatMap(virtual => virtualHandshakes(device, virtual));
}

function virtualHandshakes(
  { name, configuration, served }: FarmDevice,
  virtual: VirtualServer,
): ExpectedHandshake[] {
  const profiles = virtual.profiles
    .filter(({ kind }) => kind === 'client-ssl')
    .map(({ fullPath }) => configuration.clientSslProfiles.get(fullPath))
    .filter(profile => profile !== undefined)
    .map(profile => configuration.resolveClientSsl(profile));
  const instead = served.get(virtual.fullPath);
  const names = new Set(profiles.map(profile => profile.serverName ?? null));
  return [...names.add(null)].map(serverName => {
    const profile = selectProfile(profiles, serverName ?? undefined);
    const bound = (profile?.certKeyChain ?? [])
      .map(entry => configuration.certificateFiles.get(entry.cert))
      .filter(file => file !== undefined)
      .map(file => leafOf(file).fingerprint);
    return {
      device: name,
      virtualServer: virtual.fullPath,
      serverName,
      drift: instead !== undefined,
      fingerprints: instead
        ? [fingerprintOf(new X509Certificate(instead.certificate))]
        : bound,
    };
  });
}
