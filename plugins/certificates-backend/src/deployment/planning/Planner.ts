import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BindingSelector,
  CertificateDetail,
  DeploymentUnit,
  nameCovers,
  NewBinding,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateMaterial,
  CertificateTarget,
  DeploymentError,
  ReplacedObject,
  TargetPlanRequest,
} from '@cmt/backstage-plugin-certificates-node';
import { MaterialStore } from '../../custody';
import { ConfiguredDevice } from '../../scanning';
import { DeploymentTargets } from '../DeploymentTargets';
import { isRetryable, problemOfError, problemOfNoPlan } from '../problems';
import { assignWaves, completeRollout, serversOf } from '../rules';
import {
  DeploymentChange,
  DeploymentRecord,
  PlanConsentNeed,
  StoredPlanRequest,
  TargetRecord,
} from '../types';
import { mapLimited } from './mapLimited';
import { DeploymentInventory } from './DeploymentInventory';

/** Units that one plan reads at the same time. */
const CONCURRENCY = 8;

/** Time limit for one look at a unit, and how often it is looked at when it is busy. */
const TIMEOUT_MS = 5 * 60_000;
const ATTEMPTS = 3;
const RETRY_MS = 1_000;

/** Longest name for new objects that is asked of targets. */
const MAX_BASE_NAME = 80;

/** What came of planning. @internal */
export interface PlanResult {
  deployment: DeploymentChange;
  targets: TargetRecord[];
}

interface UnitRequest {
  unit: DeploymentUnit;
  replaces: ReplacedObject[];
  bindings?: BindingSelector[];
  newBindings?: NewBinding[];
}

/**
 * Makes the plan of a deployment: asks the inventory where the certificate is
 * used, and the targets what they would change there. Changes nothing.
 *
 * @internal
 */
export class Planner {
  readonly #inventory: DeploymentInventory;
  readonly #targets: Pick<DeploymentTargets, 'forUnit'>;
  readonly #devices: ReadonlyMap<string, ConfiguredDevice>;
  readonly #materials: MaterialStore;
  readonly #getCertificate: (
    id: string,
  ) => Promise<CertificateDetail | undefined>;

  constructor(options: {
    inventory: DeploymentInventory;
    targets: Pick<DeploymentTargets, 'forUnit'>;
    devices: ReadonlyMap<string, ConfiguredDevice>;
    materials: MaterialStore;
    getCertificate: (id: string) => Promise<CertificateDetail | undefined>;
  }) {
    this.#inventory = options.inventory;
    this.#targets = options.targets;
    this.#devices = options.devices;
    this.#materials = options.materials;
    this.#getCertificate = options.getCertificate;
  }

  /** @throws what the database throws; what a target throws is part of the result */
  async plan(
    deployment: DeploymentRecord,
    signal: AbortSignal,
  ): Promise<PlanResult> {
    const [certificate, material] = await Promise.all([
      this.#getCertificate(deployment.certificateId),
      this.#materials.readPublic(deployment.materialId),
    ]);
    if (!certificate || !material) {
      return failed(
        [],
        certificate
          ? 'The certificate that is to be deployed is not kept here any more'
          : 'The certificate that is to be replaced is not in the inventory any more',
      );
    }
    const requests = await this.#requests(deployment, material);
    const targets = await mapLimited(requests, CONCURRENCY, request =>
      this.#planUnit(deployment, material, request, signal),
    );
    signal.throwIfAborted();

    const plans = targets.flatMap(({ plan }) =>
      plan && plan.changes.length > 0 ? [plan] : [],
    );
    if (plans.length === 0) {
      return failed(targets, reasonForNothing(requests.length, targets));
    }
    const rollout = completeRollout(deployment.request.rollout, plans.length);
    const waves = assignWaves(plans, rollout);
    for (const target of targets) {
      target.wave = waves.get(target.unit) ?? 0;
    }
    const consents = consentsOf(deployment, certificate, plans);
    return {
      targets,
      deployment: {
        state: 'planned',
        rollout,
        planHash: hashOf(plans, consents),
        consents,
        affected: {
          ownerRefs: certificate.owner ? [certificate.owner.ref] : [],
          entityRefs: [
            ...certificate.protects.map(entity => entity.entityRef),
            ...(certificate.systemRef ? [certificate.systemRef] : []),
          ],
        },
        bindingCount: plans.reduce((sum, plan) => sum + plan.changes.length, 0),
        virtualServerCount: serversOf(plans),
      },
    };
  }

  /** What is asked of each unit. */
  async #requests(
    { certificateId, request }: DeploymentRecord,
    material: CertificateMaterial,
  ): Promise<UnitRequest[]> {
    const used = await this.#inventory.usage(certificateId);
    const units = await this.#inventory.units();
    const { bindings, newBindings, environment } = request;
    // Only these are meant, unless nothing was chosen.
    const chosen =
      bindings || newBindings
        ? new Set(
            [...(bindings ?? []), ...(newBindings ?? [])].map(b => b.unit),
          )
        : undefined;
    const requests: UnitRequest[] = [];
    for (const unit of units.values()) {
      const usage = used.find(({ unit: { name } }) => name === unit.name);
      const replaces = (usage?.replaces ?? []).filter(
        object => object.fingerprint !== material.fingerprint,
      );
      const wanted = chosen
        ? chosen.has(unit.name)
        : usage?.bound && replaces.length > 0;
      if (wanted && (!environment || unit.environment === environment)) {
        requests.push({
          unit,
          replaces,
          ...(chosen && {
            bindings: (bindings ?? []).filter(b => b.unit === unit.name),
            newBindings: (newBindings ?? []).filter(b => b.unit === unit.name),
          }),
        });
      }
    }
    return requests.sort((a, b) => (a.unit.name < b.unit.name ? -1 : 1));
  }

  async #planUnit(
    deployment: DeploymentRecord,
    material: CertificateMaterial,
    asked: UnitRequest,
    signal: AbortSignal,
  ): Promise<TargetRecord> {
    const { unit } = asked;
    const record: TargetRecord = {
      id: randomUUID(),
      deploymentId: deployment.id,
      unit: unit.name,
      devices: unit.devices,
      environment: unit.environment,
      target: null,
      wave: 0,
      state: 'pending',
      direction: 'forward',
      activated: false,
      waitsFor: null,
      waitsUntil: null,
      request: null,
      plan: null,
      proofs: [],
      leftAlone: [],
      problem: null,
    };
    try {
      const found = this.#targets.forUnit(unit.devices, this.#devices);
      if ('reason' in found) {
        throw new DeploymentError({
          code: 'not-deployable',
          device: unit.name,
          message: found.reason,
          remedy:
            'Configure what is missing for this device, or deploy there by hand',
          action: 'plan-again',
        });
      }
      const request: StoredPlanRequest = {
        ...asked,
        baseName: baseNameOf(deployment.certificateTitle),
        ...(deployment.request.strategy && {
          strategy: deployment.request.strategy,
        }),
        restorable: await this.#restorable(asked.replaces),
      };
      const plan = await this.#askTarget(
        found.target,
        { ...request, material },
        signal,
      );
      return {
        ...record,
        target: found.target.id,
        request,
        plan,
        state: plan.changes.length > 0 ? 'pending' : 'skipped',
      };
    } catch (error) {
      signal.throwIfAborted();
      const problem = problemOfError(error, unit.name);
      return {
        ...record,
        state: 'failed',
        problem: { ...problem, action: 'plan-again' },
      };
    }
  }

  /** Asks again when the device is busy or out of reach for a moment. */
  async #askTarget(
    target: CertificateTarget,
    request: TargetPlanRequest,
    signal: AbortSignal,
  ): Promise<TargetPlan> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await target.plan(request, {
          signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        });
      } catch (error) {
        if (attempt === ATTEMPTS || !isRetryable(error)) {
          throw error;
        }
        await sleep(RETRY_MS * attempt, undefined, { signal });
      }
    }
  }

  /** Fingerprints of replaced versions whose key we hold. */
  async #restorable(replaces: readonly ReplacedObject[]): Promise<string[]> {
    const restorable: string[] = [];
    for (const fingerprint of new Set(
      replaces.flatMap(object => object.fingerprint ?? []),
    )) {
      if (await this.#materials.findByFingerprint(fingerprint)) {
        restorable.push(fingerprint);
      }
    }
    return restorable.sort();
  }
}

