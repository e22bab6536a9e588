import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  CleanUpCandidate,
  CreateDeploymentRequest,
  DeploymentAction,
  DeploymentDetail,
  DeploymentPage,
  DeploymentsApi,
  DriftItem,
  ImportMaterialRequest,
  ImportMaterialResult,
  ListDeploymentsRequest,
  Material,
  MaterialFacts,
  MaterialProblem,
  StartDeploymentRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { daysFromNow, fakeDigest } from '../builders';
import { aDeployment, aMaterial, aTarget, copyOf, summaryOf } from './builders';
import { FixtureDeployment, FixtureOutcome } from './FixtureDeployment';
import {
  aRichPlan,
  pastDeployments,
  someCleanUp,
  someDrift,
} from './scenarios';

const USER = 'user:default/guest';

/** How the fixture behaves. */
export interface FixtureDeploymentsOptions {
  /** How long a step takes; 1.2 s unless given. */
  stepMs?: number;
  /** Behaviour of units by name; all work unless given. */
  outcomes?: Readonly<Record<string, FixtureOutcome>>;
  certificateId?: string;
  deployments?: DeploymentDetail[];
  materials?: Material[];
  drift?: DriftItem[];
  cleanUp?: CleanUpCandidate[];
}

function page<T>(
  items: readonly T[],
  request: { limit?: number; cursor?: string },
): { items: T[]; nextCursor?: string } {
  const start = Number(request.cursor ?? 0);
  const end = start + (request.limit ?? 50);
  return {
    items: items.slice(start, end),
    ...(end < items.length && { nextCursor: String(end) }),
  };
}

/** What the fixture finds in a text: words in it stand for what is wrong. */
function problemsOf(request: ImportMaterialRequest): MaterialProblem[] {
  const { pem = '', pkcs12, password } = request;
  const problems: MaterialProblem[] = [];
  if (pkcs12 && !password) {
    problems.push({
      code: 'wrong-password',
      severity: 'error',
      message: 'The PKCS#12 file is protected: give its password.',
    });
  }
  if (!pkcs12 && !pem.includes('PRIVATE KEY')) {
    problems.push({
      code: 'no-key',
      severity: 'error',
      message: 'There is no private key in it: add the key of the certificate.',
    });
  }
  if (pem.includes('expired')) {
    problems.push({
      code: 'expired',
      severity: 'error',
      message: 'The certificate ended on 1 Feb 2026: bring one that is valid.',
    });
  }
  if (!pem.includes('chain') && !pkcs12) {
    problems.push({
      code: 'chain-incomplete',
      severity: 'warning',
      message:
        'CN=Example TLS Issuing CA 2 is missing: add the intermediate certificate.',
    });
  }
  if (pem.includes('narrow')) {
    problems.push({
      code: 'names-lost',
      severity: 'warning',
      message: 'It lacks www.shop.example.com, which is served today.',
    });
  }
  return problems;
}

function factsOf(material: Material): MaterialFacts {
  const { id, certificateId, hasKey, createdBy, createdAt, ...facts } =
    material;
  return facts;
}

/** The deployments API over data in memory, for tests and the dev app. */
export class FixtureDeploymentsApi implements DeploymentsApi {
  readonly #stepMs: number;
  readonly #outcomes: Readonly<Record<string, FixtureOutcome>>;
  readonly #deployments = new Map<string, FixtureDeployment>();
  readonly #materials: Material[];
  readonly #drift: DriftItem[];
  #cleanUp: CleanUpCandidate[];

  constructor(options: FixtureDeploymentsOptions = {}) {
    const { certificateId = 'certificate-1' } = options;
    this.#stepMs = options.stepMs ?? 1_200;
    this.#outcomes = options.outcomes ?? {};
    this.#materials = options.materials ?? [aMaterial()];
    this.#drift = options.drift ?? someDrift(certificateId);
    this.#cleanUp = options.cleanUp ?? someCleanUp();
    const past = options.deployments ?? pastDeployments(certificateId);
    for (const deployment of [...past].reverse()) {
      this.#add(deployment);
    }
  }

  async importMaterial(
    request: ImportMaterialRequest,
  ): Promise<ImportMaterialResult> {
    const problems = problemsOf(request);
    const isNarrow = problems.some(({ code }) => code === 'names-lost');
    const material = aMaterial({
      id: `material-${this.#materials.length + 1}`,
      fingerprint: fakeDigest(`${request.pem}${request.pkcs12}`),
      certificateId: request.certificateId ?? null,
      ...(isNarrow && { names: ['shop.example.com'] }),
      createdAt: new Date().toISOString(),
    });
    const facts = factsOf(material);
    if (
      request.dryRun ||
      problems.some(({ severity }) => severity === 'error')
    ) {
      return { material: null, facts, problems };
    }
    this.#materials.unshift(material);
    return { material, facts, problems };
  }

