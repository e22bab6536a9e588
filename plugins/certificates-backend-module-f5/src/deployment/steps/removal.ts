import {
  CertificateMaterial,
  DeploymentError,
  PrivateKeyMaterial,
  RemovableObject,
  StepOutcome,
} from '@cmt/backstage-plugin-certificates-node';
import { PlannedObject } from '@cmt/backstage-plugin-certificates-common';
import { deleteFile, readFile } from '../device/fileObjects';
import { namesContent } from '../plan/naming';
import { Member, Members } from '../device/members';
import { sweepUploads } from '../device/uploads';
import { isInUse } from '../errors';
import { isInSync, readGroupSync } from '../reading/cluster';
import { EditableProfile } from '../reading/profiles';
import { readProfiles } from '../reading/readUnit';
import { ensureObjects, requireMatch } from './objects';
import { save } from './save';
import { synchronize } from './sync';
import { StepEnvironment } from './types';

/** What became of an object. */
export interface Removed {
  fullPath: string;
  kind: RemovableObject['kind'];
  result: 'removed' | 'gone' | 'refused';
  detail: string | null;
}

/** Deletes objects while nothing refers to them and they hold what they should. */
export async function remove(
  members: Members,
  objects: readonly RemovableObject[],
  environment: StepEnvironment,
  signal: AbortSignal,
): Promise<Removed[]> {
  const worker = members.active();
  members.all();
  await requireQuiet(members, worker);
  const profiles = await readProfiles(worker.session, {
    pageSize: environment.pageSize,
    sides: new Set(['client', 'server'] as const),
  });
  const results: Removed[] = [];
  for (const object of objects) {
    results.push({
      fullPath: object.fullPath,
      kind: object.kind,
      ...(await removeOne(worker, object, profiles)),
    });
  }
  if (results.some(({ result }) => result === 'removed')) {
    await settle(members, environment, signal, toPlanned(objects));
  }
  return results;
}

async function removeOne(
  { session }: Member,
  { kind, fullPath, fingerprint }: RemovableObject,
  profiles: readonly EditableProfile[],
): Promise<Pick<Removed, 'result' | 'detail'>> {
  const refused = (detail: string) => ({ result: 'refused' as const, detail });
  const state = await readFile(session, kind, fullPath);
  if (!state) {
    return { result: 'gone', detail: null };
  }
  if (fingerprint !== null && state.fingerprint === null) {
    if (!namesContent(fullPath, fingerprint)) {
      return refused(
        'This version of the device does not tell which certificate it holds. Remove it by hand.',
      );
    }
  } else if (fingerprint !== null && state.fingerprint !== fingerprint) {
    return refused('It holds another certificate by now.');
  }
  const user = profiles.find(
    ({ entries, trusts }) =>
      entries.some(({ certificate, key, chain }) =>
        [certificate, key, chain].includes(fullPath),
      ) || trusts.some(trust => trust.fullPath === fullPath),
  );
  if (user) {
    return refused(`${user.fullPath} refers to it.`);
  }
  try {
    // Absent by now: the answer to a first attempt was lost.
    await deleteFile(session, kind, fullPath);
    return { result: 'removed', detail: null };
  } catch (error) {
    if (isInUse(error)) {
      return refused(
        'The device says that something refers to it, which is in none of the places that are read.',
      );
    }
    throw error;
  }
}

/** Puts a certificate back under its old names; no binding changes. */
export async function restore(
  members: Members,
  objects: { certificate: string; key: string; chain: string | null },
  material: CertificateMaterial,
  key: PrivateKeyMaterial,
  environment: StepEnvironment,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const worker = members.active();
  members.all();
  requireMatch(worker.device.name, material, key);
  const planned: PlannedObject[] = [
    {
      kind: 'certificate',
      fullPath: objects.certificate,
      action: 'create',
      fingerprint: material.fingerprint,
    },
    {
      kind: 'key',
      fullPath: objects.key,
      action: 'create',
      fingerprint: material.publicKeyFingerprint,
    },
    ...(objects.chain !== null && material.chainFingerprints.length > 0
      ? [
          {
            kind: 'chain' as const,
            fullPath: objects.chain,
            action: 'create' as const,
            fingerprint: material.chainFingerprints[0],
          },
        ]
      : []),
  ];
  await sweepUploads(worker.root);
  const made = await ensureObjects(worker, planned, material, key);
  await settle(members, environment, signal, planned);
  return {
    summary:
      made.length > 0
        ? `Put back ${made.join(', ')}`
        : 'Everything was there already',
  };
}

/** A clean-up is not worth carrying the pending changes of others along. */
async function requireQuiet(members: Members, worker: Member): Promise<void> {
  const cluster = await members.cluster(worker);
  if (!cluster || cluster.autoSync) {
    return;
  }
  const state = await readGroupSync(worker.session, cluster.group);
  if (!isInSync(state)) {
    throw new DeploymentError({
      code: 'sync-pending',
      device: worker.device.name,
      message: `BIG-IP ${worker.device.name}: ${cluster.group} has changes that are not synchronised (${state.status}); nothing was removed`,
      cause: 'A sync would carry the changes of others along.',
      remedy: 'Synchronise the group, then try again.',
      retryable: true,
    });
  }
}

async function settle(
  members: Members,
  environment: StepEnvironment,
  signal: AbortSignal,
  objects: PlannedObject[],
): Promise<void> {
  await synchronize(members, environment, signal, { profiles: [], objects });
  await save(members, environment, signal);
}

function toPlanned(objects: readonly RemovableObject[]): PlannedObject[] {
  return objects.map(({ kind, fullPath, fingerprint }) => ({
    kind,
    fullPath,
    action: 'reuse',
    fingerprint: fingerprint ?? '',
  }));
}
