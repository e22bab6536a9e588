import { X509Certificate } from 'node:crypto';
import { CertificateFile, DeviceConfiguration } from '../../configuration';
import { IssuedCertificate } from '../../pki';
import { FarmDefinition } from '../schema';
import { FarmDevice } from '../types';
import { expectedState } from './expectedState';
import { leafOf } from './leafOf';
import { ExpectedCertificate, ExpectedUse, ExpectedVersion } from './types';

/** Groups what is installed by names, as an inventory should. */
export function logicalCertificates(
  definition: FarmDefinition,
  devices: readonly FarmDevice[],
  issued: ReadonlyMap<string, IssuedCertificate>,
  at: Date,
): ExpectedCertificate[] {
  const byFingerprint = new Map(
    [...issued.values()].map(certificate => [
      certificate.fingerprint,
      certificate,
    ]),
  );
  const certificates = new Map<string, ExpectedCertificate>();
  for (const device of devices) {
    for (const file of device.configuration.certificateFiles) {
      const leaf = leafOf(file);
      const known = byFingerprint.get(leaf.fingerprint);
      const factory = file.systemPath !== undefined;
      const names = known ? namesOf(known) : [commonNameOf(leaf.parsed)];
      const scope = factory ? device.name : undefined;
      const key = JSON.stringify([scope, names]);
      const certificate: ExpectedCertificate = certificates.get(key) ?? {
        names,
        device: scope,
        kind: kindOf(factory, known),
        versions: [],
        installations: [],
        uses: [],
        servedAsChain: false,
        expiresAt: new Date(0),
        state: 'healthy',
      };
      certificates.set(key, certificate);
      if (!certificate.versions.some(v => v.fingerprint === leaf.fingerprint)) {
        const facts = known && definition.certificates[known.id];
        certificate.versions.push({
          fingerprint: leaf.fingerprint,
          id: known?.id,
          notBefore: new Date(leaf.parsed.validFrom),
          notAfter: new Date(leaf.parsed.validTo),
          trouble: facts?.trouble,
        });
        certificate.owner ??= facts?.expect?.owner;
        certificate.evidence ??= facts?.expect?.evidence;
      }
      certificate.installations.push({
        device: device.name,
        fullPath: file.fullPath,
        fingerprint: leaf.fingerprint,
      });
      certificate.uses.push(...usesOf(device, file, leaf.fingerprint));
      certificate.servedAsChain ||= isChain(device.configuration, file);
    }
  }
  for (const certificate of certificates.values()) {
    certificate.versions.sort((a, b) => +b.notAfter - +a.notAfter);
    const deciding = decidingVersion(certificate);
    certificate.expiresAt = deciding.notAfter;
    certificate.state = expectedState(deciding, at);
  }
  return [...certificates.values()];
}

function decidingVersion({
  versions,
  uses,
}: ExpectedCertificate): ExpectedVersion {
  const used = versions.filter(version =>
    uses.some(use => use.fingerprint === version.fingerprint),
  );
  return used.length > 0 ? used[used.length - 1] : versions[0];
}

function kindOf(
  factory: boolean,
  known: IssuedCertificate | undefined,
): ExpectedCertificate['kind'] {
  if (factory) {
    return 'factory';
  }
  return known?.spec.isCa ? 'authority' : 'leaf';
}

function namesOf({ spec }: IssuedCertificate): string[] {
  const names =
    spec.names.length > 0
      ? spec.names
      : spec.subject.filter(([type]) => type === 'CN').map(([, cn]) => cn);
  return [...new Set(names.map(name => name.toLowerCase()))].sort();
}

function commonNameOf({ subject }: X509Certificate): string {
  return (/^CN=(.*)$/m.exec(subject)?.[1] ?? subject).toLowerCase();
}

function usesOf(
  { name, configuration }: FarmDevice,
  file: CertificateFile,
  fingerprint: string,
): ExpectedUse[] {
  return configuration.virtualServers.list().flatMap(virtual =>
    virtual.profiles
      .filter(({ fullPath, kind }) =>
        kind === 'client-ssl'
          ? configuration
              .resolvedCertKeyChain(fullPath)
              .some(entry => entry.cert === file.fullPath)
          : serverSslCertificate(configuration, fullPath) === file.fullPath,
      )
      .map(({ fullPath }) => ({
        device: name,
        virtualServer: virtual.fullPath,
        profile: fullPath,
        enabled: virtual.enabled,
        fingerprint,
      })),
  );
}

function isChain(
  configuration: DeviceConfiguration,
  { fullPath }: CertificateFile,
): boolean {
  return (
    configuration.clientSslProfiles
      .list()
      .some(profile =>
        configuration
          .resolveClientSsl(profile)
          .certKeyChain.some(entry => entry.chain === fullPath),
      ) ||
    configuration.serverSslProfiles
      .list()
      .some(profile => profile.chain === fullPath)
  );
}

function serverSslCertificate(
  configuration: DeviceConfiguration,
  path: string,
): string | undefined {
  const profile = configuration.serverSslProfiles.get(path);
  return (
    profile?.cert ??
    (profile?.defaultsFrom &&
      serverSslCertificate(configuration, profile.defaultsFrom))
  );
}
