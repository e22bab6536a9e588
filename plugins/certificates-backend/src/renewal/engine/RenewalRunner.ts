import { stringifyError } from '@backstage/errors';
import {
  isRenewalOver,
  RENEWAL_STEPS,
  RenewalStepName,
} from '@cmt/backstage-plugin-certificates-common';
import { CustodyError } from '../../custody';
import { NEVER } from '../../database';
import { HeldLease, LeaseLostError, releaseLeases } from '../../deployment';
import { backOff } from '../backOff';
import { holdAfter, lifetimeOf } from '../loopGuard';
import { problem, problemOfUnknown } from '../problems';
import {
  Announcement,
  RenewalServices,
  StepContext,
  StepOutcome,
  STEPS,
} from '../steps';
import { RenewalChange, RenewalRecord, RenewalStepRecord } from '../types';
import { outdated } from './outdated';

/** The steps of a renewal that uses what is held already. */
const REDEPLOY_STEPS: readonly RenewalStepName[] = [
  'approve',
  'plan',
  'deploy',
];

/** An attempt that was begun. */
interface Attempt {
  renewal: RenewalRecord;
  step: RenewalStepRecord;
}

/**
 * Takes one renewal through its steps until it waits or is over. What a step does
 * is recorded before the next one begins; begun twice, nothing is done twice.
 *
 * @internal
 */
export class RenewalRunner {
  readonly #services: RenewalServices;

  constructor(options: { services: RenewalServices }) {
    this.#services = options.services;
  }

  /**
   * @returns whether the renewal is over
   * @throws what the database throws
   */
  async run(id: string, held: HeldLease): Promise<boolean> {
    try {
      for (;;) {
        held.signal.throwIfAborted();
        const attempt = await this.#begin(id, held);
        if (attempt === 'over') {
          return true;
        }
        if (attempt === 'not-due') {
          return false;
        }
        const outcome = await this.#perform(attempt, held);
        held.signal.throwIfAborted();
        await this.#record(attempt, outcome, held);
      }
    } catch (error) {
      if (held.signal.aborted || error instanceof LeaseLostError) {
        return false;
      }
      throw error;
    }
  }

  async #begin(
    id: string,
    held: HeldLease,
  ): Promise<Attempt | 'over' | 'not-due'> {
    const { store, clock } = this.#services;
    return store.write(
      async (rows, transaction) => {
        const now = clock();
        const renewal = await rows.get(id, { lock: true });
        if (!renewal || isRenewalOver(renewal.state)) {
          await releaseLeases(transaction, held.lease.holder);
          return 'over';
        }
        if (renewal.nextAt > now) {
          return 'not-due';
        }
        const steps = await rows.steps(id);
        const before = steps.find(step => step.name === renewal.step);
        const step: RenewalStepRecord = {
          renewalId: id,
          name: renewal.step,
          state: 'running',
          // Looking again at what it waits for is not another attempt.
          attempts:
            (before?.attempts ?? 0) + (before?.state === 'waiting' ? 0 : 1),
          summary: null,
          problem: before?.problem ?? null,
          startedAt: before?.startedAt ?? now,
          finishedAt: null,
        };
        await rows.putStep(step);
        await rows.update(id, { state: 'running' });
        return { renewal: { ...renewal, state: 'running' }, step };
      },
      { lease: held.lease },
    );
  }

  /** Never rejects, except with what ends the work. */
  async #perform(
    { renewal, step }: Attempt,
    held: HeldLease,
  ): Promise<StepOutcome> {
    const services = this.#services;
    const { store, clock, logger } = services;
    const context: StepContext = {
      renewal,
      services,
      now: clock(),
      begunAt: step.startedAt ?? clock(),
      signal: held.signal,
      async save(change: RenewalChange, event?: string) {
        await store.write(
          async rows => {
            await rows.update(renewal.id, change);
            if (event) {
              await rows.addEvents(renewal.id, [
                { at: clock(), by: null, message: event },
              ]);
            }
          },
          { lease: held.lease },
        );
        Object.assign(renewal, change);
      },
    };
    try {
      return (await outdated(context)) ?? (await STEPS[step.name](context));
    } catch (error) {
      held.signal.throwIfAborted();
      if (error instanceof LeaseLostError) {
        throw error;
      }
      if (error instanceof CustodyError) {
        return {
          type: 'retry',
          problem: problem(
            'no-custody',
            error.message,
            'It is tried again by itself once the key is configured',
          ),
        };
      }
      logger.error(
        `Renewal ${renewal.id} of ${renewal.certificateTitle}, step ${
          step.name
        }: ${
          error instanceof Error && error.stack
            ? error.stack
            : stringifyError(error)
        }`,
      );
      return { type: 'retry', problem: problemOfUnknown(renewal.id) };
    }
  }

  async #record(
    { renewal, step }: Attempt,
    outcome: StepOutcome,
    held: HeldLease,
  ): Promise<void> {
    const { store, clock } = this.#services;
    const now = clock();
    const result = resultOf(renewal, outcome, now);
    const change: RenewalChange = { ...outcome.change, ...result.change };
    const isEnd = change.state !== undefined && isRenewalOver(change.state);
    const written = await store.write(
      async (rows, transaction) => {
        const current = await rows.get(renewal.id, { lock: true });
        if (!current || isRenewalOver(current.state)) {
          return undefined;
        }
        await rows.update(renewal.id, {
          ...change,
          // Somebody has asked for it to be looked at in the meantime.
          ...(!isEnd && current.nextAt !== renewal.nextAt && { nextAt: now }),
        });
        await rows.putStep({ ...step, ...result.step, name: step.name });
        for (const name of result.reset) {
          const other = (await rows.steps(renewal.id)).find(
            each => each.name === name,
          );
          if (other && name !== step.name) {
            await rows.putStep({
              ...other,
              state: 'pending',
              startedAt: null,
              finishedAt: null,
            });
          }
        }
        if (result.event) {
          await rows.addEvents(renewal.id, [
            { at: now, by: null, message: result.event },
          ]);
        }
        if (isEnd && change.state) {
          await holdAfter(
            transaction,
            { ...renewal, ...change },
            change.state,
            now,
          );
          await releaseLeases(transaction, held.lease.holder);
        }
        return { ...current, ...change };
      },
      { lease: held.lease },
    );
    if (written && result.announce) {
      this.#services.announce(result.announce, written);
    }
  }
}

