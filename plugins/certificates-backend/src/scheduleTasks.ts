import { SchedulerService } from '@backstage/backend-plugin-api';
import { CertificatesConfig } from './config';
import { Inventory } from './createInventory';
import { Deployments } from './deployment';
import { Renewals } from './renewal';
import { TellingService } from './telling';

/** How long a scan that is due or was queued elsewhere may wait unnoticed. */
const TICK = { seconds: 20 };

/** How long work on a deployment may lie there after its replica has died. */
const SWEEP = { seconds: 5 };

/**
 * Hands the periodic work to the scheduler. Anybody with a token can trigger
 * tasks, and a timeout does not stop one that runs: each is safe at any time and
 * any number of times at once.
 */
export async function scheduleTasks(options: {
  scheduler: SchedulerService;
  inventory: Inventory;
  deployments: Deployments;
  renewals: Renewals;
  telling: TellingService;
  config: CertificatesConfig;
}): Promise<void> {
  const { scheduler, inventory, deployments, renewals, telling, config } =
    options;

  await scheduler.scheduleTask({
    id: 'certificates-scan-tick',
    frequency: TICK,
    timeout: { minutes: 2 },
    scope: 'global',
    fn: () => inventory.scanService.tick(),
  });

  // Every replica looks for queued scans, not only the one that ticks.
  await scheduler.scheduleTask({
    id: 'certificates-scan-worker',
    frequency: TICK,
    timeout: { minutes: 2 },
    scope: 'local',
    fn: () => inventory.scanService.work(),
  });

  // On every replica, because each has its own index of the catalog: an owner
  // that one decides by an old index is put right by its own next refresh.
  await scheduler.scheduleTask({
    id: 'certificates-owners-refresh',
    frequency: { milliseconds: config.ownership.catalogRefresh },
    timeout: { minutes: 30 },
    scope: 'local',
    fn: signal => inventory.refreshOwners(signal),
  });

  await scheduler.scheduleTask({
    id: 'certificates-clean-up',
    frequency: { hours: 1 },
    initialDelay: { minutes: 5 },
    timeout: { minutes: 30 },
    scope: 'global',
    fn: () => inventory.cleanUp(),
  });

  // On every replica: whoever finds abandoned work sends it to the queue.
  await scheduler.scheduleTask({
    id: 'certificates-deployment-sweep',
    frequency: SWEEP,
    timeout: { minutes: 1 },
    scope: 'local',
    fn: () => deployments.sweep(),
  });

  await scheduler.scheduleTask({
    id: 'certificates-deployment-clean-up',
    frequency: { minutes: 5 },
    initialDelay: { minutes: 1 },
    timeout: { minutes: 30 },
    scope: 'global',
    fn: signal => deployments.tidy(signal),
  });

  // On every replica: whoever finds work that is due sends it to the queue.
  await scheduler.scheduleTask({
    id: 'certificates-renewal-sweep',
    frequency: SWEEP,
    timeout: { minutes: 1 },
    scope: 'local',
    fn: () => renewals.sweep(),
  });

  await scheduler.scheduleTask({
    id: 'certificates-renewal-tick',
    frequency: { minutes: 1 },
    timeout: { minutes: 30 },
    scope: 'global',
    async fn(signal) {
      await renewals.tick(signal);
      await telling.run(signal);
    },
  });
}
