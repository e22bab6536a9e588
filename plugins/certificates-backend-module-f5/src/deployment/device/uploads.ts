import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { CallError } from '../../client/callError';
import { protocol } from '../../client/answerProblem';
import { IControlSession } from '../../client/session';

/** Where uploads land; the device never removes them by itself. */
const FOLDER = '/var/config/rest/downloads';
/** Names that are ours, and nobody else's. */
const PREFIX = 'certificates-deployment-';
const OURS = /^certificates-deployment-[0-9a-f]{32}$/;
/** One chunk; certificates, keys and chains are far smaller. */
const MAX_BYTES = 512 * 1024;
const CLEANUP_TIMEOUT_MS = 10_000;
const FILES_PER_CALL = 50;

/** A file in the transfer folder of a device, for as long as a call needs it. */
export interface Upload {
  /** For `sourcePath`. */
  source: string;
}

/**
 * Uploads files one after the other, hands their places on, and removes them
 * again whatever happens: also when the step is stopped meanwhile.
 *
 * @param root - a session that outlives the step
 * @throws CallError
 */
export async function withUploads<T>(
  { session, root }: { session: IControlSession; root: IControlSession },
  contents: readonly string[],
  use: (uploads: Upload[]) => Promise<T>,
): Promise<T> {
  if (contents.length === 0) {
    return use([]);
  }
  const names = contents.map(
    () => `${PREFIX}${randomBytes(16).toString('hex')}`,
  );
  try {
    for (const [index, content] of contents.entries()) {
      await upload(session, names[index], Buffer.from(content));
    }
    return await use(names.map(name => ({ source: `file:${FOLDER}/${name}` })));
  } finally {
    await removeUploads(root, names);
  }
}

async function upload(
  session: IControlSession,
  name: string,
  bytes: Buffer,
): Promise<void> {
  const path = `/mgmt/shared/file-transfer/uploads/${name}`;
  if (bytes.length > MAX_BYTES) {
    throw new CallError(
      'The upload',
      protocol(`was not made: the file is larger than ${MAX_BYTES} bytes`),
    );
  }
  await session.write(
    {
      method: 'POST',
      path,
      headers: {
        'content-range': `0-${bytes.length - 1}/${bytes.length}`,
      },
      body: bytes,
    },
    // A first chunk starts the file anew.
    { idempotent: true },
  );
}

async function removeUploads(
  root: IControlSession,
  names: readonly string[],
): Promise<void> {
  for (let start = 0; start < names.length; start += FILES_PER_CALL) {
    const files = names
      .slice(start, start + FILES_PER_CALL)
      .map(name => `${FOLDER}/${name}`);
    await root.write(
      {
        method: 'POST',
        path: '/mgmt/tm/util/unix-rm',
        body: { command: 'run', utilCmdArgs: `-f ${files.join(' ')}` },
        timeoutMs: CLEANUP_TIMEOUT_MS,
      },
      { idempotent: true },
    );
  }
}

const listingSchema = z.object({ commandResult: z.string().optional() });

/**
 * Removes uploads of ours that a crash has left behind. Only one deployment at a
 * time works on a device, so that none of them can be in use.
 *
 * @returns how many there were
 * @throws CallError
 */
export async function sweepUploads(root: IControlSession): Promise<number> {
  const answer = await root.write(
    {
      method: 'POST',
      path: '/mgmt/tm/util/unix-ls',
      body: { command: 'run', utilCmdArgs: FOLDER },
    },
    { idempotent: true },
  );
  const { commandResult = '' } = listingSchema.parse(answer);
  const left = commandResult
    .split(/\s+/)
    .map(word => word.replace(/^.*\//, ''))
    .filter(name => OURS.test(name));
  await removeUploads(root, left);
  return left.length;
}
