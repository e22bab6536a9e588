import { DeploymentPublisher } from '../DeploymentPublisher';
import { ChangeCalendar, isTargetOver, mayChangeUrgently } from '../rules';
import { DeploymentStore, LeaseLostError, releaseLeases } from '../store';
import { DeploymentRecord, TargetRecord, unitOf } from '../types';
import { Claims } from './Claims';
import { HeldLease } from './HeldLease';
import { TargetRunner } from './TargetRunner';

/** Works on units whose turn it is, one process and one change for each device. @internal */
export class ChangeWorker {
  readonly #options: {
    store: DeploymentStore;
    claims: Claims;
    runner: TargetRunner;
    calendar: ChangeCalendar;
    publisher: DeploymentPublisher;
    clock: () => number;
  };

  constructor(options: {
    store: DeploymentStore;
    claims: Claims;
    runner: TargetRunner;
    calendar: ChangeCalendar;
    publisher: DeploymentPublisher;
    clock: () => number;
  }) {
    this.#options = options;
  }

  /**
   * Works on a unit until it has ended or another process has to go on. Begun
   * twice, it does nothing twice.
   *
   * @returns the unit when this ended it; the deployment when its turn has not come
   * and that has to be decided anew
   * @throws what the database throws
   */
  async run(
    targetId: string,
  ): Promise<{ ended?: TargetRecord; undecided?: string }> {
    const { store, claims, runner, calendar, clock } = this.#options;
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
      return {};
    }
    const { deployment, target } = found;
    const isBegun =
      target.state === 'running' || target.state === 'rolling-back';
    const permission = mayChangeUrgently(
      unitOf(target),
      calendar,
      clock(),
      deployment.overrideAt,
    );
    if (!isBegun && permission.allowed !== 'now') {
      return { undecided: deployment.id };
    }
    const overridden = isBegun ? undefined : permission.overridden;
    const held = await claims.claim(
      targetId,
      target.devices.map(device => `device:${device}`),
      busy => this.#noteBusy(target, busy),
    );
    if (!held) {
      return {};
    }
    let ended: TargetRecord | undefined;
    let free = false;
    try {
      free = !(await this.#take(target, held, overridden));
      if (!free) {
        ended = await runner.run(deployment, targetId, held);
      }
    } finally {
      await claims.leave(held, free || ended !== undefined);
    }
    return { ended };
  }

  /**
   * Marks a unit as under way, unless it was cancelled or ended in between; then
   * its devices are given free again.
   */
  async #take(
    target: TargetRecord,
    held: HeldLease,
    overridden: string | undefined,
  ): Promise<boolean> {
    const { store, clock } = this.#options;
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
          if (overridden !== undefined) {
            await rows.addEvents(deployment.id, [
              {
                at: clock(),
                by: null,
                unit: target.unit,
                message: `Begun in spite of: ${overridden}. The certificate in use would end before`,
              },
            ]);
          }
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
