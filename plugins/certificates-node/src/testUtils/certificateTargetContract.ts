import {
  ProofResult,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateTarget,
  DeploymentError,
  PrivateKeyMaterial,
  TargetPlanRequest,
  TargetRun,
} from '../deployment';
import { planProblems } from './planProblems';
import { secretsIn } from './secretsIn';

/** Management calls that may be under way on a device. */
const MAX_CALLS_AT_ONCE = 2;
/** A step must end this soon after its signal is aborted. */
const CANCEL_WITHIN_MS = 8_000;

/**
 * A target under test, with devices that can be looked at from the other side.
 *
 * @public
 */
export interface CertificateTargetFixture {
  /** Makes a target as a backend has it after its start: nothing is remembered. */
  createTarget(): CertificateTarget;
  /**
   * Asks for a change of at least one binding that a handshake can prove, to a
   * version that is not on the devices yet. Its plan needs no consent.
   */
  request: TargetPlanRequest;
  key: PrivateKeyMaterial;
  /** Passwords, tokens, keys, passphrases: texts that must not appear anywhere. */
  secrets: string[];
  /** What clients get: fingerprint of the leaf by virtual server of the plan. */
  served(plan: TargetPlan): Promise<Record<string, string>>;
  /**
   * All that is configured, of each device, without times and numbers of
   * revisions: equal values mean equal configuration. Waits for what members of
   * a cluster tell each other by themselves.
   */
  configuration(): Promise<unknown>;
  /** What the devices have seen since it was last asked, all together. */
  observed(): {
    /** Highest number of management calls under way on one device at one time. */
    peak: number;
    calls: number;
    /** Calls that change anything but sessions of the caller. */
    writes: string[];
  };
  /** Uploads that are still on the devices. */
  leftBehind(): string[];
  /** Sessions or tokens that the devices still hold. */
  sessions(): string[];
  /** Devices that would lose changes with a reboot. */
  unsaved(): string[];
  /** Changes an entry of the plan, as somebody else would. */
  interfere(plan: TargetPlan): void | Promise<void>;
  /** Makes the n-th writing call from now on break its connection, before or after its effect. */
  breakWrite(options: { after: number; phase: 'before' | 'after' }): void;
  /** Ends all trouble that was asked for. */
  calm(): void;
  /** Makes every call take longer, so that a step can be interrupted. */
  slowDown(): void;
  close(): Promise<void>;
}

/** @public */
export interface CertificateTargetContractOptions {
  /** Title of the tests. */
  name: string;
  /** Makes a new fixture for each test. */
  create(): Promise<CertificateTargetFixture>;
  /** Writing calls of `stage` and `activate` that are broken one after the other. Default 12. */
  brokenWrites?: number;
}

/**
 * Defines the tests that every {@link CertificateTarget} must pass, with the
 * global functions of Jest.
 *
 * @public
 */
