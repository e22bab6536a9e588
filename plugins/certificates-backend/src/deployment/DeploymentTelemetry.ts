import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MetricsService,
  MetricsServiceCounter,
  MetricsServiceHistogram,
} from '@backstage/backend-plugin-api/alpha';
import { stringifyError } from '@backstage/errors';
import {
  DeploymentProblem,
  DeploymentStepName,
} from '@cmt/backstage-plugin-certificates-common';
import { DeploymentRecord, TargetRecord } from './types';

/** Steps last from a few calls to a restart of a device. */
const STEP_BUCKETS_S = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900];
const DEPLOYMENT_BUCKETS_S = [1, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400];

/**
 * What is logged and measured about deployments. Units are named in the log, not
 * in metrics: their number is not bounded.
 */
export class DeploymentTelemetry {
  readonly #logger: LoggerService;
  readonly #deployments: MetricsServiceCounter;
  readonly #duration: MetricsServiceHistogram;
  readonly #units: MetricsServiceCounter;
  readonly #steps: MetricsServiceHistogram;
  readonly #failures: MetricsServiceCounter;

  constructor(options: { logger: LoggerService; metrics: MetricsService }) {
    const { metrics } = options;
    this.#logger = options.logger;
    this.#deployments = metrics.createCounter(
      'certificates.deployments.count',
      { description: 'Ended deployments, by outcome', unit: '{deployment}' },
    );
    this.#duration = metrics.createHistogram(
      'certificates.deployments.duration',
      {
        description: 'Time from the start of a deployment to its end',
        unit: 's',
        advice: { explicitBucketBoundaries: DEPLOYMENT_BUCKETS_S },
      },
    );
    this.#units = metrics.createCounter('certificates.deployments.units', {
      description: 'Units whose change ended, by target and outcome',
      unit: '{unit}',
    });
    this.#steps = metrics.createHistogram(
      'certificates.deployments.step_duration',
      {
        description: 'Duration of steps, by target, step and result',
        unit: 's',
        advice: { explicitBucketBoundaries: STEP_BUCKETS_S },
      },
    );
    this.#failures = metrics.createCounter(
      'certificates.deployments.step_failures',
      {
        description: 'Failed attempts at steps, by target, step and code',
        unit: '{failure}',
      },
    );
  }

  stepDone(
    target: TargetRecord,
    step: DeploymentStepName,
    durationMs: number,
    summary: string,
  ): void {
    this.#steps.record(durationMs / 1000, {
      target: target.target ?? 'none',
      step,
      result: 'done',
    });
    this.#logger.info(
      `Deployment ${target.deploymentId}, ${target.unit}: ${step} done in ${durationMs} ms. ${summary}`,
    );
  }

  stepFailed(
    target: TargetRecord,
    step: DeploymentStepName,
    durationMs: number,
    failure: {
      problem: DeploymentProblem;
      /** Milliseconds until it is tried again; absent when it is given up. */
      retryInMs?: number;
      /** An unforeseen error, for its stack. */
      error?: unknown;
    },
  ): void {
    const { problem, retryInMs, error } = failure;
    const attributes = { target: target.target ?? 'none', step };
    this.#steps.record(durationMs / 1000, { ...attributes, result: 'failed' });
    this.#failures.add(1, { ...attributes, code: problem.code });
    const next =
      retryInMs === undefined ? 'given up' : `tried again in ${retryInMs} ms`;
    const text = `Deployment ${target.deploymentId}, ${target.unit}: ${step} failed after ${durationMs} ms (${problem.code}): ${problem.message}; ${next}`;
    if (error === undefined) {
      this.#logger.warn(text);
    } else {
      this.#logger.error(`${text}. Cause: ${stackOf(error)}`);
    }
  }

  targetEnded(target: TargetRecord): void {
    this.#units.add(1, {
      target: target.target ?? 'none',
      result: target.state,
    });
    this.#logger.info(
      `Deployment ${target.deploymentId}, ${target.unit}: ${target.state}${
        target.problem ? `. ${target.problem.message}` : ''
      }`,
    );
  }

  deploymentEnded(deployment: DeploymentRecord): void {
    this.#deployments.add(1, { outcome: deployment.state });
    const { startedAt, finishedAt } = deployment;
    if (startedAt !== null && finishedAt !== null) {
      this.#duration.record((finishedAt - startedAt) / 1000, {
        outcome: deployment.state,
      });
    }
    this.#logger.info(
      `Deployment ${deployment.id} of ${deployment.certificateTitle} ended: ${deployment.state}`,
    );
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error && error.stack
    ? error.stack
    : stringifyError(error);
}
