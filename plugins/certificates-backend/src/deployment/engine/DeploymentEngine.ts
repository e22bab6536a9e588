import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { isDeploymentOver } from '@cmt/backstage-plugin-certificates-common';
import { DeploymentPublisher } from '../DeploymentPublisher';
import { DeploymentTelemetry } from '../DeploymentTelemetry';
import { Job, JobQueue } from '../jobs';
import { Planner } from '../planning';
import { problemOfDeadLetter, problemOfError } from '../problems';
import {
  ChangeCalendar,
  decideNext,
  isTargetOver,
  mayChange,
  RETRY_POLICY,
  RetryPolicy,
} from '../rules';
import {
  DeploymentStore,
  LeaseLostError,
  LeaseStore,
  releaseLeases,
} from '../store';
import { DeploymentRecord, TargetRecord, unitOf } from '../types';
import { HeldLease, LEASE_MS } from './HeldLease';
import { findAbandoned } from './findAbandoned';
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
  readonly #runner: TargetRunner;
  readonly #leaseMs: number;
  readonly #shutdown = new AbortController();
  #sweeping?: Promise<void>;

  constructor(options: DeploymentEngineOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
    this.#runner = new TargetRunner({
      ...options,
      retry: options.retry ?? RETRY_POLICY,
      stepTimeoutMs: options.stepTimeoutMs ?? STEP_TIMEOUT_MS,
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
        mayChange: unit => mayChange(unit, calendar, now),
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
      await this.#makePlan(job.id);
    } else {
      await this.#change(job.id);
    }
  }

  async #makePlan(deploymentId: string): Promise<void> {
    const { store, planner, publisher, logger, clock } = this.#options;
    const deployment = await store.read(rows => rows.deployment(deploymentId));
    if (deployment?.state !== 'planning') {
      return;
    }
    const held = await this.#claim(`plan:${deploymentId}`, [
      `plan:${deploymentId}`,
    ]);
    if (!held) {
      return;
    }
    let done = false;
    try {
      const result = await planner
        .plan(deployment, held.signal)
        .catch((error): Awaited<ReturnType<Planner['plan']>> => {
          held.signal.throwIfAborted();
          logger.error(
            `Deployment ${deploymentId} could not be planned: ${
              error instanceof Error && error.stack
                ? error.stack
                : stringifyError(error)
            }`,
          );
          return {
            targets: [],
            deployment: {
              state: 'failed',
              problem: problemOfError(error, deployment.certificateTitle),
            },
          };
        });
      held.letGo();
      await store.write(
        async (rows, transaction) => {
          const current = await rows.deployment(deploymentId, { lock: true });
          if (current?.state === 'planning') {
            await rows.replaceTargets(deploymentId, result.targets);
            await rows.updateDeployment(deploymentId, {
              ...result.deployment,
              ...(result.deployment.state === 'failed' && {
                finishedAt: clock(),
              }),
            });
            await rows.addEvents(deploymentId, [
              {
                at: clock(),
                by: null,
                unit: null,
                message:
                  result.deployment.problem?.message ??
                  `Planned: ${result.deployment.bindingCount} bindings on ${result.targets.length} units`,
              },
            ]);
          }
          await releaseLeases(transaction, held.lease.holder);
        },
        { lease: held.lease },
      );
      done = true;
    } catch (error) {
      if (!held.signal.aborted && !(error instanceof LeaseLostError)) {
        throw error;
      }
    } finally {
      await this.#leave(held, done);
      publisher.changed(deploymentId);
    }
  }

  async #change(targetId: string): Promise<void> {
    const { store, calendar, clock } = this.#options;
    const found = await store.read(async rows => {
      const target = await rows.target(targetId);
      return (
        target && {
          target,
          deployment: await rows.deployment(target.deploymentId),
        }
      );
    });
    if (!found?.deployment || !isDue(found.deployment, found.target)) {
      return;
    }
    const { deployment, target } = found;
    const isBegun =
      target.state === 'running' || target.state === 'rolling-back';
    if (
      !isBegun &&
      mayChange(unitOf(target), calendar, clock()).allowed !== 'now'
    ) {
      await this.advance(deployment.id);
      return;
    }
    const held = await this.#claim(
      targetId,
      target.devices.map(device => `device:${device}`),
      busy => this.#noteBusy(target, busy),
    );
    if (!held) {
      return;
    }
    let ended: TargetRecord | undefined;
    let free = false;
    try {
      free = !(await this.#take(target, held));
      if (!free) {
        ended = await this.#runner.run(deployment, targetId, held);
      }
    } finally {
      await this.#leave(held, free || ended !== undefined);
    }
    if (ended) {
      await this.#after(ended);
    }
  }

  /**
   * Marks a unit as under way, unless it was cancelled or ended in between; then
   * its devices are given free again.
   */
  async #take(target: TargetRecord, held: HeldLease): Promise<boolean> {
    const { store } = this.#options;
    return store
      .write(
        async (rows, transaction) => {
          const deployment = await rows.deployment(target.deploymentId, {
            lock: true,
          });
          const current = await rows.target(target.id);
          if (!deployment || !current || !isDue(deployment, current)) {
            await releaseLeases(transaction, held.lease.holder);
            return false;
          }
          await rows.updateTarget(target.id, {
            state: current.direction === 'forward' ? 'running' : 'rolling-back',
            waitsFor: null,
            waitsUntil: null,
          });
          await rows.updateDeployment(deployment.id, { state: 'running' });
          return true;
        },
        { lease: held.lease },
      )
      .catch(error => {
        if (error instanceof LeaseLostError) {
          held.abort('lease-lost');
          return true;
        }
        throw error;
      });
  }

  async #claim(
    holder: string,
    resources: string[],
    onBusy?: (holder: string) => Promise<void>,
  ): Promise<HeldLease | undefined> {
    const { leases, logger } = this.#options;
    const claim = await leases.claim({
      resources,
      holder,
      worker: this.worker,
      leaseMs: this.#leaseMs,
    });
    if ('busy' in claim) {
      if (claim.busy.holder !== holder) {
        await onBusy?.(claim.busy.holder);
      }
      return undefined;
    }
    return new HeldLease({
      lease: claim.lease,
      leases,
      leaseMs: this.#leaseMs,
      logger,
      shutdown: this.#shutdown.signal,
    });
  }

  /** Stops renewing; what has not ended may be taken over at once. */
  async #leave(held: HeldLease, ended: boolean): Promise<void> {
    held.letGo();
    if (!ended) {
      await this.#options.leases.yield(held.lease).catch(error => {
        this.#options.logger.warn(
          `The lease of ${
            held.lease.holder
          } could not be given up; it runs out: ${stringifyError(error)}`,
        );
      });
    }
  }

  async #noteBusy(target: TargetRecord, holder: string): Promise<void> {
    const { store, publisher } = this.#options;
    const noted = await store.write(async rows => {
      const other = await rows.target(holder);
      const owner = other && (await rows.deployment(other.deploymentId));
      const waitsFor = owner
        ? `Another change of ${other.unit} comes first: deployment of ${owner.certificateTitle} (${owner.id})`
        : `Another change of ${target.unit} comes first`;
      const current = await rows.target(target.id, { lock: true });
      if (
        !current ||
        !['pending', 'waiting'].includes(current.state) ||
        current.waitsFor === waitsFor
      ) {
        return false;
      }
      await rows.updateTarget(target.id, { state: 'waiting', waitsFor });
      return true;
    });
    if (noted) {
      publisher.changed(target.deploymentId);
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

/** Whether a unit should be worked on. */
function isDue(deployment: DeploymentRecord, target: TargetRecord): boolean {
  if (isTargetOver(target)) {
    return false;
  }
  if (target.state === 'running' || target.state === 'rolling-back') {
    return true;
  }
  return (
    (deployment.state === 'waiting' || deployment.state === 'running') &&
    !deployment.cancelRequested &&
    target.wave <= deployment.wave
  );
}
