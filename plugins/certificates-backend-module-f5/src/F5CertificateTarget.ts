import { LoggerService } from '@backstage/backend-plugin-api';
import {
  DeploymentUnit,
  ProofResult,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateMaterial,
  CertificateTarget,
  DeploymentError,
  PrivateKeyMaterial,
  RemovableObject,
  RollBackOutcome,
  SaveContext,
  StepOutcome,
  TargetContext,
  TargetPlanRequest,
  TargetRun,
  VerifyOptions,
} from '@cmt/backstage-plugin-certificates-node';
import { Gates } from './client/gates';
import { Administrators } from './config/administrators';
import { F5Config, F5Device } from './config/types';
import { Members, withMembers } from './deployment/device/members';
import { AdministratorSessions } from './deployment/device/sessions';
import { makePlan } from './deployment/plan/makePlan';
import { planDifferences } from './deployment/plan/differences';
import { readGroupSync } from './deployment/reading/cluster';
import { readUnit } from './deployment/reading/readUnit';
import { activate } from './deployment/steps/activate';
import { Removed, remove, restore } from './deployment/steps/removal';
import { Previous, rollBack } from './deployment/steps/rollBack';
import { saveChange } from './deployment/steps/save';
import { stage } from './deployment/steps/stage';
import { sync } from './deployment/steps/sync';
import { Step, StepEnvironment } from './deployment/steps/types';
import { verify } from './deployment/steps/verify';
import { F5Metrics, noMetrics } from './metrics';

/** Between two looks at a sync or a save. */
const POLL_MS = 1_000;

/** @internal */
export interface F5CertificateTargetOptions {
  config: F5Config;
  administrators: Administrators;
  logger: LoggerService;
  /** Shared with whatever else talks to the devices. */
  gates?: Gates;
  /** Counts nothing where absent. */
  metrics?: F5Metrics;
  /** Pauses before calls are repeated, in milliseconds. */
  retryDelaysMs?: readonly number[];
  pollMs?: number;
}

/**
 * Deploys certificates to BIG-IP devices and clusters over iControl REST.
 *
 * Guarantees: see {@link CertificateTarget}. Nothing is kept between two steps
 * but a session, so that another replica can go on at any moment.
 */
export class F5CertificateTarget implements CertificateTarget {
  readonly id = 'f5';
  readonly #administrators: Administrators;
  readonly #devices: ReadonlyMap<string, F5Device>;
  readonly #sessions: AdministratorSessions;
  readonly #environment: StepEnvironment;
  readonly #logger: LoggerService;

