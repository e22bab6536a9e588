import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import {
  DeviceProblem,
  ScanProgress,
  ScanRecord,
} from '@cmt/backstage-plugin-certificates-common';
import {
  BigIntColumn,
  chunk,
  fromJson,
  isPostgres,
  toIso,
  toJson,
  transact,
} from '../../database';
import { ScanRequest, ScanStore } from '../types';

interface ScanRow {
  id: string;
  device: string;
  trigger: ScanRecord['trigger'];
  requested_by: string | null;
  status: ScanRecord['status'];
  queued_at: BigIntColumn;
  started_at: BigIntColumn | null;
  finished_at: BigIntColumn | null;
  worker: string | null;
  lease_until: BigIntColumn | null;
  progress: string | null;
  problem: string | null;
  calls: number | null;
  handshakes: number | null;
  changes: string | null;
}

const ACTIVE = ['queued', 'running'];
const RECENT_SCANS = 20;

/**
 * {@link ScanStore} in the plugin's database. A unique index, not this class,
 * guarantees that a device has at most one active scan.
 *
 * @internal
 */
export class DatabaseScanStore implements ScanStore {
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  async enqueue(
    request: ScanRequest,
  ): Promise<{ scan: ScanRecord; created: boolean }> {
    // Between a lost race and the next look, the scan may have ended: then the
    // place is free again. Ten times in a row is no race any more.
    for (let attempt = 0; attempt < 10; attempt++) {
      const active = await this.active(request.device);
      if (active) {
        return { scan: active, created: false };
      }
      const id = randomUUID();
      try {
        await this.#knex('scans').insert({
          id,
          device: request.device,
          trigger: request.trigger,
          requested_by: request.requestedBy,
          status: 'queued',
          queued_at: request.now,
        });
      } catch (error) {
        if (isDatabaseConflictError(error)) {
          continue;
        }
        throw error;
      }
      const scan = await this.get(id);
      if (scan) {
        return { scan, created: true };
      }
    }
    throw new Error(`A scan of ${request.device} could not be queued`);
  }

  async claim(options: {
    worker: string;
    leaseMs: number;
    now: number;
    devices?: readonly string[];
  }): Promise<ScanRecord | undefined> {
    const { worker, leaseMs, now, devices } = options;
    const id = await transact(this.#knex, async transaction => {
      const query = transaction<ScanRow>('scans')
        .where('status', 'queued')
        .orderBy('queued_at')
        .orderBy('id')
        .select('id')
        .first();
      if (devices) {
        query.whereIn('device', [...devices]);
      }
      if (isPostgres(transaction)) {
        // Without it, replicas would wait for each other's claim and then all
        // find the same row taken.
        query.forUpdate().skipLocked();
      }
      const row = await query;
      if (!row) {
        return undefined;
      }
      await transaction('scans')
        .where('id', row.id)
        .update({
          status: 'running',
          started_at: now,
          worker,
          lease_until: now + leaseMs,
        });
      return row.id;
    });
    return id === undefined ? undefined : this.get(id);
  }

  async progress(
    id: string,
    update: {
      worker: string;
      progress: ScanProgress;
      leaseMs: number;
      now: number;
    },
  ): Promise<boolean> {
    const updated = await this.#knex('scans')
      .where({ id, worker: update.worker, status: 'running' })
      .update({
        progress: toJson(update.progress),
        lease_until: update.now + update.leaseMs,
      });
    return updated > 0;
  }

  async finish(
    id: string,
    result: {
      worker: string;
      now: number;
      status: 'succeeded' | 'failed';
      problem?: DeviceProblem | null;
      calls?: number | null;
      handshakes?: number | null;
      changes?: ScanRecord['changes'];
    },
  ): Promise<boolean> {
    const updated = await this.#knex('scans')
      .where({ id, worker: result.worker, status: 'running' })
      .update({
        status: result.status,
        finished_at: result.now,
        lease_until: null,
        progress: null,
        problem: toJson(result.problem ?? null),
        calls: result.calls ?? null,
        handshakes: result.handshakes ?? null,
        changes: toJson(result.changes ?? null),
      });
    return updated > 0;
  }

  async failAbandoned(options: { now: number }): Promise<ScanRecord[]> {
    const { now } = options;
    const problem: DeviceProblem = {
      kind: 'cancelled',
      message: 'The process that ran the scan stopped before the scan ended',
      remedy:
        'Nothing to do: the next scan reads the device again. If it happens repeatedly, look for restarts of the backend.',
      at: new Date(now).toISOString(),
    };
    const abandoned = await this.#knex<ScanRow>('scans')
      .where('status', 'running')
      .where('lease_until', '<', now)
      .select('id');
    const failed: ScanRecord[] = [];
    for (const { id } of abandoned) {
      const updated = await this.#knex('scans')
        .where({ id, status: 'running' })
        .where('lease_until', '<', now)
        .update({
          status: 'failed',
          finished_at: now,
          lease_until: null,
          progress: null,
          problem: toJson(problem),
        });
      const scan = updated > 0 ? await this.get(id) : undefined;
      if (scan) {
        failed.push(scan);
      }
    }
    return failed;
  }

  async get(id: string): Promise<ScanRecord | undefined> {
    const row = await this.#knex<ScanRow>('scans').where('id', id).first();
    return row && toScanRecord(row);
  }

  async active(device: string): Promise<ScanRecord | undefined> {
    const row = await this.#knex<ScanRow>('scans')
      .where('device', device)
      .whereIn('status', ACTIVE)
      .first();
    return row && toScanRecord(row);
  }

  async recent(
    device: string,
    options: { limit?: number } = {},
  ): Promise<ScanRecord[]> {
    const rows = await this.#knex<ScanRow>('scans')
      .where('device', device)
      .orderBy('queued_at', 'desc')
      .orderBy('id', 'desc')
      .limit(options.limit ?? RECENT_SCANS);
    return rows.map(toScanRecord);
  }

  async prune(options: {
    before: number;
    keepPerDevice: number;
  }): Promise<{ deleted: number }> {
    const ranked = this.#knex('scans')
      .select('id', 'status', 'queued_at')
      .rowNumber('newest', builder =>
        builder.partitionBy('device').orderBy('queued_at', 'desc'),
      )
      .as('ranked');
    const old = await this.#knex
      .from(ranked)
      .where('newest', '>', options.keepPerDevice)
      .where('queued_at', '<', options.before)
      .whereNotIn('status', ACTIVE)
      .select<{ id: string }[]>('id');
    for (const part of chunk(old, 500)) {
      await this.#knex('scans')
        .whereIn(
          'id',
          part.map(row => row.id),
        )
        .delete();
    }
    return { deleted: old.length };
  }
}

function toScanRecord(row: ScanRow): ScanRecord {
  return {
    id: row.id,
    device: row.device,
    trigger: row.trigger,
    requestedBy: row.requested_by,
    status: row.status,
    startedAt: toIso(row.started_at ?? row.queued_at) ?? '',
    finishedAt: toIso(row.finished_at),
    progress: fromJson<ScanProgress>(row.progress),
    problem: fromJson<DeviceProblem>(row.problem),
    calls: row.calls,
    handshakes: row.handshakes,
    changes: fromJson<NonNullable<ScanRecord['changes']>>(row.changes),
  };
}
