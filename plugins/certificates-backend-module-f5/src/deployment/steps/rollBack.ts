import { PlannedChange } from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateMaterial,
  PrivateKeyMaterial,
  RollBackOutcome,
} from '@cmt/backstage-plugin-certificates-node';
import { Member, Members } from '../device/members';
import { transact } from '../device/transaction';
import { sweepUploads, withUploads } from '../device/uploads';
import { isAbsent, isUnknownOutcome, toDeploymentError } from '../errors';
import { pause } from '../../client/waiting';
import {
  clientProfileAddress,
  switchCommands,
  unbindCommands,
} from './commands';
import {
  ContentFile,
  contentCommands,
  contentFiles,
  distinctContents,
} from './content';
import { Situation, readSituations } from './situation';
import { Step, contentChanges, counted } from './types';

const SETTLE_MS = 1_000;

/** Certificates with keys by the fingerprint of the leaf. */
export type Previous = ReadonlyMap<
  string,
  { material: CertificateMaterial; key: PrivateKeyMaterial }
>;

/** Puts back what each entry held before, where it still holds what we have set. */
export async function rollBack(
  members: Members,
  step: Step,
  previous: Previous,
): Promise<RollBackOutcome> {
  const { run } = step;
  const { worker, situations } = await changedMember(members, step);
  if (contentChanges(run).length > 0) {
    await sweepUploads(worker.root);
  }
  const leftAlone = situations
    .filter(({ holding }) => holding === 'foreign')
    .map(
      ({ found }) =>
        `Somebody has changed it since, so that it was left alone: ${found}.`,
    );
  const ours = situations.filter(situation => isOurs(situation));
  const { files, lost } = previousFiles(run.plan.objects, ours, previous);
  leftAlone.push(...lost.map(({ sentence }) => sentence));
  const back = ours.filter(
    situation => !lost.some(({ id }) => id === situation.change.id),
  );
  if (back.length === 0) {
    return {
      summary:
        ours.length === 0
          ? 'No entry holds the new version: there is nothing to put back'
          : 'Nothing could be put back',
      leftAlone,
    };
  }
  await putBack(worker, step, back, files);
  return {
    summary: `Put back ${counted(back.length, 'entry', 'entries')} on ${
      worker.device.name
    } in one transaction`,
    leftAlone,
  };
}

/** A new profile is ours as soon as it is there, also without a virtual server. */
function isOurs({ change, holding, profile }: Situation): boolean {
  return (
    holding === 'after' ||
    (change.strategy === 'create-profile' &&
      holding === 'before' &&
      profile !== undefined)
  );
}

/** The member that holds the new version: the active one, unless a failover came in between. */
async function changedMember(
  members: Members,
  step: Step,
): Promise<{ worker: Member; situations: Situation[] }> {
  const active = members.active();
  const others = members.reached.filter(member => member !== active);
  const read = async (worker: Member) => ({
    worker,
    situations: await readSituations(worker.session, step.run.plan, step),
  });
  const first = await read(active);
  const isUntouched = first.situations.every(
    situation => situation.holding === 'before' && !isOurs(situation),
  );
  if (!isUntouched) {
    return first;
  }
  for (const other of others) {
    const candidate = await read(other);
    if (candidate.situations.some(isOurs)) {
      return candidate;
    }
  }
  return first;
}

function previousFiles(
  objects: Step['run']['plan']['objects'],
  ours: readonly Situation[],
  previous: Previous,
): { files: ContentFile[]; lost: { id: string; sentence: string }[] } {
  const byVersion = new Map<string, PlannedChange[]>();
  const lost: { id: string; sentence: string }[] = [];
  for (const { change } of ours) {
    if (change.strategy === 'replace-content') {
      const fingerprint = change.before?.fingerprint ?? '';
      if (previous.has(fingerprint)) {
        byVersion.set(fingerprint, [
          ...(byVersion.get(fingerprint) ?? []),
          change,
        ]);
      } else {
        lost.push({
          id: change.id,
          sentence: `The earlier content of ${change.after.certificate} cannot be put back: its key is not known here.`,
        });
      }
    }
  }
  const replaced = new Set(
    objects
      .filter(({ action }) => action === 'replace')
      .map(({ fullPath }) => fullPath),
  );
  const files = [...byVersion].flatMap(([fingerprint, changes]) => {
    const { material, key } = previous.get(fingerprint)!;
    return contentFiles(
      changes,
      ({ before }) => before!,
      material,
      key,
      path => replaced.has(path),
    );
  });
  return { files, lost };
}

async function putBack(
  worker: Member,
  step: Step,
  back: readonly Situation[],
  files: readonly ContentFile[],
): Promise<void> {
  const { run, pageSize, context } = step;
  const contents = distinctContents(files);
  const created = back.filter(
    ({ change }) => change.strategy === 'create-profile',
  );
  const commands = (sources: ReadonlyMap<string, string>) =>
    [
      ...contentCommands(files, sources),
      switchCommands(
        back.filter(({ change }) => change.strategy === 'switch'),
        ({ before }) => before!,
      ),
      created.flatMap(unbindCommands),
    ].filter(group => group.length > 0);
  let lost: unknown;
  try {
    await withUploads(worker, contents, async uploads => {
      const groups = commands(
        new Map(contents.map((c, index) => [c, uploads[index].source])),
      );
      if (groups.length > 0) {
        await transact(worker, groups);
      }
    });
  } catch (error) {
    if (!isUnknownOutcome(error)) {
      throw error;
    }
    lost = error;
    await pause(SETTLE_MS, context.signal);
  }
  if (lost) {
    const now = await readSituations(worker.session, run.plan, { pageSize });
    const wanted = new Set(back.map(({ change }) => change.id));
    const still = now.filter(
      ({ change, holding }) => wanted.has(change.id) && holding === 'after',
    );
    if (still.length > 0) {
      throw toDeploymentError(lost, worker.device);
    }
  }
  // A device counts references that go away in the same transaction as well.
  for (const { change } of created) {
    await removeProfile(worker, change.profile);
  }
}

async function removeProfile(worker: Member, profile: string): Promise<void> {
  try {
    await worker.session.write(
      { method: 'DELETE', path: clientProfileAddress(profile) },
      { idempotent: true, expectAbsence: true },
    );
  } catch (error) {
    if (!isAbsent(error)) {
      throw error;
    }
  }
}
