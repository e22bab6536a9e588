import { DeploymentPublisher } from '../DeploymentPublisher';
import { isTargetOver } from '../rules';
import { DeploymentStore } from '../store';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Ends plans that nobody has confirmed, and dry runs, once they are old: the
 * devices have changed since, and a list of them hides what waits for a yes.
 *
 * @returns how many ended
 * @internal
 */
export async function expirePlans(options: {
  store: DeploymentStore;
  publisher: Pick<DeploymentPublisher, 'changed'>;
  /** Milliseconds that a plan stays good. */
  expiryMs: number;
  now: number;
}): Promise<number> {
  const { store, publisher, expiryMs, now } = options;
  let expired = 0;
  for (const id of await store.read(rows => rows.deploymentIds(['planned']))) {
    const isExpired = await store.write(async rows => {
      // Somebody may be confirming it right now.
      const deployment = await rows.deployment(id, { lock: true });
      if (
        deployment?.state !== 'planned' ||
        deployment.createdAt > now - expiryMs
      ) {
        return false;
      }
      for (const target of await rows.targets(id)) {
        if (!isTargetOver(target)) {
          await rows.updateTarget(target.id, { state: 'skipped' });
        }
      }
      await rows.updateDeployment(id, { state: 'cancelled', finishedAt: now });
      const age = spoken(expiryMs);
      const message = deployment.dryRun
        ? `The dry run is older than ${age} and ends: the devices may have changed since`
        : `Nobody has confirmed the plan within ${age}, so that it ends: plan again to deploy`;
      await rows.addEvents(id, [{ at: now, by: null, unit: null, message }]);
      return true;
    });
    if (isExpired) {
      expired += 1;
      publisher.changed(id);
    }
  }
  return expired;
}

/** `7 days`, `1 hour`. */
function spoken(ms: number): string {
  const [count, unit] =
    ms >= DAY_MS
      ? [Math.round(ms / DAY_MS), 'day']
      : [Math.round(ms / HOUR_MS), 'hour'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