export function certificateTargetContract(
  options: CertificateTargetContractOptions,
): void {
  describe(`certificate target contract: ${options.name}`, () => {
    let fixture: CertificateTargetFixture;
    const told: unknown[] = [];

    beforeEach(async () => {
      told.length = 0;
      fixture = await options.create();
    });
    afterEach(async () => {
      const { secrets } = fixture ?? { secrets: [] };
      await fixture?.close();
      if (secretsIn(told, secrets).length > 0) {
        throw new Error('A secret was in what the target has told');
      }
    });

    const context = (signal = new AbortController().signal) => ({
      signal,
      onProgress: (message: string) => {
        told.push(message);
      },
    });
    /** Whatever a step says is looked through for secrets afterwards. */
    const tell = async <T>(outcome: Promise<T>): Promise<T> => {
      const value = await outcome;
      told.push(value);
      return value;
    };
    const failure = async (outcome: Promise<unknown>) => {
      const error = await errorOf(outcome);
      told.push(error, error.problem, error.stack);
      return error;
    };
    const planned = async (target = fixture.createTarget()) => {
      const plan = await tell(target.plan(fixture.request, context()));
      expect(plan.changes.length).toBeGreaterThan(0);
      const run: TargetRun = { plan, material: fixture.request.material };
      return { target, plan, run };
    };
    const change = async (target: CertificateTarget, run: TargetRun) => {
      await tell(target.stage(run, fixture.key, context()));
      await tell(target.activate(run, fixture.key, context()));
      await tell(target.sync(run, context()));
    };
    const proven = async (
      target: CertificateTarget,
      run: TargetRun,
      expect_: 'after' | 'before',
    ) => {
      const proofs = await tell(
        target.verify(run, { ...context(), expect: expect_ }),
      );
      expect(proofs.filter(isFailure)).toEqual([]);
      expect(proofs.some(({ result }) => result === 'proven')).toBe(true);
    };
    const expectServed = async (
      plan: TargetPlan,
      which: 'expected' | 'before',
    ) => {
      const served = await fixture.served(plan);
      for (const proof of plan.proofs.filter(p => p.unprovable === null)) {
        expect(served[proof.virtualServer]).toBe(proof[which]);
      }
    };

    it('plans without writing, soundly, and the same twice', async () => {
      const before = await fixture.configuration();
      fixture.observed();
      const { plan } = await planned();
      expect(planProblems(plan)).toEqual([]);
      expect(plan.target).toBe(fixture.createTarget().id);
      expect(plan.unit).toEqual(fixture.request.unit);
      expect(plan.consents).toEqual([]);
      expect(fixture.observed().writes).toEqual([]);
      const again = await planned();
      expect(again.plan).toEqual(plan);
      expect(await fixture.configuration()).toEqual(before);
    });

    it('says of each device whether it can be changed', () => {
      const target = fixture.createTarget();
      for (const device of fixture.request.unit.devices) {
        expect(target.capability(device)).toEqual({ deployable: true });
      }
      const unknown = target.capability('no-such-device');
      expect(unknown.deployable).toBe(false);
      expect('reason' in unknown && unknown.reason).toBeTruthy();
    });

    it('changes everything, proves it, saves it, and leaves nothing behind', async () => {
      const { target, plan, run } = await planned();
      await expectServed(plan, 'before');
      await tell(target.check(fixture.request, plan, context()));
      await change(target, run);
      await proven(target, run, 'after');
      await tell(target.save(run, { ...context(), expect: 'after' }));
      await expectServed(plan, 'expected');
      expect(fixture.leftBehind()).toEqual([]);
      expect(fixture.unsaved()).toEqual([]);
      expect(fixture.sessions()).toEqual([]);
    });

    it('protects the devices: few calls at a time', async () => {
      fixture.observed();
      const { target, run } = await planned();
      await Promise.all([
        change(target, run),
        target.plan(fixture.request, context()).catch(() => undefined),
      ]);
      const { peak, calls } = fixture.observed();
      expect(calls).toBeGreaterThan(0);
      expect(peak).toBeLessThanOrEqual(MAX_CALLS_AT_ONCE);
    });

    it('stages without touching what is in use, as often as it is asked', async () => {
      const { target, plan, run } = await planned();
      await tell(target.stage(run, fixture.key, context()));
      await expectServed(plan, 'before');
      const staged = await fixture.configuration();
      await tell(fixture.createTarget().stage(run, fixture.key, context()));
      expect(await fixture.configuration()).toEqual(staged);
      expect(fixture.leftBehind()).toEqual([]);
      await tell(target.check(fixture.request, plan, context()));
    });

    it('goes on in another process after each step, and repeats each step', async () => {
      const { plan, run } = await planned();
      const steps: ((target: CertificateTarget) => Promise<unknown>)[] = [
        target => target.check(fixture.request, plan, context()),
        target => target.stage(run, fixture.key, context()),
        target => target.activate(run, fixture.key, context()),
        target => target.sync(run, context()),
        target => proven(target, run, 'after'),
        target => target.save(run, context()),
      ];
      for (const step of steps) {
        await tell(step(fixture.createTarget()));
        const once = await fixture.configuration();
        await tell(step(fixture.createTarget()));
        expect(await fixture.configuration()).toEqual(once);
      }
      await expectServed(plan, 'expected');
    });

    it('refuses a plan that the devices have left behind', async () => {
      const { target, plan, run } = await planned();
      await fixture.interfere(plan);
      const changed = await fixture.configuration();
      const refused = await failure(
        target.check(fixture.request, plan, context()),
      );
      expect(refused).toMatchObject({
        code: 'device-changed',
        retryable: false,
        problem: { action: 'plan-again' },
      });
      expect(await fixture.configuration()).toEqual(changed);

      await tell(target.stage(run, fixture.key, context()));
      const staged = await fixture.configuration();
      expect(
        await failure(target.activate(run, fixture.key, context())),
      ).toMatchObject({ code: 'device-changed' });
      expect(await fixture.configuration()).toEqual(staged);
      expect(fixture.leftBehind()).toEqual([]);
    });

    it('rolls back to what was there, as often as it is asked', async () => {
      const { target, plan, run } = await planned();
      await change(target, run);
      await expectServed(plan, 'expected');
      const outcome = await tell(target.rollBack(run, new Map(), context()));
      expect(outcome.leftAlone).toEqual([]);
      await tell(target.sync(run, context()));
      await proven(target, run, 'before');
      await expectServed(plan, 'before');
      const once = await fixture.configuration();
      await tell(fixture.createTarget().rollBack(run, new Map(), context()));
      expect(await fixture.configuration()).toEqual(once);
      expect(fixture.leftBehind()).toEqual([]);
    });

    it('leaves alone what somebody else has changed since', async () => {
      const { target, plan, run } = await planned();
      await change(target, run);
      await fixture.interfere(plan);
      const outcome = await tell(target.rollBack(run, new Map(), context()));
      expect(outcome.leftAlone.length).toBeGreaterThan(0);
    });

    it('has nothing to roll back before anything was changed', async () => {
      const { target, run } = await planned();
      const before = await fixture.configuration();
      const outcome = await tell(target.rollBack(run, new Map(), context()));
      expect(outcome.leftAlone).toEqual([]);
      expect(await fixture.configuration()).toEqual(before);
    });

    it('does not take a key that belongs to another certificate', async () => {
      const { target, run } = await planned();
      const before = await fixture.configuration();
      const refused = await failure(
        target.stage(run, { pem: 'not a key' }, context()),
      );
      expect(refused.code).toBe('no-material');
      expect(await fixture.configuration()).toEqual(before);
    });

    it('does not begin when it is stopped already', async () => {
      const { run } = await planned();
      const before = await fixture.configuration();
      const target = fixture.createTarget();
      fixture.observed();
      const stopped = await failure(
        target.activate(run, fixture.key, context(AbortSignal.abort())),
      );
      expect(stopped).toMatchObject({ code: 'cancelled', retryable: true });
      expect(fixture.observed().writes).toEqual([]);
      expect(await fixture.configuration()).toEqual(before);
    });

    it('stops soon, and leaves nothing behind', async () => {
      const { target, plan, run } = await planned();
      fixture.slowDown();
      fixture.observed();
      const controller = new AbortController();
      const running = failure(
        target.stage(run, fixture.key, context(controller.signal)),
      );
      await untilWritten(fixture);
      const aborted = Date.now();
      controller.abort();
      expect(await running).toMatchObject({ code: 'cancelled' });
      expect(Date.now() - aborted).toBeLessThan(CANCEL_WITHIN_MS);
      fixture.calm();
      expect(fixture.leftBehind()).toEqual([]);
      await expectServed(plan, 'before');
      await change(fixture.createTarget(), run);
      await proven(target, run, 'after');
    });

    it.each(['before', 'after'] as const)(
      'ends whole when a connection breaks %s the effect of a call',
      async phase => {
        const count = options.brokenWrites ?? 12;
        for (let number = 0; number < count; number++) {
          await fixture.close();
          fixture = await options.create();
          const { target, plan, run } = await planned();
          fixture.breakWrite({ after: number, phase });
          for (const step of ['stage', 'activate'] as const) {
            const error = await target[step](run, fixture.key, context()).then(
              outcome => void told.push(outcome),
              reason => reason,
            );
            expect(
              error === undefined ||
                (DeploymentError.is(error) && error.retryable),
            ).toBe(true);
            if (error) {
              told.push(error, (error as DeploymentError).problem);
              expectOneVersion(plan, await fixture.served(plan));
              fixture.calm();
              await tell(target[step](run, fixture.key, context()));
            }
          }
          fixture.calm();
          await tell(target.sync(run, context()));
          await proven(target, run, 'after');
          await expectServed(plan, 'expected');
          expect(fixture.leftBehind()).toEqual([]);
        }
      },
    );

    it('removes what nothing refers to, and puts it back', async () => {
      const { target, plan, run } = await planned();
      const { unit } = plan;
      await change(target, run);
      const made = plan.objects.filter(({ action }) => action === 'create');
      const removable = made.map(({ kind, fullPath, fingerprint }) => ({
        kind: kind === 'key' ? ('key' as const) : ('certificate' as const),
        fullPath,
        fingerprint: kind === 'key' ? null : fingerprint,
      }));
      const inUse = await tell(target.remove(unit, removable, context()));
      expect(inUse.map(({ result }) => result)).toEqual(
        removable.map(() => 'refused'),
      );
      expect(inUse.every(({ detail }) => Boolean(detail))).toBe(true);

      await tell(target.rollBack(run, new Map(), context()));
      await tell(target.sync(run, context()));
      const unused = await fixture.configuration();
      const other = removable.map(object => ({
        ...object,
        fingerprint: object.fingerprint && '00'.repeat(32),
      }));
      const certificates = other.filter(({ kind }) => kind === 'certificate');
      const changed = await tell(target.remove(unit, certificates, context()));
      expect(changed.map(({ result }) => result)).toEqual(
        certificates.map(() => 'refused'),
      );
      const removed = await tell(target.remove(unit, removable, context()));
      expect(removed.map(({ result }) => result)).toEqual(
        removable.map(() => 'removed'),
      );
      const gone = await tell(target.remove(unit, removable, context()));
      expect(gone.map(({ result }) => result)).toEqual(
        removable.map(() => 'gone'),
      );
      expect(fixture.unsaved()).toEqual([]);

      const pathOf = (kind: string) =>
        made.find(object => object.kind === kind)?.fullPath;
      const [certificate, key] = [pathOf('certificate')!, pathOf('key')!];
      await tell(
        target.restore(
          unit,
          { certificate, key, chain: pathOf('chain') ?? null },
          run.material,
          fixture.key,
          context(),
        ),
      );
      expect(await fixture.configuration()).toEqual(unused);
      expect(fixture.leftBehind()).toEqual([]);
      await expectServed(plan, 'before');
    });
  });
}

function isFailure({ result }: ProofResult): boolean {
  return result !== 'proven' && result !== 'not-possible';
}

/** Clients of one unit get the old or the new version, never a mixture or nothing. */
function expectOneVersion(
  plan: TargetPlan,
  served: Record<string, string>,
): void {
  const proofs = plan.proofs.filter(({ unprovable }) => unprovable === null);
  const all = (which: 'expected' | 'before') =>
    proofs.every(proof => served[proof.virtualServer] === proof[which]);
  expect(all('expected') || all('before')).toBe(true);
}

async function errorOf(promise: Promise<unknown>): Promise<DeploymentError> {
  const error = await promise.then(
    () => new Error('The step did not fail'),
    reason => reason,
  );
  if (!DeploymentError.is(error)) {
    throw error;
  }
  expect(error.message).not.toBe('');
  expect(error.problem.remedy).not.toBe('');
  return error;
}

async function untilWritten(fixture: CertificateTargetFixture): Promise<void> {
  const deadline = Date.now() + CANCEL_WITHIN_MS;
  while (fixture.observed().writes.length === 0 && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
