import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  AuthoritySummary,
  Campaign,
  CampaignPreview,
  CreateCampaignRequest,
  CreateRenewalRequest,
  ListRenewalsRequest,
  Policy,
  PolicyChange,
  PolicyDecision,
  PolicyInput,
  PolicyPreview,
  RenewalDetail,
  RenewalForecast,
  RenewalPage,
  RenewalPreview,
  RenewalsApi,
} from '@cmt/backstage-plugin-certificates-common';
import { daysFromNow } from '../builders';
import {
  aRenewal,
  aRenewalPreview,
  certificateIdOf,
  renewalSummaryOf,
  stepsUpTo,
} from './builders';
import { FixtureRenewal } from './FixtureRenewal';
import { someRenewals } from './scenarios';
import {
  aCampaign,
  aForecast,
  someAuthorities,
  someCampaigns,
  somePolicies,
  somePolicyChanges,
} from './settings';

const USER = 'user:default/guest';

/** How the fixture behaves. */
export interface FixtureRenewalsOptions {
  /** How long a step takes; 1.2 s unless given. */
  stepMs?: number;
  renewals?: RenewalDetail[];
  authorities?: AuthoritySummary[];
  policies?: Policy[];
  campaigns?: Campaign[];
  forecast?: RenewalForecast;
  /** What beginning anything would do. */
  preview?: Partial<RenewalPreview>;
  /** Titles of certificates by id, for renewals that are begun. */
  titleOf?: (certificateId: string) => string | undefined;
}

/** What the fixture finds in a text: words in it stand for what is wrong. */
function problemsOf(text: string): string[] {
  const problems: string[] = [];
  if (!text.includes('CERTIFICATE')) {
    problems.push('There is no certificate in it.');
  }
  if (text.includes('otherkey')) {
    problems.push('It was issued for another key than that of the request.');
  }
  if (text.includes('narrow')) {
    problems.push('It lacks the name pay.example.com.');
  }
  return problems;
}

/** The renewals API over data in memory, for tests and the dev app. */
export class FixtureRenewalsApi implements RenewalsApi {
  readonly #options: FixtureRenewalsOptions;
  readonly #renewals = new Map<string, FixtureRenewal>();
  #policies: Policy[];
  #campaigns: Campaign[];

  constructor(options: FixtureRenewalsOptions = {}) {
    this.#options = options;
    this.#policies = options.policies ?? somePolicies();
    this.#campaigns = options.campaigns ?? someCampaigns();
    for (const renewal of options.renewals ?? someRenewals()) {
      this.#add(renewal);
    }
  }

