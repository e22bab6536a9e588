import {
  BACKWARD_STEPS,
  DeploymentAction,
  DeploymentDetail,
  DeploymentStepName,
  DeploymentTarget,
} from '@cmt/backstage-plugin-certificates-common';
import {
  aDeploymentProblem,
  aProof,
  aStep,
  copyOf,
  countTargets,
  SUMMARIES,
} from './builders';

/** How a unit behaves: as planned, with a proof that fails, or not even put back. */
export type FixtureOutcome = 'works' | 'proof-fails' | 'stuck';

const MOVING = ['running', 'rolling-back'];

/** A deployment in memory that moves on by itself as time passes. */
export class FixtureDeployment {
  #nextAt: number;
  #pausesNext = false;

  constructor(
    private readonly detail: DeploymentDetail,
    private readonly options: {
      stepMs: number;
      outcomes?: Readonly<Record<string, FixtureOutcome>>;
      /** Until when the plan is made, in steps. */
      planSteps?: number;
    },
  ) {
    this.#nextAt = Date.now() + options.stepMs * (options.planSteps ?? 3);
  }

  /** The deployment as far as it has come. */
  now(): DeploymentDetail {
    const { detail } = this;
    while (
      (detail.state === 'planning' || detail.state === 'running') &&
      Date.now() >= this.#nextAt
    ) {
      if (detail.state === 'planning') {
        this.#tell(null, 'Every device was read');
        this.#enter('planned');
      } else {
        this.#step(this.#nextAt);
      }
      this.#nextAt += this.options.stepMs;
    }
    const isPlanning = detail.state === 'planning';
    return copyOf({
      ...detail,
      progress: countTargets(detail.targets),
      planHash: isPlanning ? null : detail.planHash,
      targets: detail.targets.map(target => ({
        ...target,
        plan: isPlanning ? null : target.plan,
      })),
    });
  }

  start(by: string): void {
    this.detail.startedBy = by;
    this.detail.startedAt = new Date().toISOString();
    this.#tell(by, 'Started');
    this.#resume();
  }

  act(action: 'continue' | 'pause' | 'cancel' | 'retry' | 'roll-back'): void {
    const { detail } = this;
    this.now();
    this.#tell('user:default/guest', `Asked to ${action.replace('-', ' ')}`);
    if (action === 'continue') {
      this.#resume();
    } else if (action === 'pause') {
      this.#pausesNext = true;
      detail.actions = detail.actions.filter(a => a !== 'pause');
    } else if (action === 'cancel') {
      for (const target of detail.targets) {
        if (target.state === 'pending') {
          target.state = 'skipped';
        }
      }
      this.#settle('cancelled');
    } else if (action === 'retry') {
      for (const target of detail.targets) {
        if (['failed', 'skipped', 'rolled-back'].includes(target.state)) {
          target.state = 'pending';
          target.problem = null;
          target.steps = target.steps
            .filter(({ name }) => !BACKWARD_STEPS.includes(name))
            .map(({ name }) => aStep(name));
        }
      }
      this.#resume();
    } else {
      for (const target of detail.targets) {
        if (target.state === 'succeeded') {
          this.#turnBack(target);
        }
      }
      this.#resume();
    }
  }

