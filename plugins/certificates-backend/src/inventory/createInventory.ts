import { Knex } from 'knex';
import { DatabaseDeviceStore } from './devices';
import { DatabaseOwnershipStore } from './ownership';
import { DatabaseInventoryQueries } from './queries';
import { DatabaseScanStore } from './scans';
import { DatabaseInventoryStore } from './store';
import {
  DeviceStore,
  InventoryQueries,
  InventoryStore,
  OwnershipStore,
  ScanStore,
} from './types';

/** All parts of the inventory. @internal */
export interface Inventory {
  store: InventoryStore;
  queries: InventoryQueries;
  devices: DeviceStore;
  scans: ScanStore;
  ownership: OwnershipStore;
}

/**
 * The inventory on a database whose tables are up to date (see `initDatabase`).
 *
 * @param options.clock - milliseconds since the epoch, for reads; the system's
 *   clock by default
 * @internal
 */
export function createInventory(options: {
  knex: Knex;
  clock?: () => number;
}): Inventory {
  const { knex, clock } = options;
  return {
    store: new DatabaseInventoryStore({ knex }),
    queries: new DatabaseInventoryQueries({ knex, clock }),
    devices: new DatabaseDeviceStore({ knex }),
    scans: new DatabaseScanStore({ knex }),
    ownership: new DatabaseOwnershipStore({ knex }),
  };
}
