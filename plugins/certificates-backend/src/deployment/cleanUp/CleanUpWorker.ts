import { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, stringifyError } from '@backstage/errors';
import { DeploymentUnit } from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateTarget,
  RemovableObject,
  TargetContext,
} from '@cmt/backstage-plugin-certificates-node';
import { Knex } from 'knex';
import { MaterialStore } from '../../custody';
import { HeldLease, LEASE_MS } from '../engine';
import { problemOfError } from '../problems';
import { ChangeCalendar, mayChange } from '../rules';
import { LeaseStore } from '../store';
import { CleanUpRow, devicesOf, readUnused } from './candidates';

/** Objects that one run deletes; the next run goes on. */
const BATCH = 200;

/** @internal */
export interface CleanUpWorkerOptions {
  knex: Knex;
  leases: LeaseStore;
  materials: MaterialStore;
  /** The target that changes devices, or why there is none. */
  targetOf: (
    devices: readonly string[],
  ) => { target: CertificateTarget } | { reason: string };
  requestScan: (device: string) => Promise<unknown>;
  calendar: ChangeCalendar;
  /** Identifies this process in leases. */
  worker: string;
  logger: LoggerService;
  clock: () => number;
}

/** Removes and restores file objects; one change at a time on each device. */
export class CleanUpWorker {
  readonly #options: CleanUpWorkerOptions;

  constructor(options: CleanUpWorkerOptions) {
    this.#options = options;
  }

  /**
   * Deletes what has been quarantined long enough and is still unused. Safe at any
   * time: what is in use again is kept, what cannot be deleted now waits.
   */
  async deleteDue(signal: AbortSignal): Promise<void> {
    const { knex, clock } = this.#options;
    const due = await knex<CleanUpRow>('clean_ups')
      .where('state', 'quarantined')
      .where('delete_after', '<=', clock())
      .orderBy('delete_after')
      .limit(BATCH)
      .select('*');
    for (const row of due) {
      if (signal.aborted) {
        return;
      }
      await this.#delete(row, signal);
    }
  }

  /**
   * Puts a deleted object back.
   *
   * @throws ConflictError while another change of the unit runs; what the target throws
   */
  async restore(row: CleanUpRow, materialId: string): Promise<void> {
    const { materials } = this.#options;
    const opened = await materials.open(materialId).catch(() => {
      throw new ConflictError(
        `The key of ${row.full_path} cannot be opened; configure the key-encryption key that sealed it`,
      );
    });
    const done = await this.#onUnit(
      row,
      new AbortController().signal,
      (target, context) =>
        target.restore(
          unitOfRow(row),
          {
            certificate: row.full_path,
            key: row.key_path ?? row.full_path.replace(/\.crt$/, '.key'),
            chain: null,
          },
          opened.material,
          opened.key,
          context,
        ),
    );
    if (done === undefined) {
      throw new ConflictError(
        `Another change of ${row.unit} is under way; try again when it has ended`,
      );
    }
  }

  async #delete(row: CleanUpRow, signal: AbortSignal): Promise<void> {
    const { knex, calendar, logger, clock } = this.#options;
    const unit = unitOfRow(row);
    if (mayChange(unit, calendar, clock()).allowed !== 'now') {
      return;
    }
    const [unused] = await readUnused(knex, { id: row.id, now: clock() });
    if (!unused) {
      logger.info(
        `${row.full_path} on ${row.unit} is kept: it is in use again, or gone`,
      );
      await knex('clean_ups').where('id', row.id).delete();
      return;
    }
    try {
      const results = await this.#onUnit(row, signal, (target, context) =>
        target.remove(unit, objectsOf(row), context),
      );
      if (!results) {
        return;
      }
      const refused = results.filter(({ result }) => result === 'refused');
      const isGone = results.some(
        ({ kind, result }) => kind === 'certificate' && result !== 'refused',
      );
      await this.#record(row, {
        state: isGone ? 'deleted' : 'refused',
        problem:
          refused
            .map(
              ({ fullPath, detail }) => `${fullPath}: ${detail ?? 'refused'}`,
            )
            .join('; ') || null,
      });
    } catch (error) {
      const problem = problemOfError(error, row.unit);
      if (problem.action !== 'retry') {
        await this.#record(row, { state: 'refused', problem: problem.message });
        return;
      }
      logger.warn(
        `${row.full_path} on ${
          row.unit
        } could not be deleted, the next run tries again: ${
          problem.code === 'internal' ? stringifyError(error) : problem.message
        }`,
      );
    }
  }

  async #record(
    row: CleanUpRow,
    change: Pick<CleanUpRow, 'state' | 'problem'>,
  ): Promise<void> {
    const { knex, logger } = this.#options;
    await knex('clean_ups').where('id', row.id).update(change);
    logger.info(
      `${row.full_path} on ${row.unit}: ${change.state}${
        change.problem ? ` (${change.problem})` : ''
      }`,
    );
  }

  /** @returns what the change answers; `undefined` while another change runs */
  async #onUnit<T>(
    row: CleanUpRow,
    shutdown: AbortSignal,
    change: (target: CertificateTarget, context: TargetContext) => Promise<T>,
  ): Promise<T | undefined> {
    const { leases, targetOf, requestScan, worker, logger } = this.#options;
    const devices = devicesOf(row);
    const found = targetOf(devices);
    if ('reason' in found) {
      throw new ConflictError(found.reason);
    }
    const holder = `clean-up:${row.id}`;
    const claim = await leases.claim({
      resources: devices.map(device => `device:${device}`),
      holder,
      worker,
      leaseMs: LEASE_MS,
    });
    if ('busy' in claim) {
      return undefined;
    }
    const held = new HeldLease({
      lease: claim.lease,
      leases,
      leaseMs: LEASE_MS,
      logger,
      shutdown,
    });
    try {
      return await change(found.target, { signal: held.signal });
    } finally {
      held.letGo();
      await leases.release(holder);
      for (const device of devices) {
        await requestScan(device).catch(error => {
          logger.warn(
            `No scan of ${device} could be asked for: ${stringifyError(error)}`,
          );
        });
      }
    }
  }
}

function unitOfRow(row: CleanUpRow): DeploymentUnit {
  return {
    name: row.unit,
    devices: devicesOf(row),
    environment: row.environment,
  };
}

function objectsOf(row: CleanUpRow): RemovableObject[] {
  return [
    {
      kind: 'certificate',
      fullPath: row.full_path,
      fingerprint: row.fingerprint,
    },
    ...(row.key_path
      ? [{ kind: 'key' as const, fullPath: row.key_path, fingerprint: null }]
      : []),
  ];
}
