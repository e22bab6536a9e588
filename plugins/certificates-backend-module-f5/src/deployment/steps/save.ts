import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import {
  DeploymentError,
  StepOutcome,
} from '@cmt/backstage-plugin-certificates-node';
import { Member, Members } from '../device/members';
import { CallError } from '../../client/callError';
import { isAbsent } from '../errors';
import { pause } from '../../client/waiting';
import { readSituations } from './situation';
import { Step, StepEnvironment } from './types';

const TASKS = '/mgmt/tm/task/sys/config';
const SAVE = { command: 'save' };

const taskSchema = z.object({
  _taskId: z.union([z.number(), z.string()]).transform(String),
  _taskState: z.string().optional(),
});

/**
 * Saves a change, or its roll-back, and looks afterwards whether it is still
 * there: a reboot in between brings back what was on disk, and saving that would
 * look like success.
 *
 * @param expect - what every entry must hold; not looked at when `null`
 */
export async function saveChange(
  members: Members,
  step: Step,
  expect: 'after' | 'before' | null,
): Promise<StepOutcome> {
  const outcome = await save(members, step, step.context.signal);
  if (expect === null) {
    return outcome;
  }
  await Promise.all(
    members.all().map(async ({ session, device }) => {
      const situations = await readSituations(session, step.run.plan, step);
      const lost = situations.filter(({ change, holding }) =>
        expect === 'after'
          ? holding !== 'after'
          : // What a roll-back has left alone was told by it.
            holding === 'after' && change.strategy === 'switch',
      );
      if (lost.length > 0) {
        throw new DeploymentError({
          code: 'device-changed',
          device: device.name,
          message: `BIG-IP ${
            device.name
          } does not hold the change any more: ${lost
            .map(({ found }) => found)
            .join('; ')}`,
          cause:
            'It was rebooted before the configuration was saved, or somebody has changed it.',
          remedy: 'Start the deployment again.',
          action: 'plan-again',
        });
      }
    }),
  );
  return outcome;
}

/** Writes the configuration to disk on every member: without it a reboot undoes the change. */
export async function save(
  members: Members,
  environment: StepEnvironment,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const all = members.all();
  await Promise.all(all.map(member => saveOne(member, environment, signal)));
  return {
    summary: `Saved the configuration of ${all
      .map(({ device }) => device.name)
      .join(', ')}`,
  };
}

/** As a task, because its end can be seen; the plain command may return early. */
async function saveOne(
  member: Member,
  environment: StepEnvironment,
  signal: AbortSignal,
): Promise<void> {
  const { session } = member;
  let task: z.output<typeof taskSchema>;
  try {
    task = taskSchema.parse(
      await session.write(
        { method: 'POST', path: TASKS, body: SAVE },
        { idempotent: true, expectAbsence: true },
      ),
    );
  } catch (error) {
    if (!isAbsent(error)) {
      throw error;
    }
    // Versions without tasks wait by themselves.
    await session.write(
      { method: 'POST', path: '/mgmt/tm/sys/config', body: SAVE },
      { idempotent: true },
    );
    return;
  }
  const path = `${TASKS}/${encodeURIComponent(task._taskId)}`;
  try {
    await session.write({
      method: 'PUT',
      path,
      body: { _taskState: 'VALIDATING' },
    });
  } catch (error) {
    // Started or not: the task itself says.
    if (!(error instanceof CallError) || error.problem.noEffect) {
      throw error;
    }
  }
  await untilDone(member, path, environment, signal);
}

async function untilDone(
  { session, device }: Member,
  path: string,
  { limits, pollMs }: StepEnvironment,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + limits.saveTimeoutMs;
  for (;;) {
    const { _taskState: state } = taskSchema
      .partial()
      .parse(await session.get(path));
    if (state === 'COMPLETED') {
      return;
    }
    if (state === 'FAILED' || state === 'STARTED') {
      throw notSaved(
        device.name,
        state === 'FAILED'
          ? 'The device could not write its configuration.'
          : 'The device did not begin with it.',
      );
    }
    if (performance.now() >= deadline) {
      throw notSaved(
        device.name,
        `The device had not written its configuration after ${
          limits.saveTimeoutMs / 1000
        } s.`,
      );
    }
    await pause(pollMs, signal);
    signal.throwIfAborted();
  }
}

function notSaved(device: string, cause: string): DeploymentError {
  return new DeploymentError({
    code: 'timeout',
    device,
    message: `The configuration of BIG-IP ${device} was not saved`,
    cause,
    remedy:
      'The change is in force, and lost with a reboot until it is saved. Check the free space of /config on the device, then try again.',
    retryable: true,
  });
}
