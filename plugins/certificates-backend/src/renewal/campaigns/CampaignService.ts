import { randomUUID } from 'node:crypto';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  Campaign,
  CampaignPreview,
  CreateCampaignRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { Authorities } from '../../authority';
import {
  BigIntColumn,
  fromJson,
  insertRows,
  toIso,
  toJson,
  toNumber,
  transact,
} from '../../database';
import { ReadOptions } from '../../inventory/types';
import { CertificateReader, PolicyService } from '../../policy';
import { selectCertificates } from './selectCertificates';

const DEFAULT_PARALLEL = 20;
const MAX_PROBLEMS = 100;

/** Longest texts that are kept. */
const MAX_TEXT = 2_000;

/** @internal */
export type CampaignRow = {
  id: string;
  title: string;
  reason: string | null;
  selection: string;
  authority: string | null;
  parallel: number;
  deadline: BigIntColumn | null;
  state: Campaign['state'];
  created_by: string;
  created_at: BigIntColumn;
  finished_at: BigIntColumn | null;
};

type CountRow = {
  campaign_id: string;
  owner_ref: string | null;
  state: 'waiting' | 'running' | 'succeeded' | 'failed';
  count: number | string;
};

/** What each action needs and leads to. */
const ACTIONS = {
  pause: { from: ['running'], to: 'paused' },
  continue: { from: ['paused'], to: 'running' },
  stop: { from: ['running', 'paused'], to: 'stopped' },
} as const;

/** What people do with campaigns. */
export class CampaignService {
  readonly #knex: Knex;
  readonly #certificates: CertificateReader;
  readonly #policies: PolicyService;
  readonly #authorities: Authorities;
  readonly #clock: () => number;

  constructor(options: {
    knex: Knex;
    certificates: CertificateReader;
    policies: PolicyService;
    authorities: Authorities;
    clock: () => number;
  }) {
    this.#knex = options.knex;
    this.#certificates = options.certificates;
    this.#policies = options.policies;
    this.#authorities = options.authorities;
    this.#clock = options.clock;
  }

