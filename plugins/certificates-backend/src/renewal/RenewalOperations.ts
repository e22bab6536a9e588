import { randomUUID } from 'node:crypto';
import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  stringifyError,
} from '@backstage/errors';
import {
  CreateRenewalRequest,
  isRenewalOver,
  KeySpec,
  RenewalDetail,
  RenewalPreview,
} from '@cmt/backstage-plugin-certificates-common';
import { NEVER } from '../database';
import { holdAfter } from './loopGuard';
import { readUpload, Upload } from './readUpload';
import { RenewalPlan, RenewalPlanner, toPreview } from './RenewalPlanner';
import { anotherOrder, platformApprovers, RenewalServices } from './steps';
import { RenewalRows } from './store';
import { actionsOf, isNamesLost, toDetail } from './toDetail';
import {
  Actor,
  ApprovalRecord,
  RenewalChange,
  RenewalRecord,
  slotOf,
} from './types';

const HOUR = 3_600_000;

/** Longest texts of people that are kept. */
const MAX_TEXT = 2_000;

/** A notice never takes more of a lifetime than this share. */
const NOTICE_SHARE = 0.1;

/**
 * What people and policies do with renewals. Knows nothing of who may see them;
 * who may agree is a matter of the policy, and decided here.
 */
export class RenewalOperations {
  readonly #services: RenewalServices;
  readonly #planner: RenewalPlanner;
  readonly #advance: (renewalId: string) => Promise<void>;
  readonly #cancelDeployment: (id: string, by: string) => Promise<unknown>;

  constructor(options: {
    services: RenewalServices;
    planner: RenewalPlanner;
    /** Has a renewal worked on. */
    advance: (renewalId: string) => Promise<void>;
    cancelDeployment: (id: string, by: string) => Promise<unknown>;
  }) {
    this.#services = options.services;
    this.#planner = options.planner;
    this.#advance = options.advance;
    this.#cancelDeployment = options.cancelDeployment;
  }

  /** Tells what {@link RenewalOperations.create} would do. @throws NotFoundError */
  async preview(request: CreateRenewalRequest): Promise<RenewalPreview> {
    return toPreview(await this.#planner.plan(request));
  }

  /**
   * Begins a renewal; one for each kind of key, of which the first is answered.
   *
   * @throws InputError that names everything that stands against it, NotFoundError,
   * ConflictError while one is under way
   */
  async create(
    request: CreateRenewalRequest,
    actor: Actor,
    options: { campaignId?: string } = {},
  ): Promise<RenewalDetail> {
    if (request.dryRun) {
      throw new InputError('Ask POST /renewals/preview what would happen');
    }
    const plan = await this.#planner.plan(request);
    if (plan.problems.length > 0) {
      throw new InputError(plan.problems.join('. '));
    }
    const ids: string[] = [];
    const keys = plan.kind === 'redeploy' ? plan.keys.slice(0, 1) : plan.keys;
    for (const key of keys) {
      ids.push(await this.#insert(plan, key, request, actor, options));
    }
    for (const id of ids) {
      await this.#advance(id);
    }
    return this.get(ids[0]);
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<RenewalDetail> {
    return this.#services.store.read(async rows =>
      toDetail(
        found(id, await rows.get(id)),
        await rows.steps(id),
        await rows.approval(id),
        await rows.events(id),
      ),
    );
  }

  /**
   * Says yes or no.
   *
   * @throws ConflictError when nobody is asked, NotAllowedError when somebody else is
   */
  async decide(
    id: string,
    decision: { approved: boolean; comment?: string },
    actor: Actor,
  ): Promise<RenewalDetail> {
    const comment = decision.comment?.trim().slice(0, MAX_TEXT) || null;
    await this.#change(id, async (rows, renewal, now) => {
      const approval = await rows.approval(id);
      requireAction(renewal, approval, 'approve');
      this.#requireApprover(renewal, approval, actor);
      await rows.addEvents(id, [
        {
          at: now,
          by: actor.ref,
          message: `${decision.approved ? 'Approved' : 'Rejected'}${
            comment ? `: ${comment}` : ''
          }`,
        },
      ]);
      if (!isNamesLost(renewal) && approval) {
        await rows.putApproval({
          ...approval,
          approved: decision.approved,
          decidedBy: actor.ref,
          comment,
          decidedAt: now,
        });
        return { nextAt: now };
      }
      return decision.approved
        ? { namesConfirmed: true, problem: null, nextAt: now }
        : this.#ended(rows, renewal, 'rejected', now);
    });
    return this.get(id);
  }

