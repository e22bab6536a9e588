import { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  CleanUpCandidate,
  DeploymentUnit,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { z } from 'zod';
import { MaterialStore } from '../../custody';
import { toIso } from '../../database';
import { decodeCursor, encodeCursor } from '../../inventory/queries/cursor';
import { applyVisibility } from '../../inventory/queries/visibility';
import { ReadOptions } from '../../inventory/types';
import { DeploymentInventory } from '../planning';
import { CleanUpRow, findUnusedKey, readUnused, Unused } from './candidates';
import { CleanUpWorker } from './CleanUpWorker';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

const ALL_STATES: readonly CleanUpCandidate['state'][] = [
  'candidate',
  'quarantined',
  'deleted',
  'refused',
];

/** What a page goes on from: candidates by id, then those that somebody wants gone. */
const POSITION = z.union([
  z.tuple([z.literal('candidate'), z.number()]),
  z.tuple([z.literal('row'), z.string()]),
]);

/** File objects that seem to be of no use any more, and what became of them. */
export class CleanUpService {
  readonly #knex: Knex;
  readonly #inventory: DeploymentInventory;
  readonly #materials: MaterialStore;
  readonly #worker: CleanUpWorker;
  readonly #logger: LoggerService;
  readonly #graceMs: number;
  readonly #clock: () => number;

  constructor(options: {
    knex: Knex;
    inventory: DeploymentInventory;
    materials: MaterialStore;
    worker: CleanUpWorker;
    logger: LoggerService;
    /** Time between quarantine and deletion. */
    graceMs: number;
    clock: () => number;
  }) {
    this.#knex = options.knex;
    this.#inventory = options.inventory;
    this.#materials = options.materials;
    this.#worker = options.worker;
    this.#logger = options.logger;
    this.#graceMs = options.graceMs;
    this.#clock = options.clock;
  }

  async list(
    request: {
      state?: CleanUpCandidate['state'][];
      limit?: number;
      cursor?: string;
    },
    options: ReadOptions = {},
  ): Promise<{ items: CleanUpCandidate[]; nextCursor?: string }> {
    const states = request.state?.length ? request.state : ALL_STATES;
    const limit = Math.min(
      Math.max(request.limit ?? DEFAULT_LIMIT, 1),
      MAX_LIMIT,
    );
    const [kind, position] = request.cursor
      ? decodeCursor(request.cursor, POSITION)
      : (['candidate', 0] as const);
    const items: CleanUpCandidate[] = [];
    if (kind === 'candidate' && states.includes('candidate')) {
      const unused = await readUnused(this.#knex, {
        ...options,
        now: this.#clock(),
        after: position,
        limit: limit + 1,
      });
      const units = await this.#unitsByDevice();
      for (const item of unused.slice(0, limit)) {
        items.push(await this.#toCandidate(item, units));
      }
      if (unused.length > limit) {
        return {
          items,
          nextCursor: encodeCursor(['candidate', Number(unused[limit - 1].id)]),
        };
      }
    }
    const wanted = states.filter(state => state !== 'candidate');
    const room = limit - items.length;
    const rows =
      wanted.length > 0
        ? await this.#rows(options)
            .whereIn('k.state', wanted)
            .where('k.id', '>', kind === 'row' ? position : '')
            .orderBy('k.id')
            .limit(room + 1)
        : [];
    for (const row of rows.slice(0, room)) {
      items.push(await this.#toRow(row));
    }
    const last = rows.slice(0, room).pop();
    return {
      items,
      ...(rows.length > room && {
        nextCursor: encodeCursor(['row', last?.id ?? '']),
      }),
    };
  }

  /** The certificate that an object belongs to, for permissions. */
  async certificateOf(id: string): Promise<string | undefined> {
    const row = await this.#find(id);
    const installation =
      row ??
      (await this.#knex('installations')
        .whereRaw('cast(id as text) = ?', [id])
        .first<{ certificate_id: string } | undefined>('certificate_id'));
    return installation?.certificate_id;
  }

  /**
   * Marks an object to be deleted after the grace period.
   *
   * @throws ConflictError when something refers to it
   */
  async quarantine(id: string, by: string): Promise<CleanUpCandidate> {
    const now = this.#clock();
    const [unused] = await readUnused(this.#knex, { id, now });
    const row = await this.#find(id);
    if (row && row.state !== 'refused') {
      throw new ConflictError(`${row.full_path} is ${row.state} already`);
    }
    if (!unused) {
      throw new ConflictError(
        'It is not unused: something refers to it, it belongs to somebody else, or it is gone',
      );
    }
    const unit = (await this.#unitsByDevice()).get(unused.device);
    if (!unit) {
      throw new ConflictError(`${unused.device} is not configured any more`);
    }
    const columns: CleanUpRow = {
      id,
      unit: unit.name,
      devices: JSON.stringify(unit.devices),
      environment: unit.environment,
      device: unused.device,
      full_path: unused.fullPath,
      key_path: await findUnusedKey(this.#knex, unit.devices, unused.fullPath),
      certificate_id: unused.certificateId,
      certificate_title: unused.certificateTitle,
      fingerprint: unused.fingerprint,
      not_after: unused.notAfter,
      owner_ref: unused.ownerRef,
      reason: unused.reason,
      state: 'quarantined',
      requested_by: by,
      requested_at: now,
      delete_after: now + this.#graceMs,
      problem: null,
    };
    await this.#knex('clean_ups').insert(columns).onConflict('id').merge();
    this.#logger.info(
      `${by} wants ${unused.fullPath} on ${
        unit.name
      } gone; it is deleted after ${toIso(
        now + this.#graceMs,
      )} if nothing refers to it then`,
    );
    return this.#toRow(columns);
  }

  /** Takes an object out of quarantine. */
  async release(id: string, by: string): Promise<CleanUpCandidate> {
    const row = await this.#require(id);
    const released = await this.#knex('clean_ups')
      .where('id', id)
      .whereIn('state', ['quarantined', 'refused'])
      .delete();
    if (released === 0) {
      throw new ConflictError(`${row.full_path} is ${row.state} already`);
    }
    this.#logger.info(`${by} keeps ${row.full_path} on ${row.unit}`);
    return {
      ...(await this.#toRow(row)),
      state: 'candidate',
      deleteAfter: null,
      problem: null,
    };
  }

  /**
   * Puts a deleted object back, with its key.
   *
   * @throws ConflictError when it is not deleted, or its key is not kept here
   */
  async restore(id: string, by: string): Promise<CleanUpCandidate> {
    const row = await this.#require(id);
    if (row.state !== 'deleted') {
      throw new ConflictError(
        `${row.full_path} is ${row.state}: only what was deleted can be put back`,
      );
    }
    const material =
      row.fingerprint &&
      (await this.#materials.findByFingerprint(row.fingerprint));
    if (!material) {
      throw new ConflictError(
        `The key of ${row.full_path} is not kept here: it cannot be put back`,
      );
    }
    await this.#worker.restore(row, material.id);
    this.#logger.info(`${by} put ${row.full_path} on ${row.unit} back`);
    await this.#knex('clean_ups').where('id', id).delete();
    return {
      ...(await this.#toRow(row)),
      state: 'candidate',
      deleteAfter: null,
    };
  }

  #rows({ visibility }: ReadOptions) {
    const query = this.#knex('clean_ups as k').select<CleanUpRow[]>('k.*');
    if (visibility) {
      const visible = this.#knex('certificates as c').select('c.id');
      applyVisibility(this.#knex, visible, visibility);
      query.whereIn('k.certificate_id', visible);
    }
    return query;
  }

  async #find(id: string): Promise<CleanUpRow | undefined> {
    return this.#knex<CleanUpRow>('clean_ups').where('id', id).first();
  }

  async #require(id: string): Promise<CleanUpRow> {
    const row = await this.#find(id);
    if (!row) {
      throw new NotFoundError(`Nobody wants the object '${id}' gone`);
    }
    return row;
  }

  async #unitsByDevice(): Promise<Map<string, DeploymentUnit>> {
    const units = await this.#inventory.units();
    return new Map(
      [...units.values()].flatMap(unit =>
        unit.devices.map(device => [device, unit] as const),
      ),
    );
  }

  async #toCandidate(
    unused: Unused,
    units: ReadonlyMap<string, DeploymentUnit>,
  ): Promise<CleanUpCandidate> {
    return {
      id: unused.id,
      unit: units.get(unused.device)?.name ?? unused.device,
      device: unused.device,
      fullPath: unused.fullPath,
      certificateId: unused.certificateId,
      certificateTitle: unused.certificateTitle,
      fingerprint: unused.fingerprint,
      notAfter: toIso(unused.notAfter),
      ownerRef: unused.ownerRef,
      reason: unused.reason,
      state: 'candidate',
      deleteAfter: null,
      restorable: await this.#isRestorable(unused.fingerprint),
      problem: null,
    };
  }

  async #toRow(row: CleanUpRow): Promise<CleanUpCandidate> {
    return {
      id: row.id,
      unit: row.unit,
      device: row.device,
      fullPath: row.full_path,
      certificateId: row.certificate_id,
      certificateTitle: row.certificate_title,
      fingerprint: row.fingerprint,
      notAfter: toIso(row.not_after),
      ownerRef: row.owner_ref,
      reason: row.reason,
      state: row.state,
      deleteAfter: row.state === 'quarantined' ? toIso(row.delete_after) : null,
      restorable: await this.#isRestorable(row.fingerprint),
      problem: row.problem,
    };
  }

  async #isRestorable(fingerprint: string | null): Promise<boolean> {
    return (
      fingerprint !== null &&
      (await this.#materials.findByFingerprint(fingerprint)) !== undefined
    );
  }
}
