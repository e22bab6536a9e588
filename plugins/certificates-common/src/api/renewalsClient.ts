import {
  AuthoritySummary,
  Campaign,
  CampaignPreview,
  CreateCampaignRequest,
  CreateRenewalRequest,
  ListRenewalsRequest,
  PolicyChange,
  PolicyDecision,
  PolicyInput,
  PolicyPreview,
  RenewalDetail,
  RenewalForecast,
  RenewalPage,
  RenewalPreview,
  RevokeRequest,
} from './renewals';
import { Policy } from '../renewal';
import { IdempotentRequestOptions } from './deploymentsClient';
import {
  CertificatesClientOptions,
  CertificatesRequestOptions,
  RestClient,
} from './rest';

/**
 * The part of the REST API that issues and renews.
 *
 * @public
 */
export interface RenewalsApi {
  /** Begins a renewal, or a request for a new certificate. */
  createRenewal(
    request: CreateRenewalRequest,
    options?: IdempotentRequestOptions,
  ): Promise<RenewalDetail>;
  /** Tells what {@link RenewalsApi.createRenewal} would do. Changes nothing. */
  previewRenewal(
    request: CreateRenewalRequest,
    options?: IdempotentRequestOptions,
  ): Promise<RenewalPreview>;
  /** Those that need something first, then newest first. */
  listRenewals(
    request: ListRenewalsRequest,
    options?: CertificatesRequestOptions,
  ): Promise<RenewalPage>;
  getRenewal(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<RenewalDetail>;
  /** Says yes or no to a renewal that waits for it. */
  decideRenewal(
    id: string,
    decision: { approved: boolean; comment?: string },
    options?: IdempotentRequestOptions,
  ): Promise<RenewalDetail>;
  /** Brings what a portal issued for the request: PEM, PKCS#7 or a pasted chain; 400 with everything that is wrong with it. */
  uploadIssued(
    id: string,
    upload: { pem?: string; pkcs7?: string },
    options?: IdempotentRequestOptions,
  ): Promise<RenewalDetail>;
  /** Steers a renewal; 409 when it cannot do that now. */
  actOnRenewal(
    id: string,
    action: 'retry' | 'cancel',
    options?: IdempotentRequestOptions,
  ): Promise<RenewalDetail>;
  listAuthorities(
    options?: CertificatesRequestOptions,
  ): Promise<AuthoritySummary[]>;
  /** By precedence. */
  listPolicies(options?: CertificatesRequestOptions): Promise<Policy[]>;
  /** Makes a policy in the UI; those of the configuration cannot be changed here. */
  createPolicy(
    policy: PolicyInput,
    options?: IdempotentRequestOptions,
  ): Promise<Policy>;
  updatePolicy(
    id: string,
    policy: PolicyInput,
    options?: CertificatesRequestOptions,
  ): Promise<Policy>;
  deletePolicy(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<Policy>;
  /** Newest first. */
  listPolicyChanges(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<PolicyChange[]>;
  /** Tells which certificates a policy would match and what would change. Changes nothing. */
  previewPolicy(
    policy: PolicyInput & { id?: string },
    options?: IdempotentRequestOptions,
  ): Promise<PolicyPreview>;
  /** Which policy applies to a certificate, and why. */
  getPolicyDecision(
    certificateId: string,
    options?: CertificatesRequestOptions,
  ): Promise<PolicyDecision>;
  getForecast(
    request: { owner?: string[] },
    options?: CertificatesRequestOptions,
  ): Promise<RenewalForecast>;
  /** Asks the CA that issued it to revoke a version. */
  revokeVersion(
    certificateId: string,
    versionId: string,
    request: RevokeRequest,
    options?: IdempotentRequestOptions,
  ): Promise<{ revokedAt: string }>;
  /** Newest first. */
  listCampaigns(options?: CertificatesRequestOptions): Promise<Campaign[]>;
  getCampaign(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<Campaign>;
  /** Tells what a campaign would replace. Changes nothing. */
  previewCampaign(
    request: CreateCampaignRequest,
    options?: IdempotentRequestOptions,
  ): Promise<CampaignPreview>;
  /** Begins to replace everything that it selects. */
  createCampaign(
    request: CreateCampaignRequest,
    options?: IdempotentRequestOptions,
  ): Promise<Campaign>;
  actOnCampaign(
    id: string,
    action: 'pause' | 'continue' | 'stop',
    options?: IdempotentRequestOptions,
  ): Promise<Campaign>;
}

/**
 * Client of the part of the REST API that issues and renews.
 *
 * @public
 */
export class RenewalsClient implements RenewalsApi {
  readonly #rest: RestClient;

  constructor(options: CertificatesClientOptions) {
    this.#rest = new RestClient(options);
  }

  async createRenewal(
    request: CreateRenewalRequest,
    options?: IdempotentRequestOptions,
  ): Promise<RenewalDetail> {
    return this.#post('/renewals', request, options);
  }

  async previewRenewal(
    request: CreateRenewalRequest,
    options?: IdempotentRequestOptions,
  ): Promise<RenewalPreview> {
    return this.#post('/renewals/preview', request, options);
  }

  async listRenewals(
    request: ListRenewalsRequest,
    options?: CertificatesRequestOptions,
  ): Promise<RenewalPage> {
    return this.#rest.get('/renewals', request, options);
  }

  async getRenewal(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<RenewalDetail> {
    return this.#rest.get(`/renewals/${encodeURIComponent(id)}`, {}, options);
  }

  async decideRenewal(
    id: string,
    decision: { approved: boolean; comment?: string },
    options?: IdempotentRequestOptions,
  ): Promise<RenewalDetail> {
    return this.#post(
      `/renewals/${encodeURIComponent(id)}/decision`,
      decision,
      options,
    );
  }

  async uploadIssued(
    id: string,
    upload: { pem?: string; pkcs7?: string },
    options?: IdempotentRequestOptions,
  ): Promise<RenewalDetail> {
    return this.#post(
      `/renewals/${encodeURIComponent(id)}/certificate`,
      upload,
      options,
    );
  }

  async actOnRenewal(
    id: string,
    action: 'retry' | 'cancel',
    options?: IdempotentRequestOptions,
  ): Promise<RenewalDetail> {
    return this.#post(
      `/renewals/${encodeURIComponent(id)}/${encodeURIComponent(action)}`,
      undefined,
      options,
    );
  }

  async listAuthorities(
    options?: CertificatesRequestOptions,
  ): Promise<AuthoritySummary[]> {
    return this.#list('/authorities', options);
  }

  async listPolicies(options?: CertificatesRequestOptions): Promise<Policy[]> {
    return this.#list('/policies', options);
  }

  async createPolicy(
    policy: PolicyInput,
    options?: IdempotentRequestOptions,
  ): Promise<Policy> {
    return this.#post('/policies', policy, options);
  }

  async updatePolicy(
    id: string,
    policy: PolicyInput,
    options?: CertificatesRequestOptions,
  ): Promise<Policy> {
    return this.#rest.write(
      {
        method: 'PUT',
        path: `/policies/${encodeURIComponent(id)}`,
        body: policy,
      },
      options,
    );
  }

  async deletePolicy(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<Policy> {
    return this.#rest.write(
      { method: 'DELETE', path: `/policies/${encodeURIComponent(id)}` },
      options,
    );
  }

  async listPolicyChanges(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<PolicyChange[]> {
    return this.#list(`/policies/${encodeURIComponent(id)}/changes`, options);
  }

  async previewPolicy(
    policy: PolicyInput & { id?: string },
    options?: IdempotentRequestOptions,
  ): Promise<PolicyPreview> {
    return this.#post('/policies/preview', policy, options);
  }

  async getPolicyDecision(
    certificateId: string,
    options?: CertificatesRequestOptions,
  ): Promise<PolicyDecision> {
    return this.#rest.get(
      `/certificates/${encodeURIComponent(certificateId)}/policy`,
      {},
      options,
    );
  }

  async getForecast(
    request: { owner?: string[] },
    options?: CertificatesRequestOptions,
  ): Promise<RenewalForecast> {
    return this.#rest.get('/forecast', request, options);
  }

  async revokeVersion(
    certificateId: string,
    versionId: string,
    request: RevokeRequest,
    options?: IdempotentRequestOptions,
  ): Promise<{ revokedAt: string }> {
    return this.#post(
      `/certificates/${encodeURIComponent(
        certificateId,
      )}/versions/${encodeURIComponent(versionId)}/revocation`,
      request,
      options,
    );
  }

