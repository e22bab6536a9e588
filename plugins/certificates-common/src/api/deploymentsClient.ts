import {
  CleanUpCandidate,
  CreateDeploymentRequest,
  DeploymentAction,
  DeploymentDetail,
  DeploymentPage,
  DriftItem,
  ImportMaterialRequest,
  ImportMaterialResult,
  ListDeploymentsRequest,
  Material,
  StartDeploymentRequest,
} from './deployments';
import {
  CertificatesClientOptions,
  CertificatesRequestOptions,
  RestClient,
} from './rest';

/** Options of calls that begin something. @public */
export interface IdempotentRequestOptions extends CertificatesRequestOptions {
  /** The same key gives the same answer for a day, however often it is sent. */
  idempotencyKey?: string;
}

/**
 * The part of the REST API that changes devices.
 *
 * @public
 */
export interface DeploymentsApi {
  /** Looks at what somebody brings, tells everything that is wrong with it, and keeps it sealed. */
  importMaterial(
    request: ImportMaterialRequest,
    options?: IdempotentRequestOptions,
  ): Promise<ImportMaterialResult>;
  /** What can be deployed for a certificate, newest first. */
  listMaterials(
    certificateId: string,
    options?: CertificatesRequestOptions,
  ): Promise<Material[]>;
  /** Begins to make a plan. Changes nothing on any device. */
  createDeployment(
    request: CreateDeploymentRequest,
    options?: IdempotentRequestOptions,
  ): Promise<DeploymentDetail>;
  listDeployments(
    request: ListDeploymentsRequest,
    options?: CertificatesRequestOptions,
  ): Promise<DeploymentPage>;
  getDeployment(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<DeploymentDetail>;
  /** Confirms the plan that was shown. */
  startDeployment(
    id: string,
    request: StartDeploymentRequest,
    options?: IdempotentRequestOptions,
  ): Promise<DeploymentDetail>;
  /** Steers a deployment; 409 when it cannot do that now. */
  actOnDeployment(
    id: string,
    action: Exclude<DeploymentAction, 'start'>,
    options?: IdempotentRequestOptions,
  ): Promise<DeploymentDetail>;
  /** Plans the same change for another environment. */
  promoteDeployment(
    id: string,
    request: { environment: string },
    options?: IdempotentRequestOptions,
  ): Promise<DeploymentDetail>;
  listDrift(
    request: {
      certificate?: string;
      owner?: string[];
      limit?: number;
      cursor?: string;
    },
    options?: CertificatesRequestOptions,
  ): Promise<{ items: DriftItem[]; nextCursor?: string }>;
  listCleanUp(
    request: {
      state?: CleanUpCandidate['state'][];
      limit?: number;
      cursor?: string;
    },
    options?: CertificatesRequestOptions,
  ): Promise<{ items: CleanUpCandidate[]; nextCursor?: string }>;
  /** Quarantines a candidate, takes it out again, or puts a deleted one back. */
  actOnCleanUp(
    id: string,
    action: 'quarantine' | 'release' | 'restore',
    options?: IdempotentRequestOptions,
  ): Promise<CleanUpCandidate>;
}

/**
 * {@link DeploymentsApi} over HTTP.
 *
 * @public
 */
export class DeploymentsClient implements DeploymentsApi {
  readonly #rest: RestClient;

  constructor(options: CertificatesClientOptions) {
    this.#rest = new RestClient(options);
  }

  async importMaterial(
    request: ImportMaterialRequest,
    options?: IdempotentRequestOptions,
  ): Promise<ImportMaterialResult> {
    return this.#post('/materials', request, options);
  }

  async listMaterials(
    certificateId: string,
    options?: CertificatesRequestOptions,
  ): Promise<Material[]> {
    const { items } = await this.#rest.get<{ items: Material[] }>(
      '/materials',
      { certificate: certificateId },
      options,
    );
    return items;
  }

  async createDeployment(
    request: CreateDeploymentRequest,
    options?: IdempotentRequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#post('/deployments', request, options);
  }

  async listDeployments(
    request: ListDeploymentsRequest,
    options?: CertificatesRequestOptions,
  ): Promise<DeploymentPage> {
    return this.#rest.get('/deployments', request, options);
  }

  async getDeployment(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#rest.get(deploymentPath(id), {}, options);
  }

  async startDeployment(
    id: string,
    request: StartDeploymentRequest,
    options?: IdempotentRequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#post(`${deploymentPath(id)}/start`, request, options);
  }

  async actOnDeployment(
    id: string,
    action: Exclude<DeploymentAction, 'start'>,
    options?: IdempotentRequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#post(`${deploymentPath(id)}/${action}`, undefined, options);
  }

  async promoteDeployment(
    id: string,
    request: { environment: string },
    options?: IdempotentRequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#post(`${deploymentPath(id)}/promote`, request, options);
  }

  async listDrift(
    request: {
      certificate?: string;
      owner?: string[];
      limit?: number;
      cursor?: string;
    },
    options?: CertificatesRequestOptions,
  ): Promise<{ items: DriftItem[]; nextCursor?: string }> {
    return this.#rest.get('/drift', request, options);
  }

  async listCleanUp(
    request: {
      state?: CleanUpCandidate['state'][];
      limit?: number;
      cursor?: string;
    },
    options?: CertificatesRequestOptions,
  ): Promise<{ items: CleanUpCandidate[]; nextCursor?: string }> {
    return this.#rest.get('/clean-up', request, options);
  }

  async actOnCleanUp(
    id: string,
    action: 'quarantine' | 'release' | 'restore',
    options?: IdempotentRequestOptions,
  ): Promise<CleanUpCandidate> {
    return this.#post(
      `/clean-up/${encodeURIComponent(id)}/${action}`,
      undefined,
      options,
    );
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

function deploymentPath(id: string): string {
  return `/deployments/${encodeURIComponent(id)}`;
}