  /** Tells what a campaign would replace. Changes nothing. @throws InputError */
  async preview(
    request: CreateCampaignRequest,
    read: ReadOptions,
  ): Promise<CampaignPreview> {
    this.#require(request);
    const list = await this.#policies.store.list();
    const owners = new Map<string | null, number>();
    const preview: CampaignPreview = {
      certificates: 0,
      installations: 0,
      virtualServers: 0,
      byOwner: [],
      problems: [],
    };
    for await (const certificate of this.#select(request, read)) {
      preview.certificates++;
      preview.installations += certificate.installations;
      preview.virtualServers += certificate.virtualServers;
      owners.set(
        certificate.ownerRef,
        (owners.get(certificate.ownerRef) ?? 0) + 1,
      );
      const decision = this.#policies.decide(list, certificate);
      const candidates = request.authority
        ? this.#policies.candidates([request.authority], {
            keys: decision.keys,
            names: certificate.names,
          })
        : decision.authorities;
      const reason = candidates[0]
        ? !candidates[0].describe().automatic &&
          `${candidates[0].describe().title} needs a person`
        : 'No certificate authority takes its names and kind of key';
      if (reason && preview.problems.length < MAX_PROBLEMS) {
        preview.problems.push({
          certificateId: certificate.certificateId,
          title: certificate.title,
          reason,
        });
      }
    }
    preview.byOwner = [...owners]
      .map(([ownerRef, certificates]) => ({ ownerRef, certificates }))
      .sort((a, b) => b.certificates - a.certificates);
    return preview;
  }

  /** Begins to replace everything that is selected. @throws InputError */
  async create(
    request: CreateCampaignRequest,
    by: string,
    read: ReadOptions,
  ): Promise<Campaign> {
    if (request.dryRun) {
      throw new InputError('Ask POST /campaigns/preview what would happen');
    }
    this.#require(request);
    const items: { certificate_id: string; owner_ref: string | null }[] = [];
    for await (const certificate of this.#select(request, read)) {
      items.push({
        certificate_id: certificate.certificateId,
        owner_ref: certificate.ownerRef,
      });
    }
    if (items.length === 0) {
      throw new InputError('The selection fits no certificate');
    }
    const id = randomUUID();
    await transact(this.#knex, async transaction => {
      await transaction('campaigns').insert({
        id,
        title: request.title.trim().slice(0, 200),
        reason: request.reason?.trim().slice(0, MAX_TEXT) || null,
        selection: toJson(request.selection),
        authority: request.authority ?? null,
        parallel: request.parallel ?? DEFAULT_PARALLEL,
        deadline:
          request.deadline === undefined ? null : Date.parse(request.deadline),
        state: 'running',
        created_by: by,
        created_at: this.#clock(),
        finished_at: null,
      });
      await insertRows({
        knex: transaction,
        table: 'campaign_items',
        rows: items.map(item => ({
          campaign_id: id,
          ...item,
          state: 'waiting',
          renewal_id: null,
          problem: null,
        })),
      });
    });
    return this.get(id);
  }

  /** Newest first. */
  async list(): Promise<Campaign[]> {
    const rows = await this.#knex<CampaignRow>('campaigns')
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(200);
    return this.#toCampaigns(rows);
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<Campaign> {
    const row = await this.#knex<CampaignRow>('campaigns')
      .where('id', id)
      .first();
    if (!row) {
      throw new NotFoundError(`No campaign has the id '${id}'`);
    }
    const [campaign] = await this.#toCampaigns([row]);
    return campaign;
  }

  /** What runs already goes on to its end. @throws NotFoundError, ConflictError */
  async act(
    id: string,
    action: 'pause' | 'continue' | 'stop',
  ): Promise<Campaign> {
    const { from, to } = ACTIONS[action];
    const changed = await this.#knex('campaigns')
      .where('id', id)
      .whereIn('state', [...from])
      .update({
        state: to,
        ...(to === 'stopped' && { finished_at: this.#clock() }),
      });
    const campaign = await this.get(id);
    if (changed === 0) {
      throw new ConflictError(
        `The campaign is ${campaign.state}: '${action}' is not possible now`,
      );
    }
    return campaign;
  }

  #select(request: CreateCampaignRequest, read: ReadOptions) {
    return selectCertificates({
      knex: this.#knex,
      certificates: this.#certificates,
      selection: request.selection,
      read,
    });
  }

  #require({ authority, deadline, selection }: CreateCampaignRequest): void {
    if (authority !== undefined && !this.#authorities.get(authority)) {
      throw new InputError(
        `No certificate authority has the id '${authority}'`,
      );
    }
    for (const [key, moment] of [
      ['deadline', deadline],
      ['selection.expiresBefore', selection.expiresBefore],
    ]) {
      if (moment !== undefined && Number.isNaN(Date.parse(moment))) {
        throw new InputError(
          `${key} is no moment, for example 2027-01-04T00:00:00Z`,
        );
      }
    }
  }

  async #toCampaigns(rows: readonly CampaignRow[]): Promise<Campaign[]> {
    const counts = await this.#knex('campaign_items')
      .whereIn(
        'campaign_id',
        rows.map(({ id }) => id),
      )
      .groupBy('campaign_id', 'owner_ref', 'state')
      .select<CountRow[]>(
        'campaign_id',
        'owner_ref',
        'state',
        this.#knex.raw('count(*) as count'),
      );
    return rows.map(row =>
      toCampaign(
        row,
        counts.filter(count => count.campaign_id === row.id),
      ),
    );
  }
}

function toCampaign(row: CampaignRow, counts: readonly CountRow[]): Campaign {
  const sum = (
    of: readonly CountRow[],
    ...states: readonly CountRow['state'][]
  ) =>
    of
      .filter(({ state }) => states.length === 0 || states.includes(state))
      .reduce((total, { count }) => total + Number(count), 0);
  const owners = [...new Set(counts.map(count => count.owner_ref))];
  return {
    id: row.id,
    title: row.title,
    reason: row.reason,
    selection: fromJson(row.selection),
    authority: row.authority,
    parallel: row.parallel,
    deadline: toIso(toNumber(row.deadline)),
    state: row.state,
    counts: {
      total: sum(counts),
      waiting: sum(counts, 'waiting'),
      running: sum(counts, 'running'),
      succeeded: sum(counts, 'succeeded'),
      failed: sum(counts, 'failed'),
    },
    byOwner: owners
      .map(ownerRef => {
        const own = counts.filter(count => count.owner_ref === ownerRef);
        return {
          ownerRef,
          total: sum(own),
          succeeded: sum(own, 'succeeded'),
          failed: sum(own, 'failed'),
        };
      })
      .sort((a, b) => b.total - a.total),
    createdBy: row.created_by,
    createdAt: toIso(Number(row.created_at)) ?? '',
    finishedAt: toIso(toNumber(row.finished_at)),
  };
}
