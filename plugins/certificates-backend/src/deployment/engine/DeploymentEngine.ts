import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { isDeploymentOver } from '@cmt/backstage-plugin-certificates-common';
import { DeploymentPublisher } from '../DeploymentPublisher';
import { DeploymentTelemetry } from '../DeploymentTelemetry';
import { Job, JobQueue } from '../jobs';
import { Planner } from '../planning';
import { problemOfDeadLetter } from '../problems';
import {
  ChangeCalendar,
  decideNext,
  isTargetOver,
  mayChangeUrgently,
  RETRY_POLICY,
  RetryPolicy,
} from '../rules';
import { DeploymentStore, LeaseStore, releaseLeases } from '../store';
import { TargetRecord } from '../types';
import { ChangeWorker } from './ChangeWorker';
import { Claims } from './Claims';
import { findAbandoned } from './findAbandoned';
import { LEASE_MS } from './HeldLease';
import { PlanWorker } from './PlanWorker';
import { TargetRunner, TargetRunnerOptions } from './TargetRunner';

/** Time limit of one attempt at a step. */
const STEP_TIMEOUT_MS = 15 * 60_000;

/** What an engine needs. @internal */
export interface DeploymentEngineOptions
  extends Omit<TargetRunnerOptions, 'retry' | 'stepTimeoutMs'> {
  store: DeploymentStore;
  leases: LeaseStore;
  queue: JobQueue;
  planner: Planner;
  publisher: DeploymentPublisher;
  telemetry: DeploymentTelemetry;
  calendar: ChangeCalendar;
  /** Asks for a scan of a device whose change has ended. */
  requestScan: (device: string) => Promise<unknown>;
  logger: LoggerService;
  clock: () => number;
  leaseMs?: number;
  stepTimeoutMs?: number;
  retry?: RetryPolicy;
}

/**
 * Carries deployments out. Every replica has one; what they know of each other is
 * in the rows.
 */
export class DeploymentEngine {
  /** Identifies this process in leases. */
  readonly worker = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;

  readonly #options: DeploymentEngineOptions;
  readonly #plans: PlanWorker;
  readonly #changes: ChangeWorker;
  readonly #shutdown = new AbortController();
  #sweeping?: Promise<void>;