interface Result {
  change: RenewalChange;
  step: Partial<RenewalStepRecord>;
  /** Steps that are begun again. */
  reset: readonly RenewalStepName[];
  event?: string;
  announce?: Announcement;
}

const NOT_WAITING: RenewalChange = {
  waitsFor: null,
  waitsText: null,
  waitsUntil: null,
};

/** What an outcome means for the rows. Pure. */
function resultOf(
  renewal: RenewalRecord,
  outcome: StepOutcome,
  now: number,
): Result {
  switch (outcome.type) {
    case 'done':
      return {
        change: {
          ...NOT_WAITING,
          step: stepAfter(renewal),
          nextAt: now,
          failures: 0,
          problem: null,
          progressAt: now,
          stuckAt: null,
        },
        step: {
          state: 'done',
          summary: outcome.summary,
          problem: null,
          finishedAt: now,
        },
        reset: [],
        event: outcome.summary,
      };
    case 'wait': {
      const isNews =
        renewal.waitsFor !== outcome.for ||
        (renewal.problem?.code ?? null) !== (outcome.problem?.code ?? null);
      return {
        change: {
          state: 'waiting',
          waitsFor: outcome.for,
          waitsText: outcome.text,
          waitsUntil: outcome.until ?? null,
          nextAt: outcome.at ?? NEVER,
          problem: outcome.problem ?? null,
        },
        step: {
          state: 'waiting',
          summary: outcome.text,
          problem: outcome.problem ?? null,
        },
        reset: [],
        ...(isNews && { event: outcome.text }),
        // The steps of an approval tell each once; others when it is news.
        ...(outcome.announce &&
          (isNews || outcome.for === 'approval') && {
            announce: outcome.announce,
          }),
      };
    }
    case 'retry':
      return retryResult(renewal, outcome, now);
    default:
      return {
        change: {
          ...NOT_WAITING,
          state: outcome.state,
          nextAt: NEVER,
          finishedAt: now,
          problem: outcome.problem ?? null,
          sealedKey: null,
          wantsUpload: false,
        },
        step: {
          state: outcome.state === 'succeeded' ? 'done' : 'failed',
          summary: outcome.message,
          problem: outcome.problem ?? null,
          finishedAt: now,
        },
        reset: [],
        event: outcome.message,
        ...((outcome.state === 'succeeded' || outcome.state === 'failed') && {
          announce: outcome.state,
        }),
      };
  }
}

function retryResult(
  renewal: RenewalRecord,
  outcome: Extract<StepOutcome, { type: 'retry' }>,
  now: number,
): Result {
  const failures = outcome.change?.failures ?? renewal.failures + 1;
  const atOnce = outcome.at !== undefined && outcome.at <= now;
  const nextAt = atOnce
    ? now
    : Math.max(
        outcome.at ?? 0,
        Math.round(now + backOff(failures, lifetimeOf(renewal))),
      );
  const step = outcome.step ?? renewal.step;
  return {
    change: {
      ...(atOnce
        ? NOT_WAITING
        : {
            state: 'waiting' as const,
            waitsFor: 'retry' as const,
            waitsText: `${outcome.problem.message}; tried again at ${new Date(
              nextAt,
            ).toISOString()}`,
            waitsUntil: nextAt,
          }),
      step,
      nextAt,
      failures,
      problem: outcome.problem,
    },
    step: { state: 'failed', problem: outcome.problem, finishedAt: now },
    reset: RENEWAL_STEPS.slice(RENEWAL_STEPS.indexOf(step)),
    event: outcome.problem.message,
  };
}

function stepAfter(renewal: RenewalRecord): RenewalStepName {
  const steps = renewal.kind === 'redeploy' ? REDEPLOY_STEPS : RENEWAL_STEPS;
  return steps[steps.indexOf(renewal.step) + 1] ?? renewal.step;
}
