import {
  PrivateKeyMaterial,
  DeploymentError,
  StepOutcome,
} from '@cmt/backstage-plugin-certificates-node';
import { pause } from '../../client/waiting';
import { Member, Members } from '../device/members';
import { transact } from '../device/transaction';
import { sweepUploads, withUploads } from '../device/uploads';
import { isUnknownOutcome, toDeploymentError } from '../errors';
import { createCommands, switchCommands } from './commands';
import { contentCommands, contentFiles, distinctContents } from './content';
import { ensureObjects, madeObjects, requireMatch } from './objects';
import { Situation, readSituations } from './situation';
import { Step, contentChanges, counted } from './types';
import { workerOf } from './worker';

/** How long a device may need to settle what it was doing when the answer got lost. */
const SETTLE_MS = 1_000;

/** Switches all entries of a plan in one transaction, or none. */
export async function activate(
  members: Members,
  step: Step,
  key: PrivateKeyMaterial,
): Promise<StepOutcome> {
  const { run, context } = step;
  const { plan, material } = run;
  const worker = await workerOf(members, plan);
  requireMatch(worker.device.name, material, key);
  if (contentChanges(run).length > 0) {
    await sweepUploads(worker.root);
  }
  const situations = await readSituations(worker.session, plan, step);
  refuseForeign(worker, situations);
  const open = situations.filter(({ holding }) => holding === 'before');
  if (open.length === 0) {
    return { summary: 'Every entry holds the new version already' };
  }
  // After a failover the unit may lack what was staged on the other one.
  await ensureObjects(worker, madeObjects(plan), material, key);
  context.onProgress?.(
    `Changing ${counted(open.length, 'entry', 'entries')} on ${
      worker.device.name
    }`,
  );
  await change(worker, step, open, key);
  const profiles = new Set(open.map(({ change: c }) => c.profile)).size;
  return {
    summary: `Changed ${counted(open.length, 'entry', 'entries')} of ${counted(
      profiles,
      'profile',
      'profiles',
    )} on ${worker.device.name} in one transaction`,
  };
}

function refuseForeign(worker: Member, situations: readonly Situation[]): void {
  const foreign = situations.filter(({ holding }) => holding === 'foreign');
  if (foreign.length > 0) {
    throw new DeploymentError({
      code: 'device-changed',
      device: worker.device.name,
      message: `BIG-IP ${
        worker.device.name
      } has changed since the plan was made: ${foreign
        .map(({ found }) => found)
        .join('; ')}`,
      cause: 'Somebody has changed these profiles in the meantime.',
      remedy: 'Plan again. Nothing was changed.',
      action: 'plan-again',
    });
  }
}

async function change(
  worker: Member,
  step: Step,
  open: readonly Situation[],
  key: PrivateKeyMaterial,
): Promise<void> {
  const { run, pageSize } = step;
  const { plan, material } = run;
  const of = (strategy: string) =>
    open.filter(situation => situation.change.strategy === strategy);
  const files = contentFiles(
    of('replace-content').map(situation => situation.change),
    ({ after }) => after,
    material,
    key,
    path =>
      plan.objects.some(
        ({ fullPath, action }) => fullPath === path && action === 'replace',
      ),
  );
  const contents = distinctContents(files);
  const created = of('create-profile').map(createCommands);
  let lost: unknown;
  try {
    await withUploads(worker, contents, uploads =>
      transact(
        worker,
        [
          ...contentCommands(
            files,
            new Map(contents.map((c, index) => [c, uploads[index].source])),
          ),
          switchCommands(of('switch'), ({ after }) => after),
          created.flatMap(({ profiles }) => profiles),
          created.flatMap(({ virtuals }) => virtuals),
        ].filter(group => group.length > 0),
      ),
    );
  } catch (error) {
    if (!isUnknownOutcome(error)) {
      throw error;
    }
    lost = error;
    await pause(SETTLE_MS, step.context.signal);
  }
  // Whatever the answer was, or whether there was one: what counts is what the
  // device holds.
  const now = await readSituations(worker.session, plan, { pageSize });
  const missing = now.filter(({ holding }) => holding !== 'after');
  if (missing.length === 0) {
    return;
  }
  if (lost) {
    throw toDeploymentError(lost, worker.device);
  }
  throw new DeploymentError({
    code: 'protocol',
    device: worker.device.name,
    message: `BIG-IP ${
      worker.device.name
    } reported success, but did not take the change over: ${missing
      .map(({ found }) => found)
      .join('; ')}`,
    cause:
      'The transaction was accepted and not carried out, or somebody has undone it at once.',
    remedy: 'Roll back, and look into the log of the device (`/var/log/ltm`).',
    action: 'roll-back',
  });
}
