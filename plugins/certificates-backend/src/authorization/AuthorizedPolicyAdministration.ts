import { NotFoundError } from '@backstage/errors';
import { Knex } from 'knex';
import { toIso } from '../database';
import { InventoryQueries } from '../inventory/types';
import {
  CertificateReader,
  parsePolicyInput,
  PolicyService,
  previewPolicy,
  readForecast,
} from '../policy';
import { callerName } from '../service/caller';
import { CallerOptions, PolicyAdministration } from '../service/types';
import { readCalendar } from '../telling';
import { visibleTo } from './visibleTo';

/** The only way from a request to policies and what follows from them. */
export class AuthorizedPolicyAdministration implements PolicyAdministration {
  readonly #knex: Knex;
  readonly #queries: InventoryQueries;
  readonly #policies: PolicyService;
  readonly #certificates: CertificateReader;
  readonly #appUrl: string;
  readonly #clock: () => number;

  constructor(options: {
    knex: Knex;
    queries: InventoryQueries;
    policies: PolicyService;
    certificates: CertificateReader;
    /** Of the portal, without a final slash. */
    appUrl: string;
    clock: () => number;
  }) {
    this.#knex = options.knex;
    this.#queries = options.queries;
    this.#policies = options.policies;
    this.#certificates = options.certificates;
    this.#appUrl = options.appUrl;
    this.#clock = options.clock;
  }

  async listPolicies(caller: CallerOptions) {
    await visibleTo(caller);
    return this.#policies.store.list();
  }

  async createPolicy(policy: unknown, caller: CallerOptions) {
    return this.#policies.store.create(policy, callerName(caller));
  }

  async updatePolicy(id: string, policy: unknown, caller: CallerOptions) {
    return this.#policies.store.update(id, policy, callerName(caller));
  }

  async deletePolicy(id: string, caller: CallerOptions) {
    return this.#policies.store.delete(id, callerName(caller));
  }

  async listPolicyChanges(id: string, caller: CallerOptions) {
    await visibleTo(caller);
    return this.#policies.store.changes(id);
  }

  async previewPolicy(policy: unknown, caller: CallerOptions) {
    const { id, ...input } = policy as { id?: string };
    return previewPolicy({
      knex: this.#knex,
      policies: this.#policies,
      certificates: this.#certificates,
      policy: { ...parsePolicyInput(input), id: id ?? '', source: 'ui' },
      read: await visibleTo(caller),
    });
  }

  async getPolicyDecision(certificateId: string, caller: CallerOptions) {
    const visible = await this.#queries.getCertificate(
      certificateId,
      await visibleTo(caller),
    );
    const certificate =
      visible && (await this.#certificates.get(certificateId));
    if (!certificate) {
      throw new NotFoundError(`No certificate has the id '${certificateId}'`);
    }
    const decision = this.#policies.decide(
      await this.#policies.store.list(),
      certificate,
    );
    return {
      policy: decision.policy,
      because: decision.because,
      alsoMatch: decision.alsoMatch,
      renewAt: toIso(decision.time?.at ?? null),
      renewBecause: decision.time?.because ?? null,
    };
  }

  async getForecast(request: { owner?: string[] }, caller: CallerOptions) {
    return readForecast(this.#knex, request, await visibleTo(caller));
  }

  async getCalendar(owner: string, caller: CallerOptions) {
    return readCalendar({
      knex: this.#knex,
      owner,
      appUrl: this.#appUrl,
      now: this.#clock(),
      read: await visibleTo(caller),
    });
  }
}