  /**
   * Takes what a portal issued.
   *
   * @throws ConflictError when nothing is waited for, InputError with everything
   * that is wrong with it
   */
  async upload(
    id: string,
    upload: Upload,
    actor: Actor,
  ): Promise<RenewalDetail> {
    await this.#change(id, async (rows, renewal, now) => {
      if (!renewal.wantsUpload || renewal.csrPem === null) {
        throw new ConflictError(
          'This renewal does not wait for a certificate that somebody brings',
        );
      }
      const chain = readUpload(upload, {
        csrPem: renewal.csrPem,
        names: renewal.names,
        now,
      });
      await rows.addEvents(id, [
        { at: now, by: actor.ref, message: 'Brought the certificate' },
      ]);
      return { issuedChain: chain, wantsUpload: false, nextAt: now };
    });
    return this.get(id);
  }

  /** @throws ConflictError when that cannot be done now */
  async act(
    id: string,
    action: 'retry' | 'cancel',
    actor: Actor,
  ): Promise<RenewalDetail> {
    const before = await this.#change(id, async (rows, renewal, now) => {
      requireAction(renewal, await rows.approval(id), action);
      await rows.addEvents(id, [
        {
          at: now,
          by: actor.ref,
          message: action === 'retry' ? 'Asked to try again now' : 'Cancelled',
        },
      ]);
      return action === 'retry'
        ? retried(renewal, now)
        : this.#ended(rows, renewal, 'cancelled', now);
    });
    if (action === 'cancel') {
      await this.#giveUp(before, actor);
    }
    return this.get(id);
  }

  async #insert(
    plan: RenewalPlan,
    key: KeySpec,
    request: CreateRenewalRequest,
    actor: Actor,
    options: { campaignId?: string },
  ): Promise<string> {
    const { store, clock } = this.#services;
    const now = clock();
    const { certificate, policy } = plan;
    const id = randomUUID();
    const certificateId = plan.isKnown ? certificate.certificateId : null;
    const slot = slotOf(certificateId ?? `names:${plan.names.join(',')}`, key);
    const record: RenewalRecord = {
      id,
      kind: plan.kind,
      certificateId,
      certificateTitle: plan.title,
      slot: slot.length > 250 ? `${slot.slice(0, 200)}:${id}` : slot,
      ownerRef: certificate.ownerRef,
      state: 'running',
      step: 'approve',
      waitsFor: null,
      waitsText: null,
      waitsUntil: null,
      nextAt: now,
      policy,
      authorityId: null,
      campaignId: options.campaignId ?? null,
      notBefore: certificate.notBefore,
      expiresAt: certificate.expiresAt,
      replaces: certificate.versionId,
      deploymentId: null,
      reason: request.reason?.trim().slice(0, MAX_TEXT) || null,
      createdBy: actor.ref,
      createdAt: now,
      finishedAt: null,
      problem: null,
      names: plan.names,
      namesLost: plan.namesLost,
      namesAdded: plan.namesAdded,
      namesConfirmed: request.namesConfirmed ?? false,
      key,
      // A key that has to go is not kept, whatever the policy says.
      reuseKey: plan.kind !== 're-key' && (policy?.reuseKey ?? false),
      custody: plan.custody,
      authorities: plan.authorities.map(each => each.id),
      lifetimeDays: policy?.lifetimeDays ?? null,
      newBindings: request.newBindings?.length ? request.newBindings : null,
      csrPem: null,
      sealedKey: null,
      orderAttempt: 0,
      order: null,
      orderReference: null,
      wantsUpload: false,
      issuedChain: null,
      materialId: plan.materialId,
      fingerprint: null,
      notAfter: null,
      failures: 0,
      progressAt: now,
      stuckAt: null,
      remindedAt: null,
    };
    if (record.materialId !== null) {
      const material = await this.#services.materials.get(record.materialId);
      record.fingerprint = material?.fingerprint ?? null;
      record.notAfter = material ? Date.parse(material.notAfter) : null;
    }
    try {
      await store.write(async rows => {
        await rows.insert(record);
        await rows.putApproval(
          approvalOf(record, plan, actor, this.#services.platformGroup),
        );
        await rows.addEvents(id, [
          {
            at: now,
            by: actor.ref,
            message: actor.ref
              ? `Asked for it${record.reason ? `: ${record.reason}` : ''}`
              : `Begun by the policy '${policy?.name}': ${
                  plan.decision.time?.because ?? ''
                }`,
          },
        ]);
      });
    } catch (error) {
      if (isDatabaseConflictError(error)) {
        const open = await store.read(rows => rows.open(record.slot));
        throw new ConflictError(
          `A renewal of ${record.certificateTitle} is under way already: ${
            open?.id ?? ''
          }`,
        );
      }
      throw error;
    }
    return id;
  }

  #requireApprover(
    renewal: RenewalRecord,
    approval: ApprovalRecord | undefined,
    actor: Actor,
  ): void {
    const approvers = isNamesLost(renewal)
      ? [
          ...(renewal.ownerRef ? [renewal.ownerRef] : []),
          ...platformApprovers(renewal.policy, this.#services.platformGroup),
        ]
      : approval?.approvers ?? [];
    if (!overlaps(approvers, actor.ownershipRefs)) {
      throw new NotAllowedError(
        approvers.length > 0
          ? `Only ${approvers.join(', ')} can decide about this renewal`
          : 'Nobody is named who could decide about this renewal: configure approvers in the policy',
      );
    }
    if (
      approval?.tier === 'platform' &&
      actor.ref !== null &&
      approval.requestedBy === actor.ref &&
      !isNamesLost(renewal)
    ) {
      throw new NotAllowedError(
        'Nobody approves what they asked for themselves when it touches so much; ask somebody else',
      );
    }
  }

  /** Changes a renewal that is locked, and has it worked on. */
  async #change(
    id: string,
    run: (
      rows: RenewalRows,
      renewal: RenewalRecord,
      now: number,
    ) => Promise<RenewalChange>,
  ): Promise<RenewalRecord> {
    const { store, clock } = this.#services;
    const before = await store.write(async (rows, transaction) => {
      const now = clock();
      const renewal = found(id, await rows.get(id, { lock: true }));
      const change = await run(rows, renewal, now);
      await rows.update(id, change);
      if (change.state && isRenewalOver(change.state)) {
        await holdAfter(transaction, renewal, change.state, now);
      }
      return renewal;
    });
    await this.#advance(id);
    return before;
  }

  async #ended(
    rows: RenewalRows,
    renewal: RenewalRecord,
    state: 'rejected' | 'cancelled',
    now: number,
  ): Promise<RenewalChange> {
    const steps = await rows.steps(renewal.id);
    const step = steps.find(each => each.name === renewal.step);
    if (step) {
      await rows.putStep({ ...step, state: 'failed', finishedAt: now });
    }
    return {
      state,
      waitsFor: null,
      waitsText: null,
      waitsUntil: null,
      nextAt: NEVER,
      finishedAt: now,
      sealedKey: null,
      wantsUpload: false,
    };
  }

  /** Tells the CA and the deployment that nobody waits for them any more. */
  async #giveUp(renewal: RenewalRecord, actor: Actor): Promise<void> {
    const { authorities, logger } = this.#services;
    const { authorityId, order, deploymentId } = renewal;
    const authority =
      authorityId === null ? undefined : authorities.get(authorityId);
    if (authority && order !== null && renewal.issuedChain === null) {
      await authority.authority
        .abandon?.(order, {
          signal: authorities.callSignal(new AbortController().signal),
        })
        .catch(error =>
          logger.warn(
            `The order of renewal ${
              renewal.id
            } could not be given up: ${stringifyError(error)}`,
          ),
        );
    }
    if (deploymentId !== null && actor.ref !== null) {
      await this.#cancelDeployment(deploymentId, actor.ref).catch(error =>
        // What runs already ends as it would have.
        logger.debug(
          `Deployment ${deploymentId} was not cancelled: ${stringifyError(
            error,
          )}`,
        ),
      );
    }
  }
}

