import { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError, stringifyError } from '@backstage/errors';
import {
  AuthoritySummary,
  DeploymentProblem,
} from '@cmt/backstage-plugin-certificates-common';
import {
  AuthorityDescription,
  AuthorityError,
  AuthorityHealth,
  Publication,
} from '@cmt/backstage-plugin-certificates-node';
import { Knex } from 'knex';
import { BigIntColumn, fromJson, toIso, toJson, toNumber } from '../database';
import { OrderBudget } from './OrderBudget';
import { AuthorityStatus, ConfiguredAuthority } from './types';

/** Time limit of one call to a CA. */
const CALL_TIMEOUT_MS = 60_000;
const HEALTH_TIMEOUT_MS = 20_000;

/** How long what a CA publishes is kept before it is asked again, at most. */
const MAX_PUBLICATION_MS = 60_000;

type StateRow = {
  authority: string;
  health: string | null;
  checked_at: BigIntColumn | null;
  blocked_until: BigIntColumn | null;
  last_issued_at: BigIntColumn | null;
  last_problem: string | null;
};

/** The CAs of the configuration, and how they are doing. */
export class Authorities {
  readonly budget: OrderBudget;
  readonly #knex: Knex;
  readonly #configured: ReadonlyMap<string, ConfiguredAuthority>;
  readonly #logger: LoggerService;
  readonly #clock: () => number;
  readonly #published = new Map<
    string,
    { until: number; publications: Promise<Publication[]> }
  >();

  constructor(options: {
    knex: Knex;
    configured: readonly ConfiguredAuthority[];
    logger: LoggerService;
    clock: () => number;
  }) {
    this.#knex = options.knex;
    this.#configured = new Map(options.configured.map(each => [each.id, each]));
    this.#logger = options.logger;
    this.#clock = options.clock;
    this.budget = new OrderBudget(options);
  }

  /** In the order of the configuration. */
  all(): ConfiguredAuthority[] {
    return [...this.#configured.values()];
  }

  get(id: string): ConfiguredAuthority | undefined {
    return this.#configured.get(id);
  }

  /** A signal that ends a call to a CA in any case. */
  callSignal(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
  }

  async status(id: string): Promise<AuthorityStatus> {
    const row = await this.#knex<StateRow>('authority_states')
      .where('authority', id)
      .first();
    return {
      health: fromJson<AuthorityHealth>(row?.health ?? null),
      checkedAt: toNumber(row?.checked_at ?? null),
      blockedUntil: toNumber(row?.blocked_until ?? null),
      lastIssuedAt: toNumber(row?.last_issued_at ?? null),
      lastProblem: fromJson<DeploymentProblem>(row?.last_problem ?? null),
    };
  }

  /** Asks every CA how it is, and keeps what it says. */
  async checkHealth(signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.all().map(async ({ id, authority }) => {
        const health = await authority
          .health({
            signal: AbortSignal.any([
              signal,
              AbortSignal.timeout(HEALTH_TIMEOUT_MS),
            ]),
          })
          .catch(
            (error): AuthorityHealth => ({
              status: 'down',
              detail: AuthorityError.is(error)
                ? error.message
                : `It does not answer: ${stringifyError(error)}`,
              account: null,
            }),
          );
        signal.throwIfAborted();
        await this.#write(id, {
          health: toJson(health),
          checked_at: this.#clock(),
        });
      }),
    );
  }

  async noteIssued(id: string): Promise<void> {
    await this.#write(id, {
      last_issued_at: this.#clock(),
      last_problem: null,
    });
  }

  async noteProblem(id: string, problem: DeploymentProblem): Promise<void> {
    await this.#write(id, { last_problem: toJson(problem) });
  }

  /** What people see of all CAs, in the order of the configuration. */
  async summaries(): Promise<AuthoritySummary[]> {
    return Promise.all(this.all().map(each => this.#summaryOf(each)));
  }

  /**
   * Something that a CA publishes, such as its CRL.
   *
   * @throws NotFoundError
   */
  async publication(id: string, name: string): Promise<Publication> {
    const configured = this.get(id);
    const publications = configured ? await this.#publications(configured) : [];
    const found = publications.find(each => each.name === name);
    if (!found) {
      throw new NotFoundError(`Nothing is published as '${id}/${name}'`);
    }
    return found;
  }

  async #publications({
    id,
    authority,
  }: ConfiguredAuthority): Promise<Publication[]> {
    if (!authority.publications) {
      return [];
    }
    const known = this.#published.get(id);
    if (known && known.until > Date.now()) {
      return known.publications;
    }
    const publications = authority.publications({
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    this.#published.set(id, {
      until: Date.now() + MAX_PUBLICATION_MS,
      publications,
    });
    // What failed is asked again by the next one.
    publications.catch(() => this.#published.delete(id));
    return publications;
  }

  async #summaryOf(configured: ConfiguredAuthority): Promise<AuthoritySummary> {
    const { id, kind } = configured;
    const description = configured.describe();
    const [status, publications, open] = await Promise.all([
      this.status(id),
      this.#publications(configured).catch(error => {
        this.#logger.warn(
          `What ${id} publishes could not be listed: ${stringifyError(error)}`,
        );
        return [];
      }),
      this.#openOrders(id),
    ]);
    return {
      id,
      kind,
      title: description.title,
      automatic: description.automatic,
      canRevoke: description.canRevoke,
      hasRenewalInfo: description.hasRenewalInfo,
      keys: description.keys,
      wildcards: description.wildcards,
      health: {
        status: status.health?.status ?? 'unknown',
        detail: status.health?.detail ?? 'It was not asked yet',
        checkedAt: toIso(status.checkedAt),
      },
      account: status.health?.account ?? null,
      budget: await this.#budgetOf(id, description, status, open.queued),
      openOrders: open.orders,
      lastIssuedAt: toIso(status.lastIssuedAt),
      lastProblem: status.lastProblem,
      publications: publications.map(({ name }) => ({
        name,
        path: `/pki/${encodeURIComponent(id)}/${encodeURIComponent(name)}`,
      })),
    };
  }

  async #budgetOf(
    id: string,
    { limit }: AuthorityDescription,
    { blockedUntil }: AuthorityStatus,
    queued: number,
  ): Promise<AuthoritySummary['budget']> {
    if (!limit) {
      return null;
    }
    const now = this.#clock();
    const { used, nextAt } = await this.budget.usage(id, limit, now);
    const blocked = blockedUntil !== null && blockedUntil > now;
    return {
      ...limit,
      used,
      queued,
      nextAt: toIso(blocked ? Math.max(blockedUntil, nextAt ?? 0) : nextAt),
    };
  }

  async #openOrders(id: string): Promise<{ orders: number; queued: number }> {
    const row = await this.#knex('renewals')
      .whereIn('state', ['waiting', 'running'])
      .where('authority_id', id)
      .first<{ orders: number | string; queued: number | string | null }>(
        this.#knex.raw('count(order_book) as orders'),
        this.#knex.raw(
          `sum(case when waits_for = 'budget' then 1 else 0 end) as queued`,
        ),
      );
    return { orders: Number(row.orders), queued: Number(row.queued ?? 0) };
  }

  async #write(
    authority: string,
    columns: Partial<Omit<StateRow, 'authority'>>,
  ): Promise<void> {
    await this.#knex('authority_states')
      .insert({ authority, ...columns })
      .onConflict('authority')
      .merge(Object.keys(columns));
  }
}