  #resume(): void {
    this.detail.finishedAt = null;
    this.#nextAt = Date.now() + this.options.stepMs;
    this.#enter('running');
    this.#beginWave();
  }

  #beginWave(): void {
    const { targets } = this.detail;
    if (targets.some(({ state }) => MOVING.includes(state))) {
      return;
    }
    const wave = Math.min(
      ...targets.filter(t => t.state === 'pending').map(t => t.wave),
    );
    for (const target of targets) {
      if (target.wave === wave && target.state === 'pending') {
        target.state = 'running';
        this.#beginStep(target);
      }
    }
  }

  #step(at: number): void {
    const moving = this.detail.targets.filter(t => MOVING.includes(t.state));
    for (const target of moving) {
      this.#finishStep(target, at);
    }
    if (!this.detail.targets.some(t => MOVING.includes(t.state))) {
      this.#endWave();
    }
  }

  #endWave(): void {
    const { detail } = this;
    const { targets } = detail;
    const wentWrong = targets.some(
      t => t.state === 'failed' || t.state === 'rolled-back',
    );
    const waiting = targets.filter(t => t.state === 'pending');
    if (!wentWrong && waiting.length) {
      if (detail.rollout.between === 'pause' || this.#pausesNext) {
        this.#pausesNext = false;
        this.#tell(null, 'Paused before the next wave');
        this.#enter('paused');
      } else {
        this.#beginWave();
      }
      return;
    }
    for (const target of waiting) {
      target.state = 'skipped';
    }
    const counts = countTargets(targets);
    if (counts.succeeded === targets.length) {
      this.#settle('succeeded');
    } else if (counts.succeeded) {
      this.#settle('partial');
    } else {
      this.#settle(counts.failed ? 'failed' : 'rolled-back');
    }
  }

  #settle(state: DeploymentDetail['state']): void {
    this.detail.finishedAt = new Date().toISOString();
    this.#tell(null, `Ended: ${state.replace('-', ' ')}`);
    this.#enter(state);
  }

  #enter(state: DeploymentDetail['state']): void {
    const { detail } = this;
    detail.state = state;
    const served = detail.targets.some(t => t.state === 'succeeded');
    const waits = detail.targets.some(t => t.state === 'pending');
    const actions: Partial<
      Record<DeploymentDetail['state'], DeploymentAction[]>
    > = {
      planned: detail.dryRun ? ['cancel'] : ['start', 'cancel'],
      running: waits ? ['pause', 'cancel'] : ['cancel'],
      paused: ['continue', 'roll-back', 'cancel'],
      succeeded: ['roll-back'],
      partial: ['retry', 'roll-back'],
      failed: served ? ['retry', 'roll-back'] : ['retry'],
      'rolled-back': ['retry'],
      cancelled: served ? ['roll-back'] : [],
    };
    detail.actions = actions[state] ?? [];
  }

  #beginStep(target: DeploymentTarget): void {
    const step = target.steps.find(s => s.state === 'pending');
    if (step) {
      step.state = 'running';
      step.attempts += 1;
      step.startedAt = new Date().toISOString();
    }
  }

  #finishStep(target: DeploymentTarget, at: number): void {
    const step = target.steps.find(s => s.state === 'running');
    if (!step) {
      return;
    }
    const outcome = this.options.outcomes?.[target.unit] ?? 'works';
    step.finishedAt = new Date(at).toISOString();
    if (this.#fails(step.name, outcome)) {
      step.state = 'failed';
      step.problem = aDeploymentProblem(
        step.name === 'verify'
          ? {}
          : {
              code: '01071769',
              message: `${target.unit} is unreachable while the profiles are put back`,
              cause: 'The management address does not answer',
              remedy: 'Make the device reachable, then retry.',
            },
      );
      this.#tell(target.unit, step.problem.message);
      if (step.name === 'verify') {
        this.#prove(target, 'wrong-certificate');
        this.#turnBack(target);
      } else {
        target.state = 'failed';
        target.problem = step.problem;
      }
      return;
    }
    step.state = 'done';
    step.summary = SUMMARIES[step.name];
    this.#tell(target.unit, SUMMARIES[step.name]);
    if (step.name === 'verify' || step.name === 'verify-back') {
      this.#prove(target, 'proven');
    }
    if (target.steps.some(s => s.state === 'pending')) {
      this.#beginStep(target);
    } else {
      target.state =
        target.state === 'rolling-back' ? 'rolled-back' : 'succeeded';
    }
  }

  #fails(name: DeploymentStepName, outcome: FixtureOutcome): boolean {
    return (
      (name === 'verify' && outcome !== 'works') ||
      (name === 'roll-back' && outcome === 'stuck')
    );
  }

  #turnBack(target: DeploymentTarget): void {
    target.state = 'rolling-back';
    const failed = target.steps.find(s => s.state === 'failed');
    target.problem = failed?.problem ?? null;
    target.steps = [
      ...target.steps.filter(
        s => s.state !== 'pending' && !BACKWARD_STEPS.includes(s.name),
      ),
      ...BACKWARD_STEPS.map(name => aStep(name)),
    ];
    this.#beginStep(target);
  }

  #prove(
    target: DeploymentTarget,
    result: 'proven' | 'wrong-certificate',
  ): void {
    const isBack = target.state === 'rolling-back';
    target.proofs = (target.plan?.proofs ?? []).map((planned, index) => {
      const expected = isBack ? planned.before ?? '' : planned.expected;
      return aProof(
        { ...planned, expected },
        result === 'wrong-certificate' && index === 0
          ? {
              result,
              served: planned.before,
              detail: 'Serves the certificate from before',
            }
          : {},
      );
    });
  }

  #tell(who: string | null, message: string): void {
    const isPerson = who?.startsWith('user:') ?? false;
    this.detail.events.push({
      at: new Date().toISOString(),
      by: isPerson ? who : null,
      unit: isPerson ? null : who,
      message,
    });
  }
}
