import {
  PrivateKeyMaterial,
  StepOutcome,
} from '@cmt/backstage-plugin-certificates-node';
import { Members } from '../device/members';
import { sweepUploads } from '../device/uploads';
import { ensureObjects, madeObjects, requireMatch } from './objects';
import { Step, counted } from './types';
import { workerOf } from './worker';

/** Puts key, certificate and chain on the device as objects that nothing uses yet. */
export async function stage(
  members: Members,
  { run, context }: Step,
  key: PrivateKeyMaterial,
): Promise<StepOutcome> {
  const { plan, material } = run;
  const worker = await workerOf(members, plan);
  requireMatch(worker.device.name, material, key);
  const left = await sweepUploads(worker.root);
  if (left > 0) {
    context.onProgress?.(
      `Removed ${counted(left, 'upload', 'uploads')} of an interrupted run`,
    );
  }
  const objects = madeObjects(plan);
  const made = await ensureObjects(worker, objects, material, key);
  if (objects.length === 0) {
    return {
      summary: 'There is nothing to prepare: objects keep their names',
    };
  }
  const kept = objects.length - made.length;
  return {
    summary: [
      made.length > 0 && `Made ${made.join(', ')}`,
      kept > 0 &&
        `${counted(kept, 'object was', 'objects were')} there already`,
    ]
      .filter(Boolean)
      .join('; '),
  };
}
