import {
  CreateDeploymentRequest,
  DeploymentEvent,
  DeploymentProblem,
  DeploymentState,
  DeploymentStepName,
  DeploymentStepState,
  DeploymentTargetState,
  DeploymentUnit,
  Material,
  PlanConsent,
  ProofResult,
  RolloutOptions,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';
import { TargetPlanRequest } from '@cmt/backstage-plugin-certificates-node';

/** What is asked of a target, without what the database must not hold. @internal */
export type StoredPlanRequest = Omit<TargetPlanRequest, 'material'>;

/** @internal */
export interface PlanConsentNeed {
  code: PlanConsent;
  detail: string;
  unit: string | null;
}

/** A deployment as it is stored. Times are milliseconds since the epoch. @internal */
export interface DeploymentRecord {
  id: string;
  certificateId: string;
  certificateTitle: string;
  materialId: string;
  material: Material;
  state: DeploymentState;
  request: CreateDeploymentRequest;
  rollout: Required<RolloutOptions>;
  /** The wave that is under way. */
  wave: number;
  pauseRequested: boolean;
  cancelRequested: boolean;
  /** Whether somebody asked to put everything back. */
  rolledBackByHand: boolean;
  /** From when on windows and freezes do not hold it back; `null` for never. */
  overrideAt: number | null;
  planHash: string | null;
  consents: PlanConsentNeed[];
  consentsGiven: PlanConsent[];
  affected: { ownerRefs: string[]; entityRefs: string[] };
  bindingCount: number;
  virtualServerCount: number;
  reason: string | null;
  dryRun: boolean;
  createdBy: string;
  startedBy: string | null;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  problem: DeploymentProblem | null;
}

/** One unit of a deployment as it is stored. @internal */
export interface TargetRecord {
  id: string;
  deploymentId: string;
  unit: string;
  devices: string[];
  environment: string | null;
  /** Id of the target implementation; `null` when there is none. */
  target: string | null;
  wave: number;
  state: DeploymentTargetState;
  direction: 'forward' | 'backward';
  /** Activation was begun: bindings may have changed. */
  activated: boolean;
  waitsFor: string | null;
  waitsUntil: number | null;
  request: StoredPlanRequest | null;
  plan: TargetPlan | null;
  proofs: ProofResult[];
  /** What a roll-back did not touch because others have changed it since. */
  leftAlone: string[];
  problem: DeploymentProblem | null;
}

/** @internal */
export interface StepRecord {
  targetId: string;
  name: DeploymentStepName;
  state: DeploymentStepState;
  attempts: number;
  failures: number;
  summary: string | null;
  problem: DeploymentProblem | null;
  startedAt: number | null;
  finishedAt: number | null;
}

/** A change of a deployment's columns. @internal */
export type DeploymentChange = Partial<
  Omit<DeploymentRecord, 'id' | 'createdAt' | 'createdBy'>
>;

/** A change of a target's columns. @internal */
export type TargetChange = Partial<
  Omit<TargetRecord, 'id' | 'deploymentId' | 'unit'>
>;

/** @internal */
export interface NewEvent extends Omit<DeploymentEvent, 'at'> {
  at: number;
}

/** The unit of a target. @internal */
export function unitOf(target: TargetRecord): DeploymentUnit {
  return {
    name: target.unit,
    devices: target.devices,
    environment: target.environment,
  };
}
