import { DirectoryMaterialCache } from '../../pki';
import { loadFarm } from '../loadFarm';
import { readFarmFile } from '../readFarmFile';
import { resolveReference } from '../resolveReference';
import { FarmDevice } from '../types';
import { expectedHandshakes } from './expectedHandshakes';
import { logicalCertificates } from './logicalCertificates';
import { ExpectedCertificate, ExpectedEstate } from './types';

/**
 * Computes what an inventory of a farm must find, from the farm file alone: no
 * REST, no handshake. Needs the cache of the running farm for equal fingerprints.
 *
 * @param at - moment that states are judged at; now unless given
 * @public
 */
export async function expectedEstate(options: {
  farmFile: string;
  cacheDirectory: string;
  reference?: Date;
  at?: Date;
}): Promise<ExpectedEstate> {
  const definition = await readFarmFile(options.farmFile);
  const cache = new DirectoryMaterialCache(options.cacheDirectory);
  const at = options.at ?? new Date();
  const reference = await resolveReference({
    cache,
    name: `farm-${definition.seed}`,
    explicit: options.reference,
    now: at,
  });
  const farm = await loadFarm(definition, { cache, reference });
  const all = logicalCertificates(
    definition,
    farm.devices,
    farm.certificates,
    at,
  );
  return {
    reference,
    devices: farm.devices.map(describeDevice),
    certificates: all.filter(isListed),
    unlisted: all.filter(certificate => !isListed(certificate)),
    handshakes: farm.devices.flatMap(expectedHandshakes),
  };
}

function isListed({ kind, uses, servedAsChain }: ExpectedCertificate): boolean {
  switch (kind) {
    case 'factory':
      return uses.length > 0;
    case 'authority':
      return servedAsChain;
    default:
      return true;
  }
}

function describeDevice({ name, configuration }: FarmDevice) {
  const { hostname, version } = configuration.identity;
  return {
    name,
    hostname,
    version,
    cluster:
      configuration.deviceGroups
        .list()
        .find(group => group.type === 'sync-failover')?.name ?? null,
    failoverState: configuration.failoverState,
    files: configuration.certificateFiles.size,
    virtualServers: configuration.virtualServers.size,
  };
}
