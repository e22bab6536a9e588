import { DeploymentStore, LeaseStore } from '../store';

/** Work that nobody does although it is due. @internal */
export interface Abandoned {
  /** Deployments whose plan nobody makes. */
  plans: string[];
  /** Units that nobody works on. */
  targets: string[];
  /** Deployments for which nobody has decided what comes next. */
  deployments: string[];
}

/**
 * Compares what is due with what processes work on. Reads a few columns of what is
 * under way, so that it may run every few seconds.
 *
 * @internal
 */
export async function findAbandoned(options: {
  store: DeploymentStore;
  leases: LeaseStore;
  now: number;
}): Promise<Abandoned> {
  const { store, leases, now } = options;
  const { planning, active, open } = await store.read(async rows => ({
    planning: await rows.deploymentIds(['planning']),
    active: await rows.deploymentIds(['waiting', 'running']),
    open: await rows.openTargets(),
  }));
  if (planning.length + active.length + open.length === 0) {
    return { plans: [], targets: [], deployments: [] };
  }
  const reservations = await leases.reservations();
  const worked = new Set(
    reservations.filter(r => r.isWorked).map(r => r.holder),
  );
  const holders = new Map(reservations.map(r => [r.resource, r.holder]));

  const due = open.filter(
    target =>
      target.state === 'running' ||
      target.state === 'rolling-back' ||
      (target.wave <= target.deploymentWave &&
        (target.waitsUntil === null || target.waitsUntil <= now)),
  );
  const withOpen = new Set(
    open
      .filter(target => target.wave <= target.deploymentWave)
      .map(target => target.deploymentId),
  );
  return {
    plans: planning.filter(id => !worked.has(`plan:${id}`)),
    targets: due
      .filter(
        target =>
          !worked.has(target.id) &&
          target.devices.every(device => {
            const holder = holders.get(`device:${device}`);
            return holder === undefined || holder === target.id;
          }),
      )
      .map(target => target.id),
    deployments: active.filter(id => !withOpen.has(id)),
  };
}
