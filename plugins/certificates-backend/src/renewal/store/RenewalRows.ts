import { Knex } from 'knex';
import {
  RenewalEvent,
  RenewalState,
} from '@cmt/backstage-plugin-certificates-common';
import { BigIntColumn, insertRows, toIso } from '../../database';
import {
  ApprovalRecord,
  RenewalChange,
  RenewalEventRecord,
  RenewalRecord,
  RenewalStepRecord,
} from '../types';
import {
  approvalColumns,
  ApprovalRow,
  renewalColumns,
  RenewalRow,
  stepColumns,
  RenewalStepRow,
  toApproval,
  toRenewal,
  toStep,
} from './rows';

/** Events of one renewal that are read; the newest ones. */
const MAX_EVENTS = 1_000;

/** Longest sentence that is kept of an event. */
const MAX_MESSAGE = 2_000;

/** @internal */
export const OPEN_STATES: readonly RenewalState[] = ['waiting', 'running'];

/** The rows of renewals, on a connection or in a transaction. @internal */
export class RenewalRows {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @throws a conflict of the database while another renewal of the slot is open */
  async insert(record: RenewalRecord): Promise<void> {
    await this.#knex('renewals').insert({
      id: record.id,
      kind: record.kind,
      slot: record.slot,
      created_by: record.createdBy,
      created_at: record.createdAt,
      ...renewalColumns(record),
    });
  }

  /** With `lock` nobody else changes it until the transaction ends. */
  async get(
    id: string,
    options: { lock?: boolean } = {},
  ): Promise<RenewalRecord | undefined> {
    const query = this.#knex<RenewalRow>('renewals').where('id', id).first();
    if (options.lock) {
      query.forUpdate();
    }
    const row = await query;
    return row && toRenewal(row);
  }

  async update(id: string, change: RenewalChange): Promise<void> {
    const columns = renewalColumns(change);
    if (Object.keys(columns).length > 0) {
      await this.#knex('renewals').where('id', id).update(columns);
    }
  }

  /** Of a slot the one that is open. */
  async open(slot: string): Promise<RenewalRecord | undefined> {
    const row = await this.#knex<RenewalRow>('renewals')
      .where('slot', slot)
      .whereIn('state', [...OPEN_STATES])
      .first();
    return row && toRenewal(row);
  }

  /** Renewals of a certificate, newest first. */
  async ofCertificate(
    certificateId: string,
    limit: number,
  ): Promise<RenewalRecord[]> {
    const rows = await this.#knex<RenewalRow>('renewals')
      .where('certificate_id', certificateId)
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);
    return rows.map(toRenewal);
  }

  /** Ids of what is open and due, the most urgent first. */
  async due(now: number, limit: number): Promise<string[]> {
    return this.#knex('renewals')
      .whereIn('state', [...OPEN_STATES])
      .where('next_at', '<=', now)
      .orderBy(['next_at', 'id'])
      .limit(limit)
      .pluck<string[]>('id');
  }

  /** Renewals that wait for the same CA account and come before one. */
  async ahead(authorityId: string, renewal: RenewalRecord): Promise<number> {
    const end = renewal.expiresAt ?? renewal.createdAt;
    const row = await this.#knex('renewals')
      .whereIn('state', [...OPEN_STATES])
      .where({ authority_id: authorityId, waits_for: 'budget' })
      .whereNot('id', renewal.id)
      // Who has just got a place does not wait any more.
      .whereNotExists(
        this.#knex('authority_orders as o')
          .where('o.authority', authorityId)
          .whereRaw(
            `o.id = case when order_attempt <= 1 then renewals.id else renewals.id || '-' || order_attempt end`,
          )
          .select('o.id'),
      )
      .whereRaw('(coalesce(expires_at, created_at), id) < (?, ?)', [
        end,
        renewal.id,
      ])
      .count({ count: '*' })
      .first();
    return Number(row?.count ?? 0);
  }

  async steps(renewalId: string): Promise<RenewalStepRecord[]> {
    const rows = await this.#knex<RenewalStepRow>('renewal_steps').where(
      'renewal_id',
      renewalId,
    );
    return rows.map(toStep);
  }

  /** Writes a step whole. */
  async putStep(step: RenewalStepRecord): Promise<void> {
    await this.#knex('renewal_steps')
      .insert(stepColumns(step))
      .onConflict(['renewal_id', 'name'])
      .merge();
  }

  async approval(renewalId: string): Promise<ApprovalRecord | undefined> {
    const row = await this.#knex<ApprovalRow>('renewal_approvals')
      .where('renewal_id', renewalId)
      .first();
    return row && toApproval(row);
  }

  async putApproval(approval: ApprovalRecord): Promise<void> {
    await this.#knex('renewal_approvals')
      .insert(approvalColumns(approval))
      .onConflict('renewal_id')
      .merge();
  }

  async addEvents(
    renewalId: string,
    events: readonly RenewalEventRecord[],
  ): Promise<void> {
    await insertRows({
      knex: this.#knex,
      table: 'renewal_events',
      rows: events.map(({ at, by, message }) => ({
        renewal_id: renewalId,
        at,
        by,
        message: message.slice(0, MAX_MESSAGE),
      })),
    });
  }

  /** Oldest first. */
  async events(renewalId: string): Promise<RenewalEvent[]> {
    const rows = await this.#knex('renewal_events')
      .where('renewal_id', renewalId)
      .orderBy('id', 'desc')
      .limit(MAX_EVENTS)
      .select<{ at: BigIntColumn; by: string | null; message: string }[]>(
        'at',
        'by',
        'message',
      );
    return rows
      .reverse()
      .map(row => ({ ...row, at: toIso(Number(row.at)) ?? '' }));
  }
}