function found(id: string, renewal: RenewalRecord | undefined): RenewalRecord {
  if (!renewal) {
    throw new NotFoundError(`No renewal has the id '${id}'`);
  }
  return renewal;
}

function requireAction(
  renewal: RenewalRecord,
  approval: ApprovalRecord | undefined,
  action: 'approve' | 'retry' | 'cancel',
): void {
  const possible = actionsOf(renewal, approval);
  if (!possible.includes(action)) {
    throw new ConflictError(
      `The renewal is ${renewal.state}${
        renewal.waitsFor ? ` and waits for: ${renewal.waitsFor}` : ''
      }: '${action}' is not possible now${
        possible.length > 0 ? `, only ${possible.join(', ')}` : ''
      }`,
    );
  }
}

/** What trying again means where waiting longer would not help. */
function retried(renewal: RenewalRecord, now: number): RenewalChange {
  const change: RenewalChange = { nextAt: now, failures: 0 };
  if (isNamesLost(renewal)) {
    return { ...change, ...anotherOrder(renewal), step: 'order' };
  }
  if (
    renewal.waitsFor === 'person' &&
    (renewal.step === 'plan' || renewal.step === 'deploy')
  ) {
    return { ...change, step: 'plan', deploymentId: null };
  }
  return change;
}

/** Who has to agree, and whether that has happened by asking. */
function approvalOf(
  renewal: RenewalRecord,
  plan: RenewalPlan,
  actor: Actor,
  platformGroup: string | undefined,
): ApprovalRecord {
  const { policy, tier } = plan;
  const platform = platformApprovers(policy, platformGroup);
  const approvers =
    tier.tier === 'owner' && renewal.ownerRef ? [renewal.ownerRef] : platform;
  // An owner who begins it has said yes; the platform's yes is somebody else's.
  const isOwn =
    tier.tier === 'owner' && overlaps(approvers, actor.ownershipRefs);
  return {
    renewalId: renewal.id,
    tier: tier.tier,
    reasons: tier.reasons,
    approvers: tier.tier === 'none' ? [] : approvers,
    requestedBy: actor.ref,
    noticeUntil:
      actor.ref === null && policy?.mode === 'notify'
        ? renewal.createdAt + noticeOf(renewal, policy.timing.noticeHours)
        : null,
    askedAt: null,
    remindedAt: null,
    escalatedAt: null,
    decidesAt: null,
    approved: isOwn ? true : null,
    decidedBy: isOwn ? actor.ref : null,
    comment: null,
    decidedAt: isOwn ? renewal.createdAt : null,
  };
}

function noticeOf(renewal: RenewalRecord, hours: number): number {
  const { notBefore, expiresAt } = renewal;
  const asked = hours * HOUR;
  return notBefore === null || expiresAt === null
    ? asked
    : Math.round(
        Math.min(asked, Math.max(expiresAt - notBefore, 0) * NOTICE_SHARE),
      );
}

function overlaps(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(b.map(ref => ref.toLowerCase()));
  return a.some(ref => set.has(ref.toLowerCase()));
}
