import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { DeploymentPublisher } from '../DeploymentPublisher';
import { Planner } from '../planning';
import { problemOfError } from '../problems';
import { DeploymentStore, LeaseLostError, releaseLeases } from '../store';
import { Claims } from './Claims';
import { counted, countedUnits } from '../../wording';

/** Makes plans, one process for each deployment. @internal */
export class PlanWorker {
  readonly #options: {
    store: DeploymentStore;
    claims: Claims;
    planner: Planner;
    publisher: DeploymentPublisher;
    logger: LoggerService;
    clock: () => number;
  };

  constructor(options: {
    store: DeploymentStore;
    claims: Claims;
    planner: Planner;
    publisher: DeploymentPublisher;
    logger: LoggerService;
    clock: () => number;
  }) {
    this.#options = options;
  }

  /** Begun twice, it plans once. @throws what the database throws */
  async run(deploymentId: string): Promise<void> {
    const { store, claims, planner, publisher, logger, clock } = this.#options;
    const deployment = await store.read(rows => rows.deployment(deploymentId));
    if (deployment?.state !== 'planning') {
      return;
    }
    const held = await claims.claim(`plan:${deploymentId}`, [
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
                  `Planned: ${counted(
                    result.deployment.bindingCount ?? 0,
                    'binding',
                  )} on ${countedUnits(result.targets.length)}`,
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
      await claims.leave(held, done);
      publisher.changed(deploymentId);
    }
  }
}
