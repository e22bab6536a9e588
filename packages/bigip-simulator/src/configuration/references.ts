import type { DeviceConfiguration } from './DeviceConfiguration';

/** An object that refers to another one. */
export interface Referrer {
  kind: 'client-ssl' | 'server-ssl' | 'ssl-cert' | 'virtual' | 'other';
  fullPath: string;
}

/**
 * Who refers to a certificate or key file. The device itself is the only one
 * that knows all of them, which is why a delete is the reliable test.
 *
 * @param type - a certificate and a key may have the same path
 */
export function fileReferrers(
  configuration: DeviceConfiguration,
  fullPath: string,
  type: 'cert' | 'key',
): Referrer[] {
  const referrers: Referrer[] = [];
  const isCert = type === 'cert';
  for (const profile of configuration.clientSslProfiles) {
    const { caFile, clientCertCa, crlFile, proxyCaCert, proxyCaKey } = profile;
    const inEntry = profile.certKeyChain?.some(entry =>
      isCert
        ? entry.cert === fullPath || entry.chain === fullPath
        : entry.key === fullPath,
    );
    const named = isCert
      ? [caFile, clientCertCa, crlFile, proxyCaCert].includes(fullPath)
      : proxyCaKey === fullPath;
    if (inEntry || named || names(profile.attributes, fullPath, type))
      referrers.push({ kind: 'client-ssl', fullPath: profile.fullPath });
  }
  for (const profile of configuration.serverSslProfiles) {
    const { cert, chain, caFile, crlFile, key } = profile;
    const named = isCert
      ? [cert, chain, caFile, crlFile].includes(fullPath)
      : key === fullPath;
    if (named || names(profile.attributes, fullPath, type))
      referrers.push({ kind: 'server-ssl', fullPath: profile.fullPath });
  }
  if (isCert)
    for (const file of configuration.certificateFiles)
      if (file.issuerCert === fullPath && file.fullPath !== fullPath)
        referrers.push({ kind: 'ssl-cert', fullPath: file.fullPath });
  for (const collection of configuration.opaqueCollections())
    for (const object of configuration.opaqueObjects(collection))
      if (names(object.attributes, fullPath, type))
        referrers.push({ kind: 'other', fullPath: object.fullPath });
  return referrers;
}

/** Whether any attribute names the path, by its value or in a list. */
function names(
  attributes: Record<string, unknown> | undefined,
  fullPath: string,
  type: 'cert' | 'key',
): boolean {
  return Object.entries(attributes ?? {}).some(([name, value]) => {
    if (/key/i.test(name) !== (type === 'key')) return false;
    return Array.isArray(value) ? value.includes(fullPath) : value === fullPath;
  });
}

/** Who uses an SSL profile: virtual servers, and profiles made from it. */
export function profileReferrers(
  configuration: DeviceConfiguration,
  fullPath: string,
  kind: 'client-ssl' | 'server-ssl',
): Referrer[] {
  const children =
    kind === 'client-ssl'
      ? configuration.clientSslProfiles
      : configuration.serverSslProfiles;
  return [
    ...configuration.virtualServers
      .list()
      .filter(({ profiles }) =>
        profiles.some(p => p.kind === kind && p.fullPath === fullPath),
      )
      .map(virtual => ({
        kind: 'virtual' as const,
        fullPath: virtual.fullPath,
      })),
    ...children
      .list()
      .filter(({ defaultsFrom }) => defaultsFrom === fullPath)
      .map(child => ({ kind, fullPath: child.fullPath })),
  ];
}
