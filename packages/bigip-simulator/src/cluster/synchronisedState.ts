import {
  ConfigurationChange,
  DeviceConfiguration,
  parentFolder,
  parseTableKey,
  TableName,
} from '../configuration';

/** Tables that belong to the traffic, not to the unit. */
const TABLES: readonly TableName[] = [
  'partitions',
  'folders',
  'certificateFiles',
  'keyFiles',
  'clientSslProfiles',
  'serverSslProfiles',
  'virtualServers',
  'virtualAddresses',
  'opaqueObjects',
];

/** Opaque collections that describe a machine and its place in the network. */
const OWN_COLLECTIONS =
  /^(net\/(interface|self|trunk|vlan|route-domain)|sys\/(management|software|disk|httpd|ucs|db|provision))/;

/** The device group that replicates a folder: its own, or that of a folder above. */
function groupOf(
  folder: string,
  configuration: DeviceConfiguration,
): string | undefined {
  for (let path = folder; ; path = parentFolder(path)) {
    const group = configuration.folders.get(path)?.deviceGroup;
    if (group !== undefined) return group.replace(/^\/Common\//, '');
    if (path === '/') return undefined;
  }
}

/** Whether the object of a change is replicated by a device group. */
export function isSynchronised(
  {
    table,
    collection,
    fullPath,
  }: Pick<ConfigurationChange, 'table' | 'collection' | 'fullPath'>,
  configuration: DeviceConfiguration,
  deviceGroup: string,
): boolean {
  if (!TABLES.includes(table)) return false;
  if (collection !== undefined && OWN_COLLECTIONS.test(collection))
    return false;
  if (table === 'partitions')
    return groupOf(`/${fullPath}`, configuration) === deviceGroup;
  // Without a folder it lives outside partitions, which no group replicates.
  if (!fullPath.startsWith('/') || fullPath === '/') return false;
  const folder = table === 'folders' ? fullPath : parentFolder(fullPath);
  return groupOf(folder, configuration) === deviceGroup;
}

/**
 * Makes a unit hold what another one holds in the folders of a device group.
 * Everything else of it stays.
 */
export function copySynchronised(
  source: DeviceConfiguration,
  target: DeviceConfiguration,
  deviceGroup: string,
): void {
  const from = source.capture();
  const to = target.capture();
  const merged = new Map<string, ReadonlyMap<string, unknown>>(to);
  for (const key of new Set([...from.keys(), ...to.keys()])) {
    const place = parseTableKey(key);
    if (!TABLES.includes(place.table)) continue;
    const objects = new Map<string, unknown>();
    for (const [fullPath, object] of to.get(key) ?? [])
      if (!isSynchronised({ ...place, fullPath }, target, deviceGroup))
        objects.set(fullPath, object);
    for (const [fullPath, object] of from.get(key) ?? [])
      if (isSynchronised({ ...place, fullPath }, source, deviceGroup))
        objects.set(fullPath, object);
    merged.set(key, objects);
  }
  target.restore(merged, Math.max(source.generation, target.generation + 1));
}
