import type { ConfigurationObject, FileObject } from './types';

/** The tables of a configuration, by the names that change events use. */
export type TableName =
  | 'partitions'
  | 'folders'
  | 'certificateFiles'
  | 'keyFiles'
  | 'trustCertificates'
  | 'trustKeys'
  | 'clientSslProfiles'
  | 'serverSslProfiles'
  | 'virtualServers'
  | 'virtualAddresses'
  | 'opaqueObjects'
  | 'deviceGroups'
  | 'users'
  | 'state';

export interface ConfigurationChange {
  table: TableName;
  /** Of `opaqueObjects`: the collection path. */
  collection?: string;
  fullPath: string;
  action: 'put' | 'delete';
  /** Configuration generation after the change. */
  generation: number;
}

/** What a caller gives for an object; the store fills in the rest. */
export type NewObject<T extends ConfigurationObject> = Omit<T, 'generation'> & {
  generation?: number;
};

/** As `NewObject`; of a file only path and content must be given. */
export type NewFile<T extends FileObject> = Pick<T, 'fullPath' | 'content'> &
  Partial<Omit<T, 'fullPath' | 'content'>>;

/** State of configuration synchronisation of one device group. */
export interface SyncState {
  status:
    | 'In Sync'
    | 'Changes Pending'
    | 'Awaiting Initial Sync'
    | 'Not All Devices Synced'
    | 'Disconnected';
  /** Two devices hold changes of their own: the answer turns red. */
  conflict?: boolean;
  /** Device with the most recent change, which a recommendation names. */
  changedOn?: string;
}

/** All tables of a configuration at one moment, by {@link tableKey}. */
export type ConfigurationState = ReadonlyMap<
  string,
  ReadonlyMap<string, unknown>
>;

/** Name of a table within a state: opaque collections have one each. */
export function tableKey(table: TableName, collection?: string): string {
  return collection === undefined ? table : `${table} ${collection}`;
}

export function parseTableKey(key: string): {
  table: TableName;
  collection?: string;
} {
  const [table, collection] = key.split(' ');
  return {
    table: table as TableName,
    ...(collection !== undefined && { collection }),
  };
}
