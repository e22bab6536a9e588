import { failover, failoverStatus, syncStatus } from '../stats/cluster';
import { loadStats } from '../stats/load';
import { systemStats } from '../stats/system';
import { ResourceRegistry } from '../model/ResourceRegistry';
import { accessResources } from './access';
import { clientSslResource } from './clientSsl';
import { cryptoResources } from './crypto';
import { deviceResources } from './devices';
import { fileResources } from './files';
import { opaqueCollection, opaqueResources } from './opaque';
import { serverSslResource } from './serverSsl';
import { systemResources } from './system';
import { virtualAddressResource, virtualResource } from './virtual';

/** Everything that can be read below `/mgmt/tm`. */
export function createRegistry(): ResourceRegistry {
  return new ResourceRegistry(
    [
      ...opaqueResources,
      ...fileResources,
      ...cryptoResources,
      clientSslResource,
      serverSslResource,
      virtualResource,
      virtualAddressResource,
      ...deviceResources,
      ...accessResources,
      ...systemResources,
      ...systemStats,
      ...loadStats,
      syncStatus,
      failoverStatus,
      failover,
    ],
    (path, { configuration }) =>
      configuration.opaqueCollections().includes(path)
        ? opaqueCollection(path)
        : undefined,
    ({ configuration }) => configuration.opaqueCollections(),
  );
}