function failed(targets: TargetRecord[], reason: string): PlanResult {
  return {
    targets,
    deployment: { state: 'failed', problem: problemOfNoPlan(reason) },
  };
}

function reasonForNothing(
  asked: number,
  targets: readonly TargetRecord[],
): string {
  if (asked === 0) {
    return 'Nothing to do: the inventory knows no place where an older version of this certificate is used and that was asked for';
  }
  const unplanned = targets.filter(({ plan }) => plan === null);
  return unplanned.length > 0
    ? `None of ${asked} units could be planned. ${
        unplanned[0].problem?.message ?? ''
      }`
    : `None of ${asked} units has anything to change: all of it is as it should be, or belongs to somebody else`;
}

/** What needs a yes, for the deployment and for each unit. */
function consentsOf(
  { material }: DeploymentRecord,
  certificate: CertificateDetail,
  plans: readonly TargetPlan[],
): PlanConsentNeed[] {
  const ofUnits = plans.flatMap(plan =>
    plan.consents.map(consent => ({ ...consent, unit: plan.unit.name })),
  );
  const own: PlanConsentNeed[] = [];
  const lost = certificate.names.filter(
    name =>
      !material.names.some(other => other === name || nameCovers(other, name)),
  );
  if (lost.length > 0) {
    own.push({
      code: 'names-lost',
      detail: `Not covered any more: ${lost.join(', ')}`,
      unit: null,
    });
  }
  const { currentVersion } = certificate;
  if (
    currentVersion?.notAfter &&
    Date.parse(material.notAfter) < Date.parse(currentVersion.notAfter)
  ) {
    own.push({
      code: 'expires-earlier',
      detail: `Ends ${material.notAfter}, the present version ${currentVersion.notAfter}`,
      unit: null,
    });
  }
  if (material.chainStatus === 'incomplete') {
    own.push({
      code: 'chain-incomplete',
      detail:
        'An intermediate certificate is missing; some clients will refuse the connection',
      unit: null,
    });
  }
  return [
    ...own.filter(({ code }) => !ofUnits.some(other => other.code === code)),
    ...ofUnits,
  ];
}

function hashOf(
  plans: readonly TargetPlan[],
  consents: readonly PlanConsentNeed[],
): string {
  const contract = {
    plans: plans
      .map(plan => [plan.unit.name, plan.hash])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    consents: consents.map(({ code, detail, unit }) => [unit, code, detail]),
  };
  return createHash('sha256').update(JSON.stringify(contract)).digest('hex');
}

/** The title as a name for objects: `*.example.com` is `wildcard.example.com`. */
function baseNameOf(title: string): string {
  const name = title
    .replace(/^\*\./, 'wildcard.')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_BASE_NAME)
    .replace(/[^A-Za-z0-9]+$/, '');
  return name || 'certificate';
}
