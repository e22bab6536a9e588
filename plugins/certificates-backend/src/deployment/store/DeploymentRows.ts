import { Knex } from 'knex';
import {
  DeploymentEvent,
  DeploymentState,
  DeploymentStepName,
} from '@cmt/backstage-plugin-certificates-common';
import {
  BigIntColumn,
  fromJson,
  insertRows,
  readInParts,
  toIso,
  toNumber,
} from '../../database';
import {
  DeploymentChange,
  DeploymentRecord,
  NewEvent,
  StepRecord,
  TargetChange,
  TargetRecord,
} from '../types';
import {
  deploymentColumns,
  DeploymentRow,
  stepColumns,
  StepRow,
  targetColumns,
  TargetRow,
  toDeployment,
  toStep,
  toTarget,
} from './rows';

/** Events of one deployment that are read; the newest ones. */
const MAX_EVENTS = 1_000;

/** Longest sentence that is kept of an event. */
const MAX_MESSAGE = 2_000;

/** A unit that is not over, with what tells whether it is due. @internal */
export interface OpenTarget
  extends Pick<
    TargetRecord,
    'id' | 'deploymentId' | 'devices' | 'wave' | 'state' | 'waitsUntil'
  > {
  deploymentWave: number;
}

/**
 * The rows of deployments, on a connection or in a transaction.
 *
 * @internal
 */
export class DeploymentRows {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async insertDeployment(record: DeploymentRecord): Promise<void> {
    await this.#knex('deployments').insert({
      id: record.id,
      created_by: record.createdBy,
      created_at: record.createdAt,
      ...deploymentColumns(record),
    });
  }

  /** With `lock` nobody else changes it until the transaction ends. */
  async deployment(
    id: string,
    options: { lock?: boolean } = {},
  ): Promise<DeploymentRecord | undefined> {
    const query = this.#knex<DeploymentRow>('deployments')
      .where('id', id)
      .first();
    if (options.lock) {
      query.forUpdate();
    }
    const row = await query;
    return row && toDeployment(row);
  }

  async updateDeployment(id: string, change: DeploymentChange): Promise<void> {
    const columns = deploymentColumns(change);
    if (Object.keys(columns).length > 0) {
      await this.#knex('deployments').where('id', id).update(columns);
    }
  }

  async deploymentIds(states: readonly DeploymentState[]): Promise<string[]> {
    return this.#knex('deployments')
      .whereIn('state', [...states])
      .orderBy('created_at')
      .pluck<string[]>('id');
  }

  /** Makes the units of a deployment those that are given. */
  async replaceTargets(
    deploymentId: string,
    targets: readonly TargetRecord[],
  ): Promise<void> {
    await this.#knex('deployment_targets')
      .where('deployment_id', deploymentId)
      .delete();
    await insertRows({
      knex: this.#knex,
      table: 'deployment_targets',
      rows: targets.map(target => ({
        ...(targetColumns(target) as Required<TargetRow>),
        id: target.id,
        deployment_id: deploymentId,
        unit: target.unit,
      })),
    });
  }

  async target(
    id: string,
    options: { lock?: boolean } = {},
  ): Promise<TargetRecord | undefined> {
    const query = this.#knex<TargetRow>('deployment_targets')
      .where('id', id)
      .first();
    if (options.lock) {
      query.forUpdate();
    }
    const row = await query;
    return row && toTarget(row);
  }

  /** By wave and unit. */
  async targets(deploymentId: string): Promise<TargetRecord[]> {
    const rows = await this.#knex<TargetRow>('deployment_targets')
      .where('deployment_id', deploymentId)
      .orderBy(['wave', 'unit'])
      .select('*');
    return rows.map(toTarget);
  }

  /** What is not over of deployments that are under way, without its plans. */
  async openTargets(): Promise<OpenTarget[]> {
    const rows = await this.#knex('deployment_targets as t')
      .join('deployments as d', 'd.id', 't.deployment_id')
      .whereIn('d.state', ['waiting', 'running'])
      .whereIn('t.state', ['pending', 'waiting', 'running', 'rolling-back'])
      .orderBy(['d.created_at', 't.id'])
      .select<
        (Pick<
          TargetRow,
          'id' | 'deployment_id' | 'devices' | 'wave' | 'state' | 'waits_until'
        > & { deployment_wave: number })[]
      >(
        't.id',
        't.deployment_id',
        't.devices',
        't.wave',
        't.state',
        't.waits_until',
        'd.wave as deployment_wave',
      );
    return rows.map(row => ({
      id: row.id,
      deploymentId: row.deployment_id,
      devices: fromJson<string[]>(row.devices),
      wave: row.wave,
      deploymentWave: row.deployment_wave,
      state: row.state,
      waitsUntil: toNumber(row.waits_until),
    }));
  }

  async updateTarget(id: string, change: TargetChange): Promise<void> {
    const columns = targetColumns(change);
    if (Object.keys(columns).length > 0) {
      await this.#knex('deployment_targets').where('id', id).update(columns);
    }
  }

  async steps(targetIds: readonly string[]): Promise<StepRecord[]> {
    const rows = await readInParts(targetIds, part =>
      this.#knex<StepRow>('deployment_steps').whereIn('target_id', part),
    );
    return rows.map(toStep);
  }

  /** Writes a step whole. */
  async putStep(step: StepRecord): Promise<void> {
    await this.#knex('deployment_steps')
      .insert(stepColumns(step))
      .onConflict(['target_id', 'name'])
      .merge();
  }

  /** Forgets steps, so that they are begun again. */
  async forgetSteps(
    targetId: string,
    names: readonly DeploymentStepName[],
  ): Promise<void> {
    await this.#knex('deployment_steps')
      .where('target_id', targetId)
      .whereIn('name', [...names])
      .delete();
  }

  async addEvents(
    deploymentId: string,
    events: readonly NewEvent[],
  ): Promise<void> {
    await insertRows({
      knex: this.#knex,
      table: 'deployment_events',
      rows: events.map(event => ({
        deployment_id: deploymentId,
        at: event.at,
        by: event.by,
        unit: event.unit,
        message: event.message.slice(0, MAX_MESSAGE),
      })),
    });
  }

  /** Oldest first. */
  async events(deploymentId: string): Promise<DeploymentEvent[]> {
    const rows = await this.#knex('deployment_events')
      .where('deployment_id', deploymentId)
      .orderBy('id', 'desc')
      .limit(MAX_EVENTS)
      .select<
        {
          at: BigIntColumn;
          by: string | null;
          unit: string | null;
          message: string;
        }[]
      >('at', 'by', 'unit', 'message');
    return rows
      .reverse()
      .map(row => ({ ...row, at: toIso(Number(row.at)) ?? '' }));
  }
}