  constructor(options: F5CertificateTargetOptions) {
    const { config, administrators, metrics = noMetrics } = options;
    this.#administrators = administrators;
    this.#logger = options.logger;
    this.#devices = new Map(config.devices.map(d => [d.name, d]));
    this.#sessions = new AdministratorSessions({
      config,
      administrators,
      gates: options.gates ?? new Gates(),
      metrics,
      retryDelaysMs: options.retryDelaysMs,
    });
    this.#environment = {
      pageSize: config.limits.pageSize,
      limits: config.deployments,
      handshakes: config.handshakes,
      metrics,
      pollMs: options.pollMs ?? POLL_MS,
    };
  }

  capability(
    device: string,
  ): { deployable: true } | { deployable: false; reason: string } {
    if (!this.#devices.has(device)) {
      return {
        deployable: false,
        reason: `${device} is not in certificates.f5.devices, or is switched off there.`,
      };
    }
    return this.#administrators.has(device)
      ? { deployable: true }
      : {
          deployable: false,
          reason: `No administrator is configured: set administrator.username and administrator.password of ${device} in certificates.f5.devices.`,
        };
  }

  plan(
    request: TargetPlanRequest,
    context: TargetContext,
  ): Promise<TargetPlan> {
    return this.#step('plan', request.unit, context, members =>
      this.#freshPlan(members, request),
    );
  }

  check(
    request: TargetPlanRequest,
    approved: TargetPlan,
    context: TargetContext,
  ): Promise<StepOutcome> {
    return this.#step('check', request.unit, context, async members => {
      const fresh = await this.#freshPlan(members, request);
      const differences = planDifferences(approved, fresh);
      if (differences.length > 0) {
        throw new DeploymentError({
          code: 'device-changed',
          device: members.active().device.name,
          message: `${
            request.unit.name
          } has changed since the plan was made: ${differences.join('; ')}`,
          cause: 'Somebody has changed the configuration in the meantime.',
          remedy:
            'Plan again, and look at what is different. Nothing was changed.',
          action: 'plan-again',
        });
      }
      return { summary: 'Everything is as the plan says' };
    });
  }

  stage(
    run: TargetRun,
    key: PrivateKeyMaterial,
    context: TargetContext,
  ): Promise<StepOutcome> {
    return this.#step('stage', run.plan.unit, context, members =>
      stage(members, this.#of(run, context), key),
    );
  }

  activate(
    run: TargetRun,
    key: PrivateKeyMaterial,
    context: TargetContext,
  ): Promise<StepOutcome> {
    return this.#step('activate', run.plan.unit, context, members =>
      activate(members, this.#of(run, context), key),
    );
  }

  sync(run: TargetRun, context: TargetContext): Promise<StepOutcome> {
    return this.#step('sync', run.plan.unit, context, members =>
      sync(members, this.#of(run, context)),
    );
  }

  async verify(run: TargetRun, options: VerifyOptions): Promise<ProofResult[]> {
    return this.#step('verify', run.plan.unit, options, async members =>
      verify(
        run,
        {
          ...this.#environment,
          // A failover may be under way: the handshake counts, not who made it.
          device:
            members.reached.find(member => member.active)?.device.name ?? null,
        },
        options,
      ),
    );
  }

  save(run: TargetRun, context: SaveContext): Promise<StepOutcome> {
    return this.#step(
      'save',
      run.plan.unit,
      context,
      members =>
        saveChange(members, this.#of(run, context), context.expect ?? null),
      { over: true },
    );
  }

  rollBack(
    run: TargetRun,
    previous: Previous,
    context: TargetContext,
  ): Promise<RollBackOutcome> {
    return this.#step('roll back', run.plan.unit, context, members =>
      rollBack(members, this.#of(run, context), previous),
    );
  }

  remove(
    unit: DeploymentUnit,
    objects: RemovableObject[],
    context: TargetContext,
  ): Promise<Removed[]> {
    return this.#step(
      'remove',
      unit,
      context,
      members => remove(members, objects, this.#environment, context.signal),
      { over: true },
    );
  }

  restore(
    unit: DeploymentUnit,
    objects: { certificate: string; key: string; chain: string | null },
    material: CertificateMaterial,
    key: PrivateKeyMaterial,
    context: TargetContext,
  ): Promise<StepOutcome> {
    return this.#step(
      'restore',
      unit,
      context,
      members =>
        restore(
          members,
          objects,
          material,
          key,
          this.#environment,
          context.signal,
        ),
      { over: true },
    );
  }

  /** Logs out everywhere. Never throws. */
  close(): Promise<void> {
    return this.#sessions.close();
  }

  async #freshPlan(
    members: Members,
    request: TargetPlanRequest,
  ): Promise<TargetPlan> {
    const active = members.active();
    const cluster = await members.cluster(active);
    const reading = await readUnit(active.session, {
      pageSize: this.#environment.pageSize,
      cluster: cluster && {
        ...cluster,
        sync: await readGroupSync(active.session, cluster.group),
      },
    });
    const plan = makePlan(reading, request);
    return {
      ...plan,
      warnings: [
        ...plan.warnings,
        ...members.unreached.map(({ message }) => `${message}.`),
      ],
    };
  }

  #of(run: TargetRun, context: TargetContext): Step {
    return { ...this.#environment, run, context };
  }

  async #step<T>(
    name: string,
    unit: DeploymentUnit,
    { signal }: TargetContext,
    step: (members: Members) => Promise<T>,
    options: { over?: boolean } = {},
  ): Promise<T> {
    try {
      return await withMembers(
        {
          unit,
          devices: this.#devices,
          sessions: this.#sessions,
          signal,
          over: options.over,
        },
        step,
      );
    } catch (error) {
      if (DeploymentError.is(error)) {
        this.#logger.debug(`A step on BIG-IP did not succeed`, {
          step: name,
          unit: unit.name,
          code: error.code,
        });
      }
      throw error;
    }
  }
}
