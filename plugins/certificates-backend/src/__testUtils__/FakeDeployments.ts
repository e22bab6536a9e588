import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  CreateDeploymentRequest,
  DeploymentDetail,
  DeploymentProblem,
  DeploymentState,
  StartDeploymentRequest,
} from '@cmt/backstage-plugin-certificates-common';

/** A moment at which a test may interfere. */
export interface DeploymentMoment {
  call: 'create' | 'start' | 'get';
  phase: 'before' | 'after';
  id: string;
}

/** Deployments in memory, which end as the test says. */
export class FakeDeployments {
  readonly all = new Map<string, DeploymentDetail>();
  readonly requests = new Map<string, CreateDeploymentRequest>();
  readonly overrides = new Map<string, number | null>();
  readonly starters: string[] = [];
  onMoment: (moment: DeploymentMoment) => void | Promise<void> = () => {};
  /** States of deployments once they are started, in order; the last one stays. */
  outcomes: DeploymentState[] = ['succeeded'];
  planState: DeploymentState = 'planned';
  consents: DeploymentDetail['consents'] = [];
  problem: DeploymentProblem | null = null;
  waitsUntil: string | null = null;

  async create(
    request: CreateDeploymentRequest,
    by: string,
    options: { id?: string; overrideAt?: number | null } = {},
  ): Promise<DeploymentDetail> {
    const id = options.id ?? `deployment-${this.all.size + 1}`;
    await this.onMoment({ call: 'create', phase: 'before', id });
    if (!this.all.has(id)) {
      this.requests.set(id, request);
      this.overrides.set(id, options.overrideAt ?? null);
      this.all.set(id, {
        id,
        certificateId: request.certificateId,
        state: this.planState,
        planHash: 'hash',
        units: 1,
        bindings: 1,
        targets: [],
        consents: this.consents,
        waitsUntil: null,
        problem: this.planState === 'failed' ? this.problem : null,
        createdBy: by,
      } as Partial<DeploymentDetail> as DeploymentDetail);
    }
    await this.onMoment({ call: 'create', phase: 'after', id });
    return this.get(id);
  }

  async get(id: string): Promise<DeploymentDetail> {
    const found = this.all.get(id);
    if (!found) {
      throw new NotFoundError(`No deployment has the id '${id}'`);
    }
    return { ...found };
  }

  async start(
    id: string,
    _request: StartDeploymentRequest,
    by: string,
  ): Promise<DeploymentDetail> {
    await this.onMoment({ call: 'start', phase: 'before', id });
    const found = await this.get(id);
    if (found.state !== 'planned') {
      throw new ConflictError('started already');
    }
    this.starters.push(by);
    const [state, ...later] = this.outcomes;
    this.outcomes = later.length > 0 ? later : [state];
    this.set(id, state);
    await this.onMoment({ call: 'start', phase: 'after', id });
    return this.get(id);
  }

  async act(id: string): Promise<DeploymentDetail> {
    this.set(id, 'cancelled');
    return this.get(id);
  }

  set(id: string, state: DeploymentState): void {
    const found = this.all.get(id);
    if (found) {
      this.all.set(id, {
        ...found,
        state,
        waitsUntil: state === 'waiting' ? this.waitsUntil : null,
        problem: state === 'failed' ? this.problem : null,
      });
    }
  }
}
