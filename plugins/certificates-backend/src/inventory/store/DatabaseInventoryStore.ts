import { Knex } from 'knex';
import { DeviceSnapshot } from '@cmt/backstage-plugin-certificates-node';
import { lockInventory, transact } from '../../database';
import { ApplyContext, ApplyResult, InventoryStore } from '../types';
import { closeRetiredDevices } from './closeRetiredDevices';
import { deviceFactColumns, planSnapshot, SnapshotPlan } from './planSnapshot';
import { SnapshotCertificates } from './SnapshotCertificates';
import { writeSnapshot } from './writeSnapshot';

/**
 * {@link InventoryStore} in the plugin's database.
 *
 * @remarks
 *
 * A snapshot is compared before the inventory's lock is asked for: scans
 * without news, nearly all, run side by side. When something differs the
 * comparison is made again under the lock, because other devices may have
 * changed what they share in the meantime.
 *
 * @internal
 */
export class DatabaseInventoryStore implements InventoryStore {
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  async applySnapshot(
    snapshot: DeviceSnapshot,
    context: ApplyContext,
  ): Promise<ApplyResult> {
    const certificates = await SnapshotCertificates.read(this.#knex, snapshot);
    const compare = (transaction: Knex.Transaction) =>
      planSnapshot(transaction, snapshot, certificates, context);
    return transact(this.#knex, async transaction => {
      let plan = await compare(transaction);
      let certificateIds: string[] = [];
      if (!plan.empty) {
        await lockInventory(transaction);
        plan = await compare(transaction);
        certificateIds = await writeSnapshot(transaction, plan, context);
      }
      await transaction('devices')
        .where('name', snapshot.device)
        .update({
          ...deviceFactColumns(snapshot),
          environment: context.device.environment,
          last_scan_at: context.now,
          last_success_at: context.now,
          problem: null,
          consecutive_failures: 0,
          paused_until: null,
        });
      return { ...countChanges(plan), certificateIds };
    });
  }

  async closeRetiredDevices(options: { retiredBefore: number; now: number }) {
    return closeRetiredDevices(this.#knex, options);
  }
}

function countChanges({ installations, touched, state }: SnapshotPlan) {
  const { added, changed, removed } = installations;
  const counted = new Set([...added, ...removed]);
  const altered = new Set(changed);
  for (const path of touched) {
    if (!counted.has(path) && state.installations.has(path)) {
      altered.add(path);
    }
  }
  return {
    added: added.length,
    changed: altered.size,
    removed: removed.length,
  };
}
