import { PlannedChange } from '@cmt/backstage-plugin-certificates-common';
import {
  TargetContext,
  TargetRun,
} from '@cmt/backstage-plugin-certificates-node';
import { DeploymentLimits, HandshakeLimits } from '../../config/types';
import { F5Metrics } from '../../metrics';

/** What every step needs beside the devices. */
export interface StepEnvironment {
  pageSize: number;
  limits: DeploymentLimits;
  handshakes: HandshakeLimits;
  metrics: F5Metrics;
  /** Between two looks at something that takes its time. */
  pollMs: number;
}

/** A step of a run. */
export interface Step extends StepEnvironment {
  run: TargetRun;
  context: TargetContext;
}

/** Profiles whose names must stay, so that content is set instead. */
export function contentChanges(run: TargetRun): PlannedChange[] {
  return run.plan.changes.filter(
    ({ strategy }) => strategy === 'replace-content',
  );
}

/** `3 entries`, `1 entry`. */
export function counted(
  number: number,
  singular: string,
  plural: string,
): string {
  return `${number} ${number === 1 ? singular : plural}`;
}