  async createRenewal(request: CreateRenewalRequest): Promise<RenewalDetail> {
    const preview = await this.previewRenewal(request);
    if (preview.problems.length) {
      throw new ConflictError(preview.problems.join(' '));
    }
    const changes = [...preview.namesLost, ...preview.namesAdded];
    if (
      changes.length &&
      !request.namesConfirmed &&
      request.kind !== 'request'
    ) {
      throw new ConflictError(`The names change: ${changes.join(', ')}`);
    }
    const id = `begun-${this.#renewals.size + 1}`;
    const { certificateId = null, kind = 'renewal' } = request;
    const title = certificateId && this.#options.titleOf?.(certificateId);
    const renewal = this.#add(
      aRenewal({
        id,
        kind,
        certificateId,
        certificateTitle: title ?? preview.names[0],
        ownerRef: request.owner ?? 'group:default/checkout',
        names: preview.names,
        namesLost: preview.namesLost,
        namesAdded: preview.namesAdded,
        keys: preview.keys,
        custody: preview.custody,
        authorityId: preview.authority?.id ?? null,
        reason: request.reason ?? null,
        step: 'approve',
        steps: stepsUpTo('approve'),
        createdBy: USER,
        createdAt: new Date().toISOString(),
        events: [],
      }),
    );
    renewal.goOn('approve', USER, 'Began it');
    return renewal.now();
  }

  async previewRenewal(request: CreateRenewalRequest): Promise<RenewalPreview> {
    return aRenewalPreview({
      ...(request.names && { names: request.names }),
      ...(request.keys && { keys: request.keys }),
      ...(request.kind === 'request' && { virtualServers: 0, bindings: 0 }),
      ...this.#options.preview,
    });
  }

  async listRenewals(request: ListRenewalsRequest): Promise<RenewalPage> {
    const { certificate, state, waitsFor, owner, campaign, authority } =
      request;
    const found = [...this.#renewals.values()]
      .map(renewal => renewalSummaryOf(renewal.now()))
      .filter(
        r =>
          (!certificate || r.certificateId === certificate) &&
          (!state?.length || state.includes(r.state)) &&
          (!waitsFor?.length ||
            (r.waitsFor && waitsFor.includes(r.waitsFor))) &&
          (!owner?.length || owner.includes(r.ownerRef ?? '')) &&
          (!campaign || r.campaignId === campaign) &&
          (!authority || r.authorityId === authority),
      );
    const start = Number(request.cursor ?? 0);
    const end = start + (request.limit ?? 50);
    return {
      items: found.slice(start, end),
      ...(end < found.length && { nextCursor: String(end) }),
    };
  }

  async getRenewal(id: string): Promise<RenewalDetail> {
    return this.#get(id).now();
  }

  async decideRenewal(
    id: string,
    decision: { approved: boolean; comment?: string },
  ): Promise<RenewalDetail> {
    const renewal = this.#get(id);
    if (!renewal.now().actions.includes('approve')) {
      throw new ConflictError('It does not wait for an approval');
    }
    const { approved, comment = null } = decision;
    renewal.decide(approved, USER, comment);
    if (approved) {
      renewal.goOn('key', USER, 'Approved it');
    } else {
      renewal.end('rejected', USER, 'Rejected it');
    }
    return renewal.now();
  }

  async uploadIssued(
    id: string,
    upload: { pem?: string; pkcs7?: string },
  ): Promise<RenewalDetail> {
    const renewal = this.#get(id);
    const problems = upload.pkcs7 ? [] : problemsOf(upload.pem ?? '');
    if (problems.length) {
      throw new InputError(problems.join('\n'));
    }
    renewal.goOn('plan', USER, 'Brought the certificate');
    return renewal.now();
  }

  async actOnRenewal(
    id: string,
    action: 'retry' | 'cancel',
  ): Promise<RenewalDetail> {
    const renewal = this.#get(id);
    const { actions, step } = renewal.now();
    if (!actions.includes(action)) {
      throw new ConflictError(`It cannot ${action} now`);
    }
    if (action === 'retry') {
      renewal.goOn(step, USER, 'Tried it again');
    } else {
      renewal.end('cancelled', USER, 'Cancelled it');
    }
    return renewal.now();
  }

  async listAuthorities(): Promise<AuthoritySummary[]> {
    return this.#options.authorities ?? someAuthorities();
  }

  async listPolicies(): Promise<Policy[]> {
    return [...this.#policies].sort((a, b) => b.priority - a.priority);
  }

  async createPolicy(input: PolicyInput): Promise<Policy> {
    const policy: Policy = {
      ...input,
      id: `policy-${this.#policies.length + 1}`,
      source: 'ui',
    };
    this.#policies.push(policy);
    return policy;
  }

  async updatePolicy(id: string, input: PolicyInput): Promise<Policy> {
    const policy: Policy = { ...input, id, source: 'ui' };
    this.#policies = this.#policies.map(p => (p.id === id ? policy : p));
    return policy;
  }

  async deletePolicy(id: string): Promise<Policy> {
    const policy = this.#policies.find(p => p.id === id);
    if (!policy) {
      throw new NotFoundError(`No policy has the id ${id}`);
    }
    this.#policies = this.#policies.filter(p => p.id !== id);
    return policy;
  }

  async listPolicyChanges(): Promise<PolicyChange[]> {
    return somePolicyChanges();
  }

  async previewPolicy(
    policy: PolicyInput & { id?: string },
  ): Promise<PolicyPreview> {
    if (!policy.name) {
      throw new InputError('A policy needs a name');
    }
    const names = policy.match.names ?? [];
    if (names.includes('nothing.example.com')) {
      return { matches: 0, applies: 0, examples: [] };
    }
    return {
      matches: 23,
      applies: 21,
      examples: ['payments.example.com', 'login.example.com'].map(title => ({
        certificateId: certificateIdOf(title),
        title,
        ownerRef: 'group:default/payments',
        expiresAt: daysFromNow(20),
        before: 'Everything else',
        after: policy.name,
        renewAt: daysFromNow(4),
      })),
    };
  }

  async getPolicyDecision(): Promise<PolicyDecision> {
    return aRenewalPreview(this.#options.preview).policy;
  }

  async getForecast(): Promise<RenewalForecast> {
    return this.#options.forecast ?? aForecast();
  }

  async revokeVersion(): Promise<{ revokedAt: string }> {
    return { revokedAt: new Date().toISOString() };
  }

  async listCampaigns(): Promise<Campaign[]> {
    return [...this.#campaigns];
  }

  async getCampaign(id: string): Promise<Campaign> {
    const campaign = this.#campaigns.find(c => c.id === id);
    if (!campaign) {
      throw new NotFoundError(`No campaign has the id ${id}`);
    }
    return campaign;
  }

  async previewCampaign(
    request: CreateCampaignRequest,
  ): Promise<CampaignPreview> {
    if (!request.title) {
      throw new InputError('A campaign needs a title');
    }
    const isNone = request.selection.issuers?.includes('Nobody');
    return {
      certificates: isNone ? 0 : 640,
      installations: isNone ? 0 : 812,
      virtualServers: isNone ? 0 : 2305,
      byOwner: [],
      problems: isNone
        ? []
        : [
            {
              certificateId: certificateIdOf('legacy.example.com'),
              title: 'legacy.example.com',
              reason: 'Its profile is managed by AS3',
            },
          ],
    };
  }

  async createCampaign(request: CreateCampaignRequest): Promise<Campaign> {
    const campaign = aCampaign({
      id: `campaign-${this.#campaigns.length}-new`,
      title: request.title,
      reason: request.reason ?? null,
      selection: request.selection,
      authority: request.authority ?? null,
      parallel: request.parallel ?? 20,
      deadline: request.deadline ?? null,
      createdAt: new Date().toISOString(),
      counts: { total: 640, waiting: 640, running: 0, succeeded: 0, failed: 0 },
      byOwner: [],
    });
    this.#campaigns.unshift(campaign);
    return campaign;
  }

  async actOnCampaign(
    id: string,
    action: 'pause' | 'continue' | 'stop',
  ): Promise<Campaign> {
    const states = {
      pause: 'paused',
      continue: 'running',
      stop: 'stopped',
    } as const;
    const after: Campaign = {
      ...(await this.getCampaign(id)),
      state: states[action],
    };
    this.#campaigns = this.#campaigns.map(c => (c.id === id ? after : c));
    return after;
  }

  #add(renewal: RenewalDetail): FixtureRenewal {
    const added = new FixtureRenewal(renewal, this.#options.stepMs ?? 1_200);
    this.#renewals.set(renewal.id, added);
    return added;
  }

  #get(id: string): FixtureRenewal {
    const renewal = this.#renewals.get(id);
    if (!renewal) {
      throw new NotFoundError(`No renewal has the id ${id}`);
    }
    return renewal;
  }
}
