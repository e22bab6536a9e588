import {
  DeploymentStepName,
  PlannedChange,
  ProofResult,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateTarget,
  DeploymentError,
  hashPlan,
  PrivateKeyMaterial,
  TargetContext,
  TargetPlanRequest,
  TargetRun,
} from '@cmt/backstage-plugin-certificates-node';

/** A step of the fake that begins or has had its effect. */
export interface FakeMoment {
  step: DeploymentStepName | 'plan' | 'remove' | 'restore';
  unit: string;
  phase: 'before' | 'after';
  /** How often this step was called on this unit, this call included. */
  call: number;
  signal: AbortSignal;
}

/** What a unit holds: profiles with the fingerprint that each serves. */
export interface FakeUnitState {
  running: Record<string, string>;
  saved: Record<string, string>;
  /** Fingerprints of staged objects. */
  objects: Set<string>;
}

/**
 * A target whose devices are in memory. A test may make any step throw, hang or
 * "crash", before or after its effect.
 */
export class FakeTarget implements CertificateTarget {
  readonly id: string;
  readonly units = new Map<string, FakeUnitState>();
  /** Every call of a step that had its effect, in order. */
  readonly effects: { step: string; unit: string; fingerprint: string }[] = [];
  /** Units on which two calls were under way at the same time. */
  readonly overlaps: string[] = [];
  readonly removed: string[] = [];
  /** What becomes of objects that are to be removed, by path; all others go. */
  readonly removals = new Map<
    string,
    { result: 'gone' | 'refused'; detail: string | null }
  >();
  readonly restored: string[] = [];
  /** Texts of keys that were seen. */
  readonly keys = new Set<string>();
  undeployable?: string;
  /** Profiles that serve something else than what they hold. */
  readonly servesWrong = new Set<string>();
  onMoment: (moment: FakeMoment) => void | Promise<void> = () => {};
  latencyMs = 0;

  readonly #calls = new Map<string, number>();
  readonly #busy = new Map<string, string>();

  constructor(
    units: Record<string, Record<string, string>>,
    id: string = 'fake',
  ) {
    this.id = id;
    for (const [unit, profiles] of Object.entries(units)) {
      this.units.set(unit, {
        running: { ...profiles },
        saved: { ...profiles },
        objects: new Set(Object.values(profiles)),
      });
    }
  }

  state(unit: string): FakeUnitState {
    const state = this.units.get(unit);
    if (!state) {
      throw new Error(`No unit ${unit}`);
    }
    return state;
  }

  capability() {
    return this.undeployable === undefined
      ? { deployable: true as const }
      : { deployable: false as const, reason: this.undeployable };
  }

