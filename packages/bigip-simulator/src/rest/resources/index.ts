import { failover, failoverStatus, syncStatus } from '../stats/cluster';
import { loadStats } from '../stats/load';
import { systemStats } from '../stats/system';
import { ResourceRegistry } from '../model/ResourceRegistry';
import { accessResources } from './access';
import { clientSslResource } from './clientSsl';
import { cryptoResources } from './crypto';
import { dataGroupResource } from './dataGroups';
import { deviceResources } from './devices';
import { fileResources } from './files';
import { opaqueCollection, opaqueResources } from './opaque';
import { pkcs12Resource } from './pkcs12';
import { requestResource } from './requests';
import { serverSslResource } from './serverSsl';
import { systemResources } from './system';
import { virtualAddressResource, virtualResource } from './virtual';

/** Everything that can be read or written below `/mgmt/tm`. */
export function createRegistry(): ResourceRegistry {
  return new ResourceRegistry(
    [
      ...opaqueResources,
      dataGroupResource,
      ...fileResources,
      ...cryptoResources,
      requestResource,
      pkcs12Resource,
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
    ({ configuration }) => [...configuration.opaqueCollections()],
  );
}
