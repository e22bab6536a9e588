import { SnapshotVirtualServer } from '@cmt/backstage-plugin-certificates-node';
import { readCollection } from '../client/collection';
import { IControlSession } from '../client/session';
import { Inventory } from './readInventory';
import {
  readTrafficMatchingCriteria,
  readVirtualAddress,
  resolveVirtualServer,
} from './virtualServers';

/**
 * Looks up the names in virtual servers. Asks the device for virtual addresses
 * and matching criteria only where something refers to them by name.
 *
 * @throws CallError
 */
export async function resolveDestinations(
  session: IControlSession,
  inventory: Pick<Inventory, 'virtualServers' | 'profiles'>,
  pageSize: number,
): Promise<SnapshotVirtualServer[]> {
  const { virtualServers, profiles } = inventory;
  const criteria = virtualServers.some(v => v.trafficMatchingCriteria)
    ? await readCollection(session, {
        path: 'ltm/traffic-matching-criteria',
        pageSize,
        read: readTrafficMatchingCriteria,
        key: item => item.fullPath,
      })
    : { items: [] };
  const isNamed =
    virtualServers.some(v => v.destination.virtualAddress) ||
    criteria.items.some(item => item.destination.virtualAddress);
  const addresses = isNamed
    ? await readCollection(session, {
        path: 'ltm/virtual-address',
        pageSize,
        read: readVirtualAddress,
        key: item => item.fullPath,
      })
    : { items: [] };

  const pathsOf = (side: string) =>
    new Set(profiles.filter(p => p.side === side).map(p => p.fullPath));
  const context = {
    clientProfiles: pathsOf('client'),
    serverProfiles: pathsOf('server'),
    criteria: new Map(
      criteria.items.map(item => [item.fullPath, item.destination]),
    ),
    virtualAddresses: new Map(
      addresses.items.flatMap(({ fullPath, address }) =>
        address === null ? [] : [[fullPath, address] as const],
      ),
    ),
  };
  return virtualServers.map(raw => resolveVirtualServer(raw, context));
}