  async plan(
    request: TargetPlanRequest,
    context: TargetContext,
  ): Promise<TargetPlan> {
    return this.#call('plan', request.unit.name, context.signal, () =>
      this.#planOf(request),
    );
  }

  async check(
    _request: TargetPlanRequest,
    approved: TargetPlan,
    context: TargetContext,
  ) {
    return this.#change('check', approved, context, () => {
      const { running } = this.state(approved.unit.name);
      const other = approved.changes.find(
        change =>
          running[change.profile] !== change.before?.fingerprint &&
          running[change.profile] !== change.after.fingerprint,
      );
      if (other) {
        throw fault('device-changed', approved.unit.name, {
          message: `${other.profile} holds something else now`,
        });
      }
      return { summary: 'The devices are as planned' };
    });
  }

  async stage(run: TargetRun, key: PrivateKeyMaterial, context: TargetContext) {
    this.keys.add(key.pem);
    return this.#change('stage', run.plan, context, () => {
      this.state(run.plan.unit.name).objects.add(run.material.fingerprint);
      return { summary: 'Stored the objects' };
    });
  }

  async activate(
    run: TargetRun,
    key: PrivateKeyMaterial,
    context: TargetContext,
  ) {
    this.keys.add(key.pem);
    return this.#change('activate', run.plan, context, () => {
      const state = this.state(run.plan.unit.name);
      if (!state.objects.has(run.material.fingerprint)) {
        throw new Error('activated before it was staged');
      }
      for (const change of run.plan.changes) {
        state.running[change.profile] = change.after.fingerprint ?? '';
      }
      return { summary: `Switched ${run.plan.changes.length} profiles` };
    });
  }

  async sync(run: TargetRun, context: TargetContext) {
    return this.#change('sync', run.plan, context, () => ({
      summary: 'Synchronised',
    }));
  }

  async verify(
    run: TargetRun,
    options: TargetContext & { expect: 'after' | 'before' },
  ): Promise<ProofResult[]> {
    const step = options.expect === 'after' ? 'verify' : 'verify-back';
    return this.#change(step, run.plan, options, () =>
      run.plan.proofs.map((proof, index): ProofResult => {
        const { profile } = run.plan.changes[index];
        const expected =
          options.expect === 'after' ? proof.expected : proof.before ?? '';
        const served =
          this.servesWrong.has(`${run.plan.unit.name}${profile}`) &&
          options.expect === 'after'
            ? 'f'.repeat(64)
            : this.state(run.plan.unit.name).running[profile];
        return {
          virtualServer: proof.virtualServer,
          serverName: proof.serverName,
          keyType: proof.keyType,
          device: run.plan.unit.devices[0],
          address: proof.address,
          port: proof.port,
          expected,
          result: served === expected ? 'proven' : 'wrong-certificate',
          served,
          detail: null,
          checkedAt: new Date().toISOString(),
        };
      }),
    );
  }

  async save(run: TargetRun, context: TargetContext) {
    return this.#change('save', run.plan, context, () => {
      const state = this.state(run.plan.unit.name);
      state.saved = { ...state.running };
      return { summary: 'Saved' };
    });
  }

  async rollBack(run: TargetRun, _previous: unknown, context: TargetContext) {
    return this.#change('roll-back', run.plan, context, () => {
      const state = this.state(run.plan.unit.name);
      const leftAlone: string[] = [];
      for (const change of run.plan.changes) {
        if (state.running[change.profile] === change.after.fingerprint) {
          state.running[change.profile] = change.before?.fingerprint ?? '';
        } else if (
          state.running[change.profile] !== change.before?.fingerprint
        ) {
          leftAlone.push(`${change.profile} was changed by somebody else.`);
        }
      }
      return { summary: 'Put back', leftAlone };
    });
  }

  async remove(
    unit: { name: string },
    objects: Parameters<CertificateTarget['remove']>[1],
    context: TargetContext,
  ) {
    return this.#call('remove', unit.name, context.signal, () =>
      objects.map(({ kind, fullPath }) => {
        const other = this.removals.get(fullPath);
        if (other) {
          return { kind, fullPath, ...other };
        }
        this.removed.push(fullPath);
        return { kind, fullPath, result: 'removed' as const, detail: null };
      }),
    );
  }

  async restore(
    unit: { name: string },
    objects: { certificate: string },
    _material: unknown,
    key: PrivateKeyMaterial,
    context: TargetContext,
  ) {
    this.keys.add(key.pem);
    return this.#call('restore', unit.name, context.signal, () => {
      this.restored.push(objects.certificate);
      return { summary: 'Put back' };
    });
  }

  #planOf(request: TargetPlanRequest): TargetPlan {
    const { running } = this.state(request.unit.name);
    const old = new Set(request.replaces.map(object => object.fingerprint));
    const { fingerprint } = request.material;
    const value = (of: string) => ({
      certificate: `/Common/${of.slice(0, 8)}.crt`,
      key: `/Common/${of.slice(0, 8)}.key`,
      chain: null,
      fingerprint: of,
    });
    const changes = Object.entries(running)
      .filter(([, held]) => old.has(held) && held !== fingerprint)
      .map(
        ([profile, held]): PlannedChange => ({
          id: `client ${profile} default`,
          strategy: 'switch',
          reason: 'The profile can be pointed at new objects',
          side: 'client',
          profile,
          entry: 'default',
          before: value(held),
          after: value(fingerprint),
          inheritedBy: [],
          virtualServers: [`${profile}-vs`],
          create: null,
        }),
      );
    const plan = {
      target: this.id,
      unit: request.unit,
      objects: [],
      changes,
      proofs: changes.map(change => ({
        virtualServer: change.virtualServers[0],
        address: '192.0.2.1',
        port: 443,
        serverName: null,
        keyType: null,
        expected: fingerprint,
        before: change.before?.fingerprint ?? null,
        unprovable: null,
      })),
      refusals: [],
      sync: null,
      consents: [],
      warnings: [],
    };
    return { ...plan, hash: hashPlan(plan) };
  }

  async #change<T>(
    step: DeploymentStepName,
    plan: TargetPlan,
    context: TargetContext,
    effect: () => T,
  ): Promise<T> {
    const unit = plan.unit.name;
    const fingerprint = plan.changes[0].after.fingerprint ?? '';
    const other = this.#busy.get(unit);
    if (other !== undefined) {
      this.overlaps.push(`${unit}: ${other} and ${step} of ${fingerprint}`);
    }
    this.#busy.set(unit, `${step} of ${fingerprint}`);
    try {
      return await this.#call(step, unit, context.signal, () => {
        const result = effect();
        this.effects.push({ step, unit, fingerprint });
        return result;
      });
    } finally {
      this.#busy.delete(unit);
    }
  }

  /** For tests that drop an engine in the middle of a call. */
  forgetCalls(): void {
    this.#busy.clear();
  }

  async #call<T>(
    step: FakeMoment['step'],
    unit: string,
    signal: AbortSignal,
    effect: () => T,
  ): Promise<T> {
    const key = `${unit} ${step}`;
    const call = (this.#calls.get(key) ?? 0) + 1;
    this.#calls.set(key, call);
    const moment = { step, unit, call, signal };
    await this.onMoment({ ...moment, phase: 'before' });
    if (this.latencyMs > 0) {
      await new Promise(resolve => setTimeout(resolve, this.latencyMs));
    }
    const result = effect();
    await this.onMoment({ ...moment, phase: 'after' });
    return result;
  }
}

/** An error of a device. */
export function fault(
  code: string,
  device: string,
  options: { message?: string; retryable?: boolean } = {},
): DeploymentError {
  return new DeploymentError({
    code,
    device,
    message: options.message ?? `${device} does not want to`,
    remedy: 'Look at the device',
    retryable: options.retryable,
  });
}
