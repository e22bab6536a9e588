import { NotFoundError } from '@backstage/errors';
import {
  CleanUpCandidate,
  CreateDeploymentRequest,
  DeploymentAction,
  DeploymentDetail,
  DriftItem,
  ImportMaterialRequest,
  ListDeploymentsRequest,
  Page,
  StartDeploymentRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { MaterialStore } from '../custody';
import {
  CleanUpService,
  DeploymentOperations,
  listDeployments,
  listDrift,
} from '../deployment';
import { InventoryQueries } from '../inventory/types';
import { callerName } from '../service/caller';
import { CallerOptions, DeploymentService } from '../service/types';
import { visibleTo } from './visibleTo';

/**
 * The only way from a request to what changes devices: a deployment and material
 * are visible to whoever may see their certificate.
 */
export class AuthorizedDeploymentService implements DeploymentService {
  readonly #knex: Knex;
  readonly #queries: InventoryQueries;
  readonly #materials: MaterialStore;
  readonly #operations: DeploymentOperations;
  readonly #cleanUp: CleanUpService;

  constructor(options: {
    knex: Knex;
    queries: InventoryQueries;
    materials: MaterialStore;
    operations: DeploymentOperations;
    cleanUp: CleanUpService;
  }) {
    this.#knex = options.knex;
    this.#queries = options.queries;
    this.#materials = options.materials;
    this.#operations = options.operations;
    this.#cleanUp = options.cleanUp;
  }

  async importMaterial(request: ImportMaterialRequest, caller: CallerOptions) {
    if (request.certificateId !== undefined) {
      await this.#visibleCertificate(request.certificateId, caller);
    }
    return this.#materials.import(request, callerName(caller));
  }

  async listMaterials(certificateId: string, caller: CallerOptions) {
    await this.#visibleCertificate(certificateId, caller);
    return this.#materials.list(certificateId);
  }

  async createDeployment(
    request: CreateDeploymentRequest,
    caller: CallerOptions,
  ): Promise<DeploymentDetail> {
    await this.#visibleCertificate(request.certificateId, caller);
    const material = await this.#materials.get(request.materialId);
    if (material?.certificateId) {
      await this.#visibleCertificate(material.certificateId, caller);
    }
    return this.#operations.create(request, callerName(caller));
  }

  async listDeployments(
    request: ListDeploymentsRequest,
    caller: CallerOptions,
  ) {
    return listDeployments(this.#knex, request, await visibleTo(caller));
  }

  async getDeployment(id: string, caller: CallerOptions) {
    return this.#visibleDeployment(id, caller);
  }

  async startDeployment(
    id: string,
    request: StartDeploymentRequest,
    caller: CallerOptions,
  ) {
    await this.#visibleDeployment(id, caller);
    return this.#operations.start(id, request, callerName(caller));
  }

  async actOnDeployment(
    id: string,
    action: Exclude<DeploymentAction, 'start'>,
    caller: CallerOptions,
  ) {
    await this.#visibleDeployment(id, caller);
    return this.#operations.act(id, action, callerName(caller));
  }

  async promoteDeployment(
    id: string,
    request: { environment: string },
    caller: CallerOptions,
  ) {
    await this.#visibleDeployment(id, caller);
    return this.#operations.promote(
      id,
      request.environment,
      callerName(caller),
    );
  }

  async listDrift(
    request: {
      certificate?: string;
      owner?: string[];
      limit?: number;
      cursor?: string;
    },
    caller: CallerOptions,
  ): Promise<Page<DriftItem>> {
    return listDrift(
      { knex: this.#knex, materials: this.#materials },
      request,
      await visibleTo(caller),
    );
  }

  async listCleanUp(
    request: {
      state?: CleanUpCandidate['state'][];
      limit?: number;
      cursor?: string;
    },
    caller: CallerOptions,
  ): Promise<Page<CleanUpCandidate>> {
    return this.#cleanUp.list(request, await visibleTo(caller));
  }

  async actOnCleanUp(
    id: string,
    action: 'quarantine' | 'release' | 'restore',
    caller: CallerOptions,
  ): Promise<CleanUpCandidate> {
    const certificateId = await this.#cleanUp.certificateOf(id);
    if (certificateId === undefined) {
      throw new NotFoundError(`No installation has the id '${id}'`);
    }
    await this.#visibleCertificate(certificateId, caller);
    return this.#cleanUp[action](id, callerName(caller));
  }

  async #visibleCertificate(id: string, caller: CallerOptions): Promise<void> {
    if (!(await this.#queries.getCertificate(id, await visibleTo(caller)))) {
      throw new NotFoundError(`No certificate has the id '${id}'`);
    }
  }

  async #visibleDeployment(
    id: string,
    caller: CallerOptions,
  ): Promise<DeploymentDetail> {
    const deployment = await this.#operations.get(id);
    const { visibility } = await visibleTo(caller);
    if (
      visibility &&
      !(await this.#queries.getCertificate(deployment.certificateId, {
        visibility,
      }))
    ) {
      throw new NotFoundError(`No deployment has the id '${id}'`);
    }
    return deployment;
  }
}
