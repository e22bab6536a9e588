import { Knex } from 'knex';
import { lockInventory, raiseRevision, transact } from '../../database';
import { FeedChange, writeFeed } from '../feed';
import { updateRollups } from '../rollup';
import { clusterFeedChanges } from './assignCluster';
import { SERVED_TABLE } from './servedRows';
import { CONFIGURATION_TABLES } from './snapshotRows';

/**
 * Turns everything on devices that were retired before a moment into history,
 * one transaction per device.
 *
 * @internal
 */
export async function closeRetiredDevices(
  knex: Knex,
  options: { retiredBefore: number; now: number },
): Promise<{ devices: string[]; certificateIds: string[] }> {
  const due = await knex('devices')
    .where('retired_at', '<=', options.retiredBefore)
    .whereNull('closed_at')
    .orderBy('name')
    .pluck<string[]>('name');
  const devices: string[] = [];
  const certificateIds = new Set<string>();
  for (const name of due) {
    const closed = await transact(knex, transaction =>
      closeDevice(transaction, name, options),
    );
    if (closed) {
      devices.push(name);
      closed.forEach(id => certificateIds.add(id));
    }
  }
  return { devices, certificateIds: [...certificateIds].sort() };
}

async function closeDevice(
  transaction: Knex.Transaction,
  name: string,
  options: { retiredBefore: number; now: number },
): Promise<string[] | undefined> {
  await lockInventory(transaction);
  const device = await transaction('devices')
    .where('name', name)
    .where('retired_at', '<=', options.retiredBefore)
    .whereNull('closed_at')
    .first<{ cluster_id: string | null } | undefined>('cluster_id');
  if (!device) {
    // It came back while we waited for the lock.
    return undefined;
  }
  const touched = await transaction('installations')
    .where('device', name)
    .whereNull('removed_at')
    .distinct()
    .pluck<string[]>('certificate_id');
  await transaction('installations')
    .where('device', name)
    .whereNull('removed_at')
    .update({ removed_at: options.now });
  for (const { table } of [
    ...Object.values(CONFIGURATION_TABLES),
    SERVED_TABLE,
  ]) {
    await transaction(table).where('device', name).delete();
  }
  await transaction('devices').where('name', name).update({
    closed_at: options.now,
    cluster_id: null,
    installation_count: 0,
    profile_count: 0,
    virtual_server_count: 0,
  });

  const feed: FeedChange[] = await updateRollups(transaction, {
    certificateIds: touched,
    identities: new Map(),
    devices: [name],
    now: options.now,
  });
  await writeFeed(transaction, [
    { kind: 'device', id: name, content: null },
    ...(await clusterFeedChanges(transaction, [device.cluster_id])),
    ...feed,
  ]);
  await raiseRevision(transaction);
  return touched;
}
