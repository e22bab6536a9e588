import { Knex } from 'knex';
import { NotFoundError } from '@backstage/errors';
import {
  DeviceFacts,
  DeviceProblem,
} from '@cmt/backstage-plugin-certificates-common';
import { DeviceDescriptor } from '@cmt/backstage-plugin-certificates-node';
import { fromJson, lockInventory, toJson, transact } from '../../database';
import {
  deviceEntityName,
  deviceFeedContent,
  FeedChange,
  writeFeed,
} from '../feed';
import { DeviceRecord, DeviceStore } from '../types';
import { DeviceRow, toDeviceRecord } from './deviceRow';

/**
 * {@link DeviceStore} in the plugin's database.
 *
 * @internal
 */
export class DatabaseDeviceStore implements DeviceStore {
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  async syncDescriptors(
    descriptors: readonly DeviceDescriptor[],
    options: { now: number },
  ) {
    const before = await planSync(this.#knex, descriptors);
    if (before.writes === 0) {
      return before.result;
    }
    return transact(this.#knex, async transaction => {
      await lockInventory(transaction);
      const plan = await planSync(transaction, descriptors);
      const feed: FeedChange[] = [];
      for (const { descriptor, row } of plan.upserts) {
        const columns = {
          descriptor: descriptorJson(descriptor),
          retired_at: null,
          closed_at: null,
        };
        if (row) {
          await transaction('devices').where('name', row.name).update(columns);
        } else {
          await transaction('devices').insert({
            ...columns,
            name: descriptor.name,
            entity_name: deviceEntityName(descriptor.name),
            warnings: '[]',
            certificate_count: 0,
            installation_count: 0,
            profile_count: 0,
            virtual_server_count: 0,
            consecutive_failures: 0,
          });
        }
        const facts = fromJson<DeviceFacts>(row?.facts ?? null);
        feed.push({
          kind: 'device',
          id: descriptor.name,
          content: deviceFeedContent(descriptor, facts?.hostname ?? null),
        });
      }
      if (plan.result.retired.length > 0) {
        await transaction('devices')
          .whereIn('name', plan.result.retired)
          .update({ retired_at: options.now, next_scan_at: null });
      }
      await writeFeed(transaction, feed);
      return plan.result;
    });
  }

  async list(options: {
    now: number;
    includeRetired?: boolean;
  }): Promise<DeviceRecord[]> {
    const query = this.#knex<DeviceRow>('devices').select('*').orderBy('name');
    if (!options.includeRetired) {
      query.whereNull('retired_at');
    }
    return (await query).map(row => toDeviceRecord(row, options.now));
  }

  async get(
    name: string,
    options: { now: number },
  ): Promise<DeviceRecord | undefined> {
    const row = await this.#knex<DeviceRow>('devices')
      .where('name', name)
      .first();
    return row && toDeviceRecord(row, options.now);
  }

  async recordFailure(
    name: string,
    failure: {
      at: number;
      problem: DeviceProblem;
      pausedUntil: number | null;
    },
  ) {
    return transact(this.#knex, async transaction => {
      const updated = await transaction('devices')
        .where('name', name)
        .update({
          last_scan_at: failure.at,
          problem: toJson(failure.problem),
          paused_until: failure.pausedUntil,
          consecutive_failures: transaction.raw('consecutive_failures + 1'),
        });
      if (updated === 0) {
        throw new NotFoundError(`No device is called ${name}`);
      }
      const row = await transaction('devices')
        .where('name', name)
        .first<{ consecutive_failures: number }>('consecutive_failures');
      return { consecutiveFailures: row.consecutive_failures };
    });
  }

  async recordSchedule(
    name: string,
    schedule: { nextScanAt: number | null; staleAt?: number | null },
  ): Promise<void> {
    await this.#knex('devices')
      .where('name', name)
      .update({
        next_scan_at: schedule.nextScanAt,
        ...(schedule.staleAt !== undefined && { stale_at: schedule.staleAt }),
      });
  }
}

type KnownDevice = Pick<
  DeviceRow,
  'name' | 'descriptor' | 'retired_at' | 'facts'
>;

async function planSync(knex: Knex, descriptors: readonly DeviceDescriptor[]) {
  const rows = await knex('devices').select<KnownDevice[]>(
    'name',
    'descriptor',
    'retired_at',
    'facts',
  );
  const known = new Map(rows.map(row => [row.name, row]));
  const upserts: { descriptor: DeviceDescriptor; row?: KnownDevice }[] = [];
  const added: string[] = [];
  const changed: string[] = [];
  for (const descriptor of descriptors) {
    const row = known.get(descriptor.name);
    known.delete(descriptor.name);
    if (!row) {
      added.push(descriptor.name);
    } else if (
      row.retired_at !== null ||
      row.descriptor !== descriptorJson(descriptor)
    ) {
      changed.push(descriptor.name);
    } else {
      continue;
    }
    upserts.push({ descriptor, row });
  }
  const retired = [...known.values()]
    .filter(row => row.retired_at === null)
    .map(row => row.name);
  return {
    upserts,
    result: { added, changed, retired },
    writes: upserts.length + retired.length,
  };
}

/** The same text for equal descriptors, whatever the order of their keys. */
function descriptorJson(descriptor: DeviceDescriptor): string {
  return toJson({
    name: descriptor.name,
    kind: descriptor.kind,
    host: descriptor.host,
    port: descriptor.port,
    site: descriptor.site,
    environment: descriptor.environment,
    tags: descriptor.tags,
    ownerRef: descriptor.ownerRef,
    tlsVerification: descriptor.tlsVerification,
    ...(descriptor.schedule && { schedule: descriptor.schedule }),
  });
}