  async listCampaigns(
    options?: CertificatesRequestOptions,
  ): Promise<Campaign[]> {
    return this.#list('/campaigns', options);
  }

  async getCampaign(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<Campaign> {
    return this.#rest.get(`/campaigns/${encodeURIComponent(id)}`, {}, options);
  }

  async previewCampaign(
    request: CreateCampaignRequest,
    options?: IdempotentRequestOptions,
  ): Promise<CampaignPreview> {
    return this.#post('/campaigns/preview', request, options);
  }

  async createCampaign(
    request: CreateCampaignRequest,
    options?: IdempotentRequestOptions,
  ): Promise<Campaign> {
    return this.#post('/campaigns', request, options);
  }

  async actOnCampaign(
    id: string,
    action: 'pause' | 'continue' | 'stop',
    options?: IdempotentRequestOptions,
  ): Promise<Campaign> {
    return this.#post(
      `/campaigns/${encodeURIComponent(id)}/${encodeURIComponent(action)}`,
      undefined,
      options,
    );
  }

  async #list<T>(
    path: string,
    options?: CertificatesRequestOptions,
  ): Promise<T[]> {
    const { items } = await this.#rest.get<{ items: T[] }>(path, {}, options);
    return items;
  }

  async #post<T>(
    path: string,
    body: unknown,
    options?: IdempotentRequestOptions,
  ): Promise<T> {
    return this.#rest.write(
      {
        method: 'POST',
        path,
        body,
        ...(options?.idempotencyKey && {
          headers: { 'Idempotency-Key': options.idempotencyKey },
        }),
      },
      options,
    );
  }
}
