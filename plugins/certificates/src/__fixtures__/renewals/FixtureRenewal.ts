import {
  isRenewalOver,
  RENEWAL_STEPS,
  RenewalDetail,
  RenewalStepName,
} from '@cmt/backstage-plugin-certificates-common';
import { daysFromNow, fakeDigest } from '../builders';
import { aRenewalStep } from './builders';

/** A renewal in memory that goes on by the clock once somebody lets it. */
export class FixtureRenewal {
  #renewal: RenewalDetail;
  #goesOn: { from: RenewalStepName; at: number } | undefined;
  readonly #stepMs: number;

  constructor(renewal: RenewalDetail, stepMs: number) {
    this.#renewal = renewal;
    this.#stepMs = stepMs;
  }

  /** As far as it has come. */
  now(): RenewalDetail {
    if (this.#goesOn && !isRenewalOver(this.#renewal.state)) {
      this.#advance(this.#goesOn);
    }
    return this.#renewal;
  }

  /** Lets it go on from a step, to its end. */
  goOn(from: RenewalStepName, by: string, message: string): void {
    this.#goesOn = { from, at: Date.now() };
    this.#change({
      state: 'running',
      waitsFor: null,
      waitsText: null,
      waitsUntil: null,
      problem: null,
      finishedAt: null,
      wantsUpload: false,
      actions: ['cancel'],
    });
    this.tell(by, message);
  }

  end(state: 'rejected' | 'cancelled', by: string, message: string): void {
    this.#goesOn = undefined;
    this.#change({
      state,
      waitsFor: null,
      waitsText: null,
      waitsUntil: null,
      wantsUpload: false,
      actions: [],
      finishedAt: new Date().toISOString(),
    });
    this.tell(by, message);
  }

  decide(approved: boolean, by: string, comment: string | null): void {
    const { approval } = this.#renewal;
    this.#change({
      approval: approval && {
        ...approval,
        decision: { approved, by, comment, at: new Date().toISOString() },
      },
    });
  }

  tell(by: string | null, message: string): void {
    this.#change({
      events: [
        ...this.#renewal.events,
        { at: new Date().toISOString(), by, message },
      ],
    });
  }

  #advance({ from, at }: { from: RenewalStepName; at: number }): void {
    const reached =
      RENEWAL_STEPS.indexOf(from) +
      Math.floor((Date.now() - at) / this.#stepMs);
    const isDone = reached >= RENEWAL_STEPS.length;
    const step = RENEWAL_STEPS[Math.min(reached, RENEWAL_STEPS.length - 1)];
    const momentOf = (index: number) =>
      new Date(
        at + (index - RENEWAL_STEPS.indexOf(from)) * this.#stepMs,
      ).toISOString();
    this.#change({
      step,
      steps: this.#renewal.steps.map((before, index) => {
        if (index < RENEWAL_STEPS.indexOf(from)) {
          return { ...before, state: 'done' as const, problem: null };
        }
        if (index > reached) {
          return aRenewalStep(before.name);
        }
        return aRenewalStep(before.name, {
          state: index < reached ? 'done' : 'running',
          attempts: 1,
          startedAt: momentOf(index),
          finishedAt: index < reached ? momentOf(index + 1) : null,
        });
      }),
      ...(isDone && {
        state: 'succeeded' as const,
        actions: [],
        finishedAt: new Date().toISOString(),
        deploymentId: 'past-succeeded',
        fingerprint: fakeDigest(`${this.#renewal.id} next`),
        notAfter: daysFromNow(89),
      }),
    });
  }

  #change(change: Partial<RenewalDetail>): void {
    this.#renewal = { ...this.#renewal, ...change };
  }
}