  constructor(options: DeploymentEngineOptions) {
    this.#options = options;
    const claims = new Claims({
      ...options,
      worker: this.worker,
      leaseMs: options.leaseMs ?? LEASE_MS,
      shutdown: this.#shutdown.signal,
    });
    this.#plans = new PlanWorker({ ...options, claims });
    this.#changes = new ChangeWorker({
      ...options,
      claims,
      runner: new TargetRunner({
        ...options,
        retry: options.retry ?? RETRY_POLICY,
        stepTimeoutMs: options.stepTimeoutMs ?? STEP_TIMEOUT_MS,
      }),
    });
  }

  /** Begins to take work, also what another process left behind. */
  async start(): Promise<void> {
    const { queue, store, logger } = this.#options;
    await queue.start({
      run: job => this.#run(job),
      dead: job => this.#dead(job),
    });
    logger.info(`Deployments are worked on by ${queue.description}`);
    // The configuration of windows may have changed.
    for (const id of await store.read(rows =>
      rows.deploymentIds(['waiting', 'running']),
    )) {
      await this.advance(id);
    }
    await this.sweep();
  }

  /** Stops what runs at the next safe point; another process or the next start goes on. */
  async stop(): Promise<void> {
    this.#shutdown.abort();
    await this.#sweeping?.catch(() => undefined);
    await this.#options.queue.stop();
    this.#options.publisher.flush();
  }

  /** Has a plan made. */
  async plan(deploymentId: string): Promise<void> {
    await this.#options.queue.send({ kind: 'plan', id: deploymentId });
    this.#options.publisher.changed(deploymentId);
  }

  /** Finds work that nobody does and has it done. Safe at any time, on any replica. */
  async sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async #sweep(): Promise<void> {
    if (this.#shutdown.signal.aborted) {
      return;
    }
    const { store, leases, queue, clock } = this.#options;
    const abandoned = await findAbandoned({ store, leases, now: clock() });
    for (const id of abandoned.plans) {
      await queue.send({ kind: 'plan', id });
    }
    for (const id of abandoned.targets) {
      await queue.send({ kind: 'target', id });
    }
    for (const id of abandoned.deployments) {
      await this.advance(id);
    }
  }

  /** Decides what comes next for a deployment and has it done. */
  async advance(deploymentId: string): Promise<void> {
    const { store, calendar, publisher, telemetry, queue, leases, clock } =
      this.#options;
    const now = clock();
    const { work, ended } = await store.write(async rows => {
      const deployment = await rows.deployment(deploymentId, { lock: true });
      if (!deployment) {
        return { work: [], ended: undefined };
      }
      const decision = decideNext({
        deployment,
        targets: await rows.targets(deploymentId),
        mayChange: unit =>
          mayChangeUrgently(unit, calendar, now, deployment.overrideAt),
        now,
      });
      await rows.updateDeployment(deploymentId, decision.deployment);
      for (const [id, change] of decision.targets) {
        await rows.updateTarget(id, change);
      }
      await rows.addEvents(deploymentId, decision.events);
      const changed = { ...deployment, ...decision.deployment };
      const isEnd =
        isDeploymentOver(changed.state) && !isDeploymentOver(deployment.state);
      return { work: decision.work, ended: isEnd ? changed : undefined };
    });
    publisher.changed(deploymentId);
    if (ended) {
      telemetry.deploymentEnded(ended);
    }
    const worked = await leases.worked(work);
    for (const id of work.filter(target => !worked.has(target))) {
      await queue.send({ kind: 'target', id });
    }
  }

  async #run(job: Job): Promise<void> {
    if (this.#shutdown.signal.aborted) {
      return;
    }
    if (job.kind === 'plan') {
      await this.#plans.run(job.id);
      return;
    }
    const { ended, undecided } = await this.#changes.run(job.id);
    if (ended) {
      await this.#after(ended);
    } else if (undecided) {
      await this.advance(undecided);
    }
  }

  /** What follows when a unit has ended. */
  async #after(ended: TargetRecord): Promise<void> {
    const { store, queue, requestScan, logger } = this.#options;
    await this.advance(ended.deploymentId);
    for (const target of await store.read(rows => rows.openTargets())) {
      if (
        target.state === 'waiting' &&
        target.devices.some(device => ended.devices.includes(device))
      ) {
        await queue.send({ kind: 'target', id: target.id });
      }
    }
    for (const device of ended.activated ? ended.devices : []) {
      await requestScan(device).catch(error => {
        logger.warn(
          `No scan of ${device} could be asked for after its change: ${stringifyError(
            error,
          )}`,
        );
      });
    }
  }

  /** A job was given up: people have to see that. */
  async #dead(job: Job): Promise<void> {
    const { store, publisher, clock } = this.#options;
    const deploymentId = await store.write(async (rows, transaction) => {
      if (job.kind === 'plan') {
        const deployment = await rows.deployment(job.id, { lock: true });
        if (deployment?.state === 'planning') {
          await rows.updateDeployment(job.id, {
            state: 'failed',
            finishedAt: clock(),
            problem: problemOfDeadLetter(deployment.certificateTitle),
          });
        }
        return deployment?.id;
      }
      const target = await rows.target(job.id, { lock: true });
      if (!target || isTargetOver(target)) {
        return target?.deploymentId;
      }
      const problem = problemOfDeadLetter(target.unit);
      await rows.updateTarget(job.id, {
        state: 'failed',
        waitsFor: null,
        waitsUntil: null,
        problem,
      });
      await rows.addEvents(target.deploymentId, [
        { at: clock(), by: null, unit: target.unit, message: problem.message },
      ]);
      await releaseLeases(transaction, job.id);
      return target.deploymentId;
    });
    if (deploymentId) {
      publisher.changed(deploymentId);
      await this.advance(deploymentId);
    }
  }
}