  async listMaterials(): Promise<Material[]> {
    return [...this.#materials];
  }

  async createDeployment(
    request: CreateDeploymentRequest,
  ): Promise<DeploymentDetail> {
    const id = `deployment-${this.#deployments.size + 1}`;
    const units = [
      {
        unit: 'edge-frankfurt',
        devices: ['bigip-a.example.com', 'bigip-b.example.com'],
      },
      { unit: 'bigip-c.example.com', devices: ['bigip-c.example.com'] },
    ].filter(
      ({ unit }) =>
        !request.bindings || request.bindings.some(b => b.unit === unit),
    );
    return this.#add(
      aDeployment({
        id,
        certificateId: request.certificateId,
        material:
          this.#materials.find(m => m.id === request.materialId) ?? aMaterial(),
        state: 'planning',
        reason: request.reason ?? null,
        dryRun: request.dryRun ?? false,
        createdAt: new Date().toISOString(),
        createdBy: USER,
        planHash: fakeDigest(`${id} plan`),
        targets: units.map(({ unit, devices }, wave) =>
          aTarget({
            unit,
            devices,
            wave,
            environment: request.environment ?? 'production',
            plan: aRichPlan(unit, devices),
          }),
        ),
        rollout: {
          canary: 1,
          waves: 1,
          between: 'continue',
          ...request.rollout,
        },
        actions: ['cancel'],
        events: [
          {
            at: new Date().toISOString(),
            by: USER,
            unit: null,
            message: 'Asked for a plan',
          },
        ],
      }),
    );
  }

  async listDeployments(
    request: ListDeploymentsRequest,
  ): Promise<DeploymentPage> {
    const found = [...this.#deployments.values()]
      .reverse()
      .map(deployment => summaryOf(deployment.now()))
      .filter(
        ({ certificateId, state }) =>
          (!request.certificate || certificateId === request.certificate) &&
          (!request.state?.length || request.state.includes(state)),
      );
    return page(found, request);
  }

  async getDeployment(id: string): Promise<DeploymentDetail> {
    return this.#get(id).now();
  }

  async startDeployment(
    id: string,
    request: StartDeploymentRequest,
  ): Promise<DeploymentDetail> {
    const deployment = this.#get(id);
    const { planHash, consents } = deployment.now();
    if (request.planHash !== planHash) {
      throw new ConflictError('The plan is another one than was shown');
    }
    const missing = consents.find(
      ({ code }) => !request.consents?.includes(code),
    );
    if (missing) {
      throw new ConflictError(`The plan needs a yes to ${missing.code}`);
    }
    deployment.start(USER);
    return deployment.now();
  }

  async actOnDeployment(
    id: string,
    action: Exclude<DeploymentAction, 'start'>,
  ): Promise<DeploymentDetail> {
    const deployment = this.#get(id);
    if (!deployment.now().actions.includes(action)) {
      throw new ConflictError(`The deployment cannot ${action} now`);
    }
    deployment.act(action);
    return deployment.now();
  }

  async promoteDeployment(
    id: string,
    request: { environment: string },
  ): Promise<DeploymentDetail> {
    const { certificateId, material, reason } = this.#get(id).now();
    return this.createDeployment({
      certificateId,
      materialId: material.id,
      environment: request.environment,
      ...(reason && { reason }),
    });
  }

  async listDrift(request: {
    certificate?: string;
    owner?: string[];
    limit?: number;
    cursor?: string;
  }) {
    const { certificate, owner } = request;
    return page(
      this.#drift.filter(
        item =>
          (!certificate || item.certificateId === certificate) &&
          (!owner?.length || owner.includes(item.ownerRef ?? '')),
      ),
      request,
    );
  }

  async listCleanUp(request: {
    state?: CleanUpCandidate['state'][];
    limit?: number;
    cursor?: string;
  }) {
    const { state } = request;
    return page(
      this.#cleanUp.filter(c => !state?.length || state.includes(c.state)),
      request,
    );
  }

  async actOnCleanUp(
    id: string,
    action: 'quarantine' | 'release' | 'restore',
  ): Promise<CleanUpCandidate> {
    const before = this.#cleanUp.find(c => c.id === id);
    if (!before) {
      throw new NotFoundError(`No object has the id ${id}`);
    }
    const after: CleanUpCandidate = {
      ...before,
      state: action === 'quarantine' ? 'quarantined' : 'candidate',
      deleteAfter: action === 'quarantine' ? daysFromNow(30) : null,
    };
    this.#cleanUp = this.#cleanUp.map(c => (c.id === id ? after : c));
    return after;
  }

  #add(deployment: DeploymentDetail): DeploymentDetail {
    const added = new FixtureDeployment(copyOf(deployment), {
      stepMs: this.#stepMs,
      outcomes: this.#outcomes,
    });
    this.#deployments.set(deployment.id, added);
    return added.now();
  }

  #get(id: string): FixtureDeployment {
    const deployment = this.#deployments.get(id);
    if (!deployment) {
      throw new NotFoundError(`No deployment has the id ${id}`);
    }
    return deployment;
  }
}
