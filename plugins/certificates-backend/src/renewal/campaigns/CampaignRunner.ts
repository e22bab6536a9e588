import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { RenewalState } from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { fromJson, transact } from '../../database';
import { RenewalOperations } from '../RenewalOperations';
import { OPEN_STATES } from '../store';
import { CampaignRow } from './CampaignService';

/** Renewals that one campaign begins in one tick at most. */
const BEGIN_PER_TICK = 500;

/** Takes campaigns on: notes what has ended, and begins what there is room for. */
export class CampaignRunner {
  readonly #knex: Knex;
  readonly #operations: RenewalOperations;
  readonly #logger: LoggerService;
  readonly #clock: () => number;

  constructor(options: {
    knex: Knex;
    operations: RenewalOperations;
    logger: LoggerService;
    clock: () => number;
  }) {
    this.#knex = options.knex;
    this.#operations = options.operations;
    this.#logger = options.logger;
    this.#clock = options.clock;
  }

  /** Safe at any time, on any replica. */
  async run(signal: AbortSignal): Promise<void> {
    const campaigns = await this.#knex<CampaignRow>('campaigns')
      .whereNot('state', 'done')
      .whereExists(
        this.#knex('campaign_items as i')
          .whereRaw('i.campaign_id = campaigns.id')
          .whereIn('i.state', ['waiting', 'running'])
          .select('i.certificate_id'),
      )
      .select('*');
    for (const campaign of campaigns) {
      signal.throwIfAborted();
      await this.#recover(campaign.id);
      await this.#noteEnded(campaign.id);
      if (campaign.state === 'running') {
        await this.#begin(campaign, signal);
        await this.#finish(campaign.id);
      }
    }
  }

  /** Puts back what a replica had taken when it died. */
  async #recover(campaignId: string): Promise<void> {
    await this.#knex('campaign_items')
      .where({ campaign_id: campaignId, state: 'running' })
      .whereNull('renewal_id')
      .update({ state: 'waiting' });
  }

  async #noteEnded(campaignId: string): Promise<void> {
    const ended = await this.#knex('campaign_items as i')
      .join('renewals as r', 'r.id', 'i.renewal_id')
      .where({ 'i.campaign_id': campaignId, 'i.state': 'running' })
      .whereNotIn('r.state', [...OPEN_STATES])
      .select<
        {
          certificate_id: string;
          state: RenewalState;
          problem: string | null;
        }[]
      >('i.certificate_id', 'r.state', 'r.problem');
    for (const { certificate_id: id, state, problem } of ended) {
      await this.#knex('campaign_items')
        .where({ campaign_id: campaignId, certificate_id: id })
        .update({
          state: state === 'succeeded' ? 'succeeded' : 'failed',
          problem:
            state === 'succeeded'
              ? null
              : fromJson<{ message: string }>(problem)?.message ?? state,
        });
    }
  }

  async #begin(campaign: CampaignRow, signal: AbortSignal): Promise<void> {
    const running = await this.#knex('campaign_items')
      .where({ campaign_id: campaign.id, state: 'running' })
      .count({ count: '*' })
      .first();
    const room = campaign.parallel - Number(running?.count ?? 0);
    if (room <= 0) {
      return;
    }
    // What ends first goes first.
    const ids = await this.#knex('campaign_items as i')
      .leftJoin('certificates as c', 'c.id', 'i.certificate_id')
      .where({ 'i.campaign_id': campaign.id, 'i.state': 'waiting' })
      .orderBy(['c.expires_at', 'i.certificate_id'])
      .limit(Math.min(room, BEGIN_PER_TICK))
      .pluck<string[]>('i.certificate_id');
    for (const id of ids) {
      signal.throwIfAborted();
      await this.#beginOne(campaign, id);
    }
  }

  async #beginOne(campaign: CampaignRow, certificateId: string): Promise<void> {
    const item = { campaign_id: campaign.id, certificate_id: certificateId };
    // Taken before it is begun: another replica may be at it.
    const taken = await this.#knex('campaign_items')
      .where({ ...item, state: 'waiting' })
      .update({ state: 'running' });
    if (taken === 0) {
      return;
    }
    try {
      const begun = await this.#knex('renewals')
        .where({ campaign_id: campaign.id, certificate_id: certificateId })
        .first<{ id: string } | undefined>('id');
      if (begun) {
        await this.#knex('campaign_items')
          .where(item)
          .update({ renewal_id: begun.id });
        return;
      }
      const { id } = await this.#operations.create(
        {
          kind: 're-key',
          certificateId,
          ...(campaign.authority !== null && { authority: campaign.authority }),
          reason: `Campaign: ${campaign.title}`,
        },
        {
          ref: campaign.created_by,
          ownershipRefs: [campaign.created_by],
        },
        { campaignId: campaign.id },
      );
      await this.#knex('campaign_items').where(item).update({ renewal_id: id });
    } catch (error) {
      const isBusy = error instanceof Error && error.name === 'ConflictError';
      if (!isBusy) {
        this.#logger.warn(
          `Campaign ${
            campaign.id
          } could not replace ${certificateId}: ${stringifyError(error)}`,
        );
      }
      await this.#knex('campaign_items')
        .where(item)
        .update(
          isBusy
            ? // Its own renewal comes after the one that is under way.
              { state: 'waiting' }
            : {
                state: 'failed',
                problem: error instanceof Error ? error.message : 'unknown',
              },
        );
    }
  }

  async #finish(campaignId: string): Promise<void> {
    await transact(this.#knex, async transaction => {
      const open = await transaction('campaign_items')
        .where('campaign_id', campaignId)
        .whereIn('state', ['waiting', 'running'])
        .first('certificate_id');
      if (!open) {
        await transaction('campaigns')
          .where({ id: campaignId, state: 'running' })
          .update({ state: 'done', finished_at: this.#clock() });
      }
    });
  }
}
