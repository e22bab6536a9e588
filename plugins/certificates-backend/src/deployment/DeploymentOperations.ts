import { randomUUID } from 'node:crypto';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  CertificateDetail,
  CreateDeploymentRequest,
  DeploymentAction,
  DeploymentDetail,
  StartDeploymentRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { MaterialStore } from '../custody';
import { DeploymentEngine } from './engine';
import { DeploymentInventory, promoteBindings } from './planning';
import { completeRollout } from './rules';
import { startDeployment, steer, Steering } from './steer';
import { DeploymentRows, DeploymentStore } from './store';
import { toDetail } from './toDetail';
import { DeploymentRecord } from './types';

/** Longest reason that is kept. */
const MAX_REASON = 2_000;

/** What only automation says about a deployment that it asks for. */
export interface AutomationOptions {
  /** Chosen by who asks, so that asking again after a crash gives the same one. */
  id?: string;
  /**
   * From when on maintenance windows and freezes do not hold it back any more,
   * milliseconds since the epoch; `null` for never.
   */
  overrideAt?: number | null;
}

/**
 * What people do with deployments. Knows nothing of who may do it; `by` is the
 * entity ref of who does.
 */
export class DeploymentOperations {
  readonly #store: DeploymentStore;
  readonly #engine: Pick<DeploymentEngine, 'plan' | 'advance'>;
  readonly #materials: MaterialStore;
  readonly #inventory: DeploymentInventory;
  readonly #getCertificate: (
    id: string,
  ) => Promise<CertificateDetail | undefined>;
  readonly #clock: () => number;

  constructor(options: {
    store: DeploymentStore;
    engine: Pick<DeploymentEngine, 'plan' | 'advance'>;
    materials: MaterialStore;
    inventory: DeploymentInventory;
    getCertificate: (id: string) => Promise<CertificateDetail | undefined>;
    clock: () => number;
  }) {
    this.#store = options.store;
    this.#engine = options.engine;
    this.#materials = options.materials;
    this.#inventory = options.inventory;
    this.#getCertificate = options.getCertificate;
    this.#clock = options.clock;
  }

  /**
   * Notes what is wanted and has the plan made.
   *
   * @throws NotFoundError, InputError that say what of the request does not exist
   * or does not fit
   */
  async create(
    request: CreateDeploymentRequest,
    by: string,
    automation: AutomationOptions = {},
  ): Promise<DeploymentDetail> {
    const { id } = automation;
    const known =
      id === undefined
        ? undefined
        : await this.#store.read(rows => rows.deployment(id));
    return known
      ? this.get(known.id)
      : this.#create(request, by, [], automation);
  }

  async #create(
    request: CreateDeploymentRequest,
    by: string,
    notes: readonly string[],
    automation: AutomationOptions = {},
  ): Promise<DeploymentDetail> {
    const [certificate, material] = await Promise.all([
      this.#getCertificate(request.certificateId),
      this.#materials.get(request.materialId),
    ]);
    if (!certificate) {
      throw new NotFoundError(
        `No certificate has the id '${request.certificateId}'`,
      );
    }
    if (!material) {
      throw new NotFoundError(
        `No material has the id '${request.materialId}'; bring the certificate with its key first`,
      );
    }
    if (!material.hasKey) {
      throw new InputError(
        'The private key of this version is not kept here, so that it cannot be deployed; bring it together with its key',
      );
    }
    await this.#requireUnits(request);
    const deployment: DeploymentRecord = {
      id: automation.id ?? randomUUID(),
      certificateId: certificate.id,
      certificateTitle: certificate.title,
      materialId: material.id,
      material,
      state: 'planning',
      request,
      rollout: completeRollout(request.rollout, request.rollout?.canary ?? 0),
      wave: 0,
      pauseRequested: false,
      cancelRequested: false,
      rolledBackByHand: false,
      overrideAt: automation.overrideAt ?? null,
      planHash: null,
      consents: [],
      consentsGiven: [],
      affected: { ownerRefs: [], entityRefs: [] },
      bindingCount: 0,
      virtualServerCount: 0,
      reason: request.reason?.trim().slice(0, MAX_REASON) || null,
      dryRun: request.dryRun ?? false,
      createdBy: by,
      startedBy: null,
      createdAt: this.#clock(),
      startedAt: null,
      finishedAt: null,
      problem: null,
    };
    await this.#store.write(async rows => {
      await rows.insertDeployment(deployment);
      const at = this.#clock();
      const message = deployment.dryRun
        ? 'Asked for a dry run'
        : 'Asked for it';
      await rows.addEvents(deployment.id, [
        { at, by, unit: null, message },
        ...notes.map(note => ({ at, by: null, unit: null, message: note })),
      ]);
    });
    await this.#engine.plan(deployment.id);
    return this.get(deployment.id);
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<DeploymentDetail> {
    return this.#store.read(async rows => {
      const deployment = found(id, await rows.deployment(id));
      const targets = await rows.targets(id);
      return toDetail(
        deployment,
        targets,
        await rows.steps(targets.map(target => target.id)),
        await rows.events(id),
      );
    });
  }

  /** @throws ConflictError when the plan differs from what was shown, or lacks a consent */
  async start(
    id: string,
    request: StartDeploymentRequest,
    by: string,
  ): Promise<DeploymentDetail> {
    return this.#change(id, by, (rows, deployment, steering) =>
      startDeployment(rows, deployment, request, steering),
    );
  }

  /** @throws ConflictError when that cannot be done now */
  async act(
    id: string,
    action: Exclude<DeploymentAction, 'start'>,
    by: string,
  ): Promise<DeploymentDetail> {
    return this.#change(id, by, (rows, deployment, steering) =>
      steer(rows, deployment, action, steering),
    );
  }

  /**
   * Asks for the same change in another environment. Bindings that were chosen are
   * found again by their profiles; the story of the new one says how.
   */
  async promote(
    id: string,
    environment: string,
    by: string,
  ): Promise<DeploymentDetail> {
    const deployment = found(
      id,
      await this.#store.read(rows => rows.deployment(id)),
    );
    if (deployment.state !== 'succeeded') {
      throw new ConflictError(
        `The deployment is ${deployment.state}: only one that succeeded can be promoted`,
      );
    }
    const certificateId = await this.#inventory.sameIn(
      deployment.certificateId,
      environment,
    );
    if (!certificateId) {
      throw new ConflictError(
        `No certificate of these names is used in the environment '${environment}'`,
      );
    }
    const { strategy, rollout, reason } = deployment.request;
    const { bindings, notes } = promoteBindings(
      deployment.request,
      environment,
      await this.#inventory.bindings(certificateId, environment),
    );
    return this.#create(
      {
        certificateId,
        materialId: deployment.materialId,
        environment,
        ...(bindings && { bindings }),
        ...(strategy && { strategy }),
        ...(rollout && { rollout }),
        ...(reason && { reason }),
      },
      by,
      notes,
    );
  }

  async #change(
    id: string,
    by: string,
    run: (
      rows: DeploymentRows,
      deployment: DeploymentRecord,
      steering: Steering,
    ) => Promise<void>,
  ): Promise<DeploymentDetail> {
    await this.#store.write(async rows => {
      const deployment = found(id, await rows.deployment(id, { lock: true }));
      await run(rows, deployment, { by, now: this.#clock() });
    });
    await this.#engine.advance(id);
    return this.get(id);
  }

  async #requireUnits(request: CreateDeploymentRequest): Promise<void> {
    const wanted = [
      ...(request.bindings ?? []),
      ...(request.newBindings ?? []),
    ].map(({ unit }) => unit);
    if (wanted.length === 0) {
      return;
    }
    const units = await this.#inventory.units();
    const unknown = [...new Set(wanted)].filter(unit => !units.has(unit));
    if (unknown.length > 0) {
      throw new InputError(
        `No device or cluster is called ${unknown
          .map(unit => `'${unit}'`)
          .join(', ')}; members of a cluster are named by their cluster`,
      );
    }
  }
}

function found(
  id: string,
  deployment: DeploymentRecord | undefined,
): DeploymentRecord {
  if (!deployment) {
    throw new NotFoundError(`No deployment has the id '${id}'`);
  }
  return deployment;
}
