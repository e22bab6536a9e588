import {
  BigIntColumn,
  fromFlag,
  fromJson,
  toFlag,
  toJson,
  toNumber,
} from '../../database';
import {
  DeploymentChange,
  DeploymentRecord,
  StepRecord,
  TargetChange,
  TargetRecord,
} from '../types';

/** @internal */
export type DeploymentRow = {
  id: string;
  certificate_id: string;
  certificate_title: string;
  material_id: string;
  material: string;
  state: DeploymentRecord['state'];
  request: string;
  rollout: string;
  wave: number;
  pause_requested: number;
  cancel_requested: number;
  rolled_back_by_hand: number;
  override_at: BigIntColumn | null;
  plan_hash: string | null;
  consents: string;
  consents_given: string;
  affected: string;
  binding_count: number;
  virtual_server_count: number;
  reason: string | null;
  dry_run: number;
  created_by: string;
  started_by: string | null;
  created_at: BigIntColumn;
  started_at: BigIntColumn | null;
  finished_at: BigIntColumn | null;
  problem: string | null;
};

/** @internal */
export type TargetRow = {
  id: string;
  deployment_id: string;
  unit: string;
  devices: string;
  environment: string | null;
  target: string | null;
  wave: number;
  state: TargetRecord['state'];
  direction: TargetRecord['direction'];
  activated: number;
  waits_for: string | null;
  waits_until: BigIntColumn | null;
  request: string | null;
  plan: string | null;
  proofs: string;
  left_alone: string;
  problem: string | null;
};

/** @internal */
export type StepRow = {
  target_id: string;
  name: StepRecord['name'];
  state: StepRecord['state'];
  attempts: number;
  failures: number;
  summary: string | null;
  problem: string | null;
  started_at: BigIntColumn | null;
  finished_at: BigIntColumn | null;
};

/** @internal */
export function toDeployment(row: DeploymentRow): DeploymentRecord {
  return {
    id: row.id,
    certificateId: row.certificate_id,
    certificateTitle: row.certificate_title,
    materialId: row.material_id,
    material: fromJson(row.material),
    state: row.state,
    request: fromJson(row.request),
    rollout: fromJson(row.rollout),
    wave: row.wave,
    pauseRequested: fromFlag(row.pause_requested),
    cancelRequested: fromFlag(row.cancel_requested),
    rolledBackByHand: fromFlag(row.rolled_back_by_hand),
    overrideAt: toNumber(row.override_at),
    planHash: row.plan_hash,
    consents: fromJson(row.consents),
    consentsGiven: fromJson(row.consents_given),
    affected: fromJson(row.affected),
    bindingCount: row.binding_count,
    virtualServerCount: row.virtual_server_count,
    reason: row.reason,
    dryRun: fromFlag(row.dry_run),
    createdBy: row.created_by,
    startedBy: row.started_by,
    createdAt: toNumber(row.created_at),
    startedAt: toNumber(row.started_at),
    finishedAt: toNumber(row.finished_at),
    problem: fromJson(row.problem),
  };
}

/** The columns of what a change names. @internal */
export function deploymentColumns(
  change: DeploymentChange,
): Partial<DeploymentRow> {
  return compact<DeploymentRow>({
    certificate_id: change.certificateId,
    certificate_title: change.certificateTitle,
    material_id: change.materialId,
    material: json(change.material),
    state: change.state,
    request: json(change.request),
    rollout: json(change.rollout),
    wave: change.wave,
    pause_requested: flag(change.pauseRequested),
    cancel_requested: flag(change.cancelRequested),
    rolled_back_by_hand: flag(change.rolledBackByHand),
    override_at: change.overrideAt,
    plan_hash: change.planHash,
    consents: json(change.consents),
    consents_given: json(change.consentsGiven),
    affected: json(change.affected),
    binding_count: change.bindingCount,
    virtual_server_count: change.virtualServerCount,
    reason: change.reason,
    dry_run: flag(change.dryRun),
    started_by: change.startedBy,
    started_at: change.startedAt,
    finished_at: change.finishedAt,
    problem: json(change.problem),
  });
}

/** @internal */
export function toTarget(row: TargetRow): TargetRecord {
  return {
    id: row.id,
    deploymentId: row.deployment_id,
    unit: row.unit,
    devices: fromJson(row.devices),
    environment: row.environment,
    target: row.target,
    wave: row.wave,
    state: row.state,
    direction: row.direction,
    activated: fromFlag(row.activated),
    waitsFor: row.waits_for,
    waitsUntil: toNumber(row.waits_until),
    request: fromJson(row.request),
    plan: fromJson(row.plan),
    proofs: fromJson(row.proofs),
    leftAlone: fromJson(row.left_alone),
    problem: fromJson(row.problem),
  };
}

/** @internal */
export function targetColumns(change: TargetChange): Partial<TargetRow> {
  return compact<TargetRow>({
    devices: json(change.devices),
    environment: change.environment,
    target: change.target,
    wave: change.wave,
    state: change.state,
    direction: change.direction,
    activated: flag(change.activated),
    waits_for: change.waitsFor,
    waits_until: change.waitsUntil,
    request: json(change.request),
    plan: json(change.plan),
    proofs: json(change.proofs),
    left_alone: json(change.leftAlone),
    problem: json(change.problem),
  });
}

/** @internal */
export function toStep(row: StepRow): StepRecord {
  return {
    targetId: row.target_id,
    name: row.name,
    state: row.state,
    attempts: row.attempts,
    failures: row.failures,
    summary: row.summary,
    problem: fromJson(row.problem),
    startedAt: toNumber(row.started_at),
    finishedAt: toNumber(row.finished_at),
  };
}

/** @internal */
export function stepColumns(step: Partial<StepRecord>): Partial<StepRow> {
  return compact<StepRow>({
    target_id: step.targetId,
    name: step.name,
    state: step.state,
    attempts: step.attempts,
    failures: step.failures,
    summary: step.summary,
    problem: json(step.problem),
    started_at: step.startedAt,
    finished_at: step.finishedAt,
  });
}

function json<T extends object | null>(value: T | undefined) {
  return value === undefined
    ? undefined
    : (toJson(value) as T extends null ? string | null : string);
}

function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : toFlag(value);
}

function compact<T>(columns: {
  [K in keyof T]?: T[K] | undefined;
}): Partial<T> {
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
