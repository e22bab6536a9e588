import { RenewalSummary } from '@cmt/backstage-plugin-certificates-common';
import {
  AuthorityError,
  OrderProgress,
  OrderRequest,
} from '@cmt/backstage-plugin-certificates-node';
import { ConfiguredAuthority } from '../../authority';
import { requestDer } from '../keys';
import { problem } from '../problems';
import { RenewalRows } from '../store';
import { orderIdOf, RenewalChange, RenewalRecord } from '../types';
import { Step, StepContext, StepOutcome } from './types';

/** Failures in a row at one CA after which the next one is asked. */
const PATIENCE = 3;

/** Has a CA take the order. An order has one id over all attempts at it. @internal */
export const order: Step = async context => {
  const { renewal, services, now } = context;
  if (renewal.order !== null) {
    return { type: 'done', summary: 'The order was placed already' };
  }
  const authority = await choose(context);
  if (!authority) {
    return {
      type: 'retry',
      problem: problem(
        'no-authority',
        'No certificate authority is configured that could issue this certificate',
        'Configure one that takes its names and kind of key, or name it in the policy',
      ),
    };
  }
  const description = authority.describe();
  const refused = await services.authorities.budget.take({
    authority: authority.id,
    orderId: orderIdOf(renewal),
    limit: description.limit,
    ahead: transaction =>
      new RenewalRows(transaction).ahead(authority.id, renewal),
    now,
  });
  if (refused) {
    return {
      type: 'wait',
      for: 'budget',
      text: `${description.title} takes the next order at ${new Date(
        refused.nextAt,
      ).toISOString()}`,
      until: refused.nextAt,
      at: refused.nextAt,
    };
  }
  try {
    const progress = await authority.authority.begin(
      await orderRequest(context),
      { signal: services.authorities.callSignal(context.signal) },
    );
    return {
      type: 'done',
      summary: `${description.title} has taken the order`,
      change: changeOf(progress),
    };
  } catch (error) {
    return failed(context, authority, error);
  }
};

/** What is asked of the CA; the same for all attempts at an order. @internal */
export async function orderRequest({
  renewal,
  services,
}: StepContext): Promise<OrderRequest> {
  if (renewal.csrPem === null) {
    throw new Error(`Renewal ${renewal.id} has no request`);
  }
  return {
    id: orderIdOf(renewal),
    csr: requestDer(renewal.csrPem),
    names: renewal.names,
    lifetimeDays: renewal.lifetimeDays,
    replaces:
      renewal.kind === 'renewal' && renewal.replaces !== null
        ? (await services.certificates.encoded(renewal.replaces)) ?? null
        : null,
  };
}

/** What is stored of how an order stands. @internal */
export function changeOf(progress: OrderProgress): RenewalChange {
  return {
    order: progress.order,
    orderReference: progress.reference,
    wantsUpload: progress.state === 'pending' && !!progress.wantsUpload,
    ...(progress.state === 'issued' && { issuedChain: progress.chainPem }),
  };
}

/**
 * The CA of the order that is under way; else the first of the policy that is not
 * down. Which one is stored before it is asked.
 */
async function choose(
  context: StepContext,
): Promise<ConfiguredAuthority | undefined> {
  const { renewal, services } = context;
  const { authorities } = services;
  const present = renewal.authorityId && authorities.get(renewal.authorityId);
  if (present && renewal.orderAttempt > 0) {
    return present;
  }
  const candidates = renewal.authorities.flatMap(
    id => authorities.get(id) ?? [],
  );
  let chosen: ConfiguredAuthority | undefined;
  for (const candidate of candidates) {
    const { health } = await authorities.status(candidate.id);
    if (health?.status !== 'down') {
      chosen = candidate;
      break;
    }
  }
  chosen ??= candidates[0];
  if (chosen) {
    await context.save(
      { authorityId: chosen.id, orderAttempt: renewal.orderAttempt + 1 },
      chosen === candidates[0]
        ? undefined
        : `${candidates[0].describe().title} is down: ${
            chosen.describe().title
          } is asked`,
    );
  }
  return chosen;
}

/** What follows from an error of a CA, at any call about an order. @internal */
export async function failed(
  context: StepContext,
  authority: ConfiguredAuthority,
  error: unknown,
): Promise<StepOutcome> {
  const { renewal, services, now, signal } = context;
  signal.throwIfAborted();
  if (!AuthorityError.is(error)) {
    if (isTimeout(error)) {
      return {
        type: 'retry',
        problem: problem(
          'timeout',
          `${authority.describe().title} did not answer in time`,
          'It is tried again by itself',
        ),
      };
    }
    throw error;
  }
  await services.authorities.noteProblem(authority.id, error.problem);
  if (error.isRateLimit) {
    const until = Math.max(error.retryAt ?? 0, now + 60_000);
    await services.authorities.budget.block(authority.id, until);
    return {
      type: 'wait',
      for: 'budget',
      text: `${authority.describe().title} takes no order before ${new Date(
        until,
      ).toISOString()}`,
      until,
      at: until,
      problem: error.problem,
    };
  }
  const next = nextOf(renewal, authority.id);
  const another: StepOutcome | undefined =
    next === undefined
      ? undefined
      : {
          type: 'retry',
          problem: error.problem,
          at: now,
          step: 'order',
          change: anotherOrder(renewal, next),
        };
  switch (error.kind) {
    case 'never':
      return (
        another ?? {
          type: 'end',
          state: 'failed',
          message: error.message,
          problem: error.problem,
        }
      );
    case 'person':
      return {
        type: 'wait',
        for: 'person',
        text: error.problem.remedy,
        at: now + 6 * 3_600_000,
        problem: error.problem,
        announce: 'person-needed',
      };
    default: {
      const { health } = await services.authorities.status(authority.id);
      // Not while an order is under way there: it may be issued any moment.
      const isTired =
        renewal.order === null &&
        (health?.status === 'down' || renewal.failures + 1 >= PATIENCE);
      if (isTired && another) {
        return another;
      }
      if (isTired && renewal.authorities.length > 1) {
        // All have been asked: from the first again, after the usual wait.
        return {
          type: 'retry',
          problem: error.problem,
          change: {
            ...anotherOrder(renewal, renewal.authorities[0]),
            failures: renewal.failures + 1,
          },
        };
      }
      return {
        type: 'retry',
        problem: error.problem,
        ...(error.retryAt !== undefined && { at: error.retryAt }),
      };
    }
  }
}

/** Gives an order up for another one. @internal */
export function anotherOrder(
  renewal: RenewalRecord,
  authorityId: RenewalSummary['authorityId'] = renewal.authorityId,
): RenewalChange {
  return {
    authorityId,
    order: null,
    orderReference: null,
    wantsUpload: false,
    issuedChain: null,
    orderAttempt: renewal.orderAttempt + 1,
    // Patience begins anew with the next one.
    ...(authorityId !== renewal.authorityId && { failures: 0 }),
  };
}

function nextOf(renewal: RenewalRecord, id: string): string | undefined {
  const index = renewal.authorities.indexOf(id);
  return index < 0 ? undefined : renewal.authorities[index + 1];
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
