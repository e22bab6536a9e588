import { performance } from 'node:perf_hooks';
import { TargetPlan } from '@cmt/backstage-plugin-certificates-common';
import {
  DeploymentError,
  StepOutcome,
} from '@cmt/backstage-plugin-certificates-node';
import { protocol } from '../../client/answerProblem';
import { CallError } from '../../client/callError';
import { Member, Members } from '../device/members';
import {
  Cluster,
  GroupSync,
  isInSync,
  readGroupSync,
} from '../reading/cluster';
import { EditableProfile } from '../reading/profiles';
import { readProfiles } from '../reading/readUnit';
import { pause } from '../../client/waiting';
import { readObjects } from './objects';
import { Step, StepEnvironment } from './types';

/** Names of device groups that can be part of a command without doubt. */
const GROUP_NAME = /^[A-Za-z0-9_.-]+$/;

/** What has to be equal on all members. */
export interface Compared {
  /** Profiles by side and path. */
  profiles: { side: 'client' | 'server'; profile: string }[];
  objects: TargetPlan['objects'];
}

/** Brings the change to all members of the cluster, and checks that it is there. */
export async function sync(members: Members, step: Step): Promise<StepOutcome> {
  const { plan } = step.run;
  if (!plan.sync) {
    return { summary: 'The device stands alone: there is nothing to sync' };
  }
  return synchronize(members, step, step.context.signal, {
    profiles: plan.changes.map(({ side, profile }) => ({ side, profile })),
    objects: plan.objects,
  });
}

/**
 * Synchronises a cluster from the member that has the change, or waits where it
 * synchronises by itself.
 *
 * @throws DeploymentError of code `sync-conflict` or `sync-pending`, CallError
 */
export async function synchronize(
  members: Members,
  environment: StepEnvironment,
  signal: AbortSignal,
  compared: Compared,
): Promise<StepOutcome> {
  const all = members.all();
  const active = members.active();
  const cluster = await members.cluster(active);
  if (!cluster) {
    return { summary: 'The device stands alone: there is nothing to sync' };
  }
  const started = performance.now();
  const deadline = started + environment.limits.syncTimeoutMs;
  let source: Member | undefined;
  for (;;) {
    const state = await readGroupSync(active.session, cluster.group);
    requireNoConflict(active, cluster, state);
    if (
      isInSync(state) &&
      (await agree(all, active, compared, environment.pageSize))
    ) {
      return {
        summary: summaryOf(cluster, source, performance.now() - started),
      };
    }
    if (!cluster.autoSync && !source) {
      source = sourceOf(all, active, state);
      await startSync(source, cluster);
      continue;
    }
    if (performance.now() >= deadline) {
      throw pending(active, cluster, state);
    }
    await pause(environment.pollMs, signal);
    signal.throwIfAborted();
  }
}

/** The member that the device itself recommends; the active one where it does not say. */
function sourceOf(
  all: readonly Member[],
  active: Member,
  { recommended }: GroupSync,
): Member {
  return (
    all.find(
      ({ self }) =>
        self !== null &&
        recommended !== null &&
        [self.hostname, self.fullPath.replace(/^.*\//, '')].includes(
          recommended,
        ),
    ) ?? active
  );
}

async function startSync(source: Member, { group }: Cluster): Promise<void> {
  if (!GROUP_NAME.test(group)) {
    throw new CallError(
      'POST /mgmt/tm/cm',
      protocol(
        'was not sent: the name of the device group has letters that a command cannot carry safely',
      ),
    );
  }
  await source.session.write(
    {
      method: 'POST',
      path: '/mgmt/tm/cm',
      body: { command: 'run', utilCmdArgs: `config-sync to-group ${group}` },
    },
    { idempotent: true },
  );
}

function requireNoConflict(
  { device }: Member,
  { group }: Cluster,
  state: GroupSync,
): void {
  if (state.conflict) {
    throw new DeploymentError({
      code: 'sync-conflict',
      device: device.name,
      message: `BIG-IP ${device.name}: the members of ${group} each have changes that the others lack`,
      cause:
        'Somebody has changed another member in the meantime. A sync in either direction would overwrite one of the changes.',
      remedy: `Compare the members and synchronise the right one${
        state.recommended ? ` (the device suggests ${state.recommended})` : ''
      } by hand, then continue; or roll back.`,
      action: 'continue',
    });
  }
}

function pending(
  { device }: Member,
  { group, autoSync }: Cluster,
  { status }: GroupSync,
): DeploymentError {
  return new DeploymentError({
    code: 'sync-pending',
    device: device.name,
    message: `BIG-IP ${device.name}: the members of ${group} do not agree yet (${status})`,
    cause:
      status === 'Disconnected'
        ? 'The members do not reach each other.'
        : `The sync did not end in time${
            autoSync ? '; the group synchronises by itself' : ''
          }.`,
    remedy:
      'Look at `tmsh show cm sync-status` on the device, mend what it names, then try again.',
    retryable: true,
  });
}

/** Whether all members hold the same as the one that was changed. */
async function agree(
  all: readonly Member[],
  active: Member,
  compared: Compared,
  pageSize: number,
): Promise<boolean> {
  const states = await Promise.all(
    [active, ...all.filter(member => member !== active)].map(member =>
      stateOf(member, compared, pageSize),
    ),
  );
  return states.every(state => state === states[0]);
}

async function stateOf(
  member: Member,
  { profiles, objects }: Compared,
  pageSize: number,
): Promise<string> {
  const [found, files] = await Promise.all([
    readProfiles(member.session, {
      pageSize,
      sides: new Set(profiles.map(({ side }) => side)),
    }),
    readObjects(member, objects),
  ]);
  const byKey = new Map<string, EditableProfile>(
    found.map(profile => [`${profile.side}:${profile.fullPath}`, profile]),
  );
  return JSON.stringify([
    profiles.map(
      ({ side, profile }) => byKey.get(`${side}:${profile}`)?.entries ?? null,
    ),
    objects.map(({ fullPath }) => files.get(fullPath)?.checksum ?? null),
  ]);
}

function summaryOf(
  { group, autoSync }: Cluster,
  source: Member | undefined,
  durationMs: number,
): string {
  const seconds = Math.round(durationMs / 100) / 10;
  if (source) {
    return `Synchronised ${group} from ${source.device.name} in ${seconds} s; all members hold the same`;
  }
  return autoSync
    ? `${group} synchronised by itself; all members hold the same`
    : `All members of ${group} hold the same already`;
}
