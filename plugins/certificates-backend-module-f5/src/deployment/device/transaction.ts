import { z } from 'zod';
import { protocol } from '../../client/answerProblem';
import { CallError } from '../../client/callError';
import { IControlSession, WriteCall } from '../../client/session';
import { isAbsent } from '../errors';

const PATH = '/mgmt/tm/transaction';
const CLEANUP_TIMEOUT_MS = 10_000;

const transactionSchema = z.object({
  transId: z.union([z.number(), z.string()]).transform(String),
  state: z.string().optional(),
  failureReason: z.string().optional(),
});

/** A change inside a transaction. */
export type Command = Pick<WriteCall, 'method' | 'path' | 'body'>;

/**
 * Makes changes together or not at all. The transaction is ended on every path.
 *
 * @param commands - lists of commands: one list after the other, the commands of
 * a list in any order
 * @param root - a session that outlives the step
 * @throws CallError; when its outcome is unknown, what the device holds has to be
 * looked at
 */
export async function transact(
  { session, root }: { session: IControlSession; root: IControlSession },
  commands: readonly (readonly Command[])[],
): Promise<void> {
  const transId = await begin(session);
  const path = `${PATH}/${transId}`;
  let committed = false;
  try {
    for (const group of commands) {
      await Promise.all(
        group.map(command =>
          session.write({
            ...command,
            headers: { 'x-f5-rest-coordination-id': transId },
          }),
        ),
      );
    }
    const answer = await session.write({
      method: 'PATCH',
      path,
      body: { state: 'VALIDATING' },
    });
    const { state } = transactionSchema.partial().parse(answer ?? {});
    if (state !== 'COMPLETED') {
      throw new CallError(`PATCH ${PATH}/…`, {
        ...protocol(
          `was answered with the state ${
            state ?? 'unknown'
          } instead of COMPLETED`,
        ),
        noEffect: false,
      });
    }
    committed = true;
  } finally {
    if (!committed) {
      await discard(root, path);
    }
  }
}

/** An empty transaction that got lost on the way ends by itself. */
async function begin(session: IControlSession): Promise<string> {
  const answer = await session.write(
    { method: 'POST', path: PATH, body: {} },
    { idempotent: true },
  );
  const parsed = transactionSchema.safeParse(answer);
  if (!parsed.success || !/^\d+$/.test(parsed.data.transId)) {
    throw new CallError(
      `POST ${PATH}`,
      protocol('was answered without a transaction'),
    );
  }
  return parsed.data.transId;
}

/** Never throws: what could not be discarded ends by itself. */
async function discard(root: IControlSession, path: string): Promise<void> {
  try {
    await root.write(
      { method: 'DELETE', path, timeoutMs: CLEANUP_TIMEOUT_MS },
      { idempotent: true, expectAbsence: true },
    );
  } catch (error) {
    if (!(error instanceof CallError) && !isAbsent(error)) {
      throw error;
    }
  }
}
