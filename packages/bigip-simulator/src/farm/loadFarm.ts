import { DeviceConfiguration } from '../configuration';
import { CertificateFactory, IssuedCertificate, MaterialCache } from '../pki';
import { ServableMaterial } from '../tls';
import { buildDevice } from './buildDevice';
import { certificateSpecs, issueCertificates } from './certificateSpecs';
import { makeFactoryFiles } from './factoryFiles';
import { issueManagementCa, issueManagementCertificate } from './management';
import { ConfigurationDefinition, FarmDefinition } from './schema';
import { Farm, FarmDevice, PlaceVirtualServer } from './types';

/** When all devices were installed: their default certificates begin there. */
const INSTALLED_AT = new Date('2023-02-14T09:00:00Z');

export interface LoadFarmOptions {
  cache: MaterialCache;
  reference: Date;
  /** Overrides the versions of the farm file. */
  version?: string;
  /** Where virtual servers listen; where the farm file says unless given. */
  place?: PlaceVirtualServer;
}

/** Issues all certificates of a farm and builds its devices. */
export async function loadFarm(
  definition: FarmDefinition,
  options: LoadFarmOptions,
): Promise<Farm> {
  const { seed } = definition;
  const { cache, reference } = options;
  const factory = new CertificateFactory({ seed, cache });
  const [issued, managementCa] = await Promise.all([
    issueCertificates(certificateSpecs(definition, reference), factory),
    issueManagementCa(factory, definition.name, seed),
  ]);

  const devices: FarmDevice[] = [];
  for (const [name, configuration] of Object.entries(
    definition.configurations,
  )) {
    const units = definition.devices.filter(d => d.configuration === name);
    const places = await placeAll(configuration, options.place);
    const served = servedInstead(configuration, issued);
    const protectedKeys = await protectKeys(configuration, issued, factory);
    const members: DeviceConfiguration[] = [];
    for (const unit of units) {
      const device = buildDevice({
        seed,
        reference,
        definition: unit,
        configuration,
        members: units.map(u => u.hostname),
        issued,
        protectedKeys,
        places,
        version: options.version,
        factoryFiles: await makeFactoryFiles({
          factory,
          seed,
          owner: name,
          hostname: unit.hostname,
          installedAt: INSTALLED_AT,
        }),
      });
      const certificate = await issueManagementCertificate(
        factory,
        managementCa,
        { seed, device: unit.name, names: [unit.hostname] },
      );
      members.push(device);
      devices.push({
        name: unit.name,
        configuration: device,
        management: {
          certificate: certificate.pem,
          key: certificate.keyPem,
          fingerprint: certificate.fingerprint,
        },
        served,
      });
    }
    DeviceConfiguration.trust(members);
  }
  const order = definition.devices.map(device => device.name);
  devices.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  return {
    name: definition.name,
    reference,
    devices,
    managementCa: managementCa.pem,
    certificates: issued,
  };
}

async function placeAll(
  configuration: ConfigurationDefinition,
  place: PlaceVirtualServer = async wanted => wanted,
): Promise<Map<string, { host: string; port: number }>> {
  const places = new Map<string, { host: string; port: number }>();
  for (const virtual of configuration.virtualServers) {
    // Others have nothing that would answer.
    if (virtual.clientSsl.length > 0 || virtual.rules.length > 0) {
      places.set(
        virtual.path,
        await place({ host: virtual.address, port: virtual.port }),
      );
    }
  }
  return places;
}

async function protectKeys(
  { files }: ConfigurationDefinition,
  issued: ReadonlyMap<string, IssuedCertificate>,
  factory: CertificateFactory,
): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const { path, certificate, keyPassphrase } of files) {
    if (keyPassphrase) {
      keys.set(
        path,
        await factory.protectKey(issued.get(certificate)!, keyPassphrase),
      );
    }
  }
  return keys;
}

/** Virtual servers on which something else is served than what is bound. */
function servedInstead(
  configuration: ConfigurationDefinition,
  issued: ReadonlyMap<string, IssuedCertificate>,
): Map<string, ServableMaterial> {
  const served = new Map<string, ServableMaterial>();
  for (const { path, serves } of configuration.virtualServers) {
    const certificate = serves && issued.get(serves);
    if (certificate) {
      const issuer =
        certificate.spec.issuer && issued.get(certificate.spec.issuer);
      served.set(path, {
        certificate: certificate.pem + (issuer ? issuer.pem : ''),
        key: certificate.keyPem,
      });
    }
  }
  return served;
}
