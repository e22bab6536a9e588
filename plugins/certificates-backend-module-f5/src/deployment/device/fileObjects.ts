import { z } from 'zod';
import { IControlSession } from '../../client/session';
import { readCertificate } from '../../scan/certificates';
import { pathInUrl } from '../../scan/values';
import { isAbsent, isConflict, isUnknownOutcome } from '../errors';
import { readKeyFile } from '../reading/readUnit';

/** Kinds of file objects; a chain is a certificate object too. */
export type FileKind = 'certificate' | 'key';

const COLLECTIONS: Record<FileKind, string> = {
  certificate: '/mgmt/tm/sys/file/ssl-cert',
  key: '/mgmt/tm/sys/file/ssl-key',
};

/** What tells whether a file object holds what it should. */
export interface FileState {
  /** `SHA1:size:hex` over the file. */
  checksum: string | null;
  /** Of a certificate, where the version tells. */
  fingerprint: string | null;
}

/** Address of one file object. */
export function fileAddress(kind: FileKind, fullPath: string): string {
  return `${COLLECTIONS[kind]}/${pathInUrl(fullPath)}`;
}

/** @returns nothing when there is no such object */
export async function readFile(
  session: IControlSession,
  kind: FileKind,
  fullPath: string,
): Promise<FileState | undefined> {
  const select =
    kind === 'key'
      ? '?$select=name,partition,subPath,fullPath,checksum,securityType'
      : '';
  try {
    const item = await session.get(`${fileAddress(kind, fullPath)}${select}`, {
      expectAbsence: true,
    });
    return kind === 'key'
      ? { checksum: readKeyFile(item).checksum, fingerprint: null }
      : readCertificate(item);
  } catch (error) {
    if (isAbsent(error)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Creates a file object from an upload.
 *
 * @returns what is there under this name now, whoever has put it there
 * @throws CallError
 */
export async function createFile(
  session: IControlSession,
  kind: FileKind,
  fullPath: string,
  source: string,
): Promise<FileState> {
  for (let attempt = 1; ; attempt++) {
    try {
      const created = await session.write({
        method: 'POST',
        path: COLLECTIONS[kind],
        body: { ...splitPath(fullPath), sourcePath: source },
      });
      return stateOf(kind, created);
    } catch (error) {
      if (!isConflict(error) && !isUnknownOutcome(error)) {
        throw error;
      }
      const there = await readFile(session, kind, fullPath);
      if (there) {
        return there;
      }
      if (attempt === 2) {
        throw error;
      }
    }
  }
}

/** @returns whether there was something to delete */
export async function deleteFile(
  session: IControlSession,
  kind: FileKind,
  fullPath: string,
): Promise<boolean> {
  try {
    await session.write(
      { method: 'DELETE', path: fileAddress(kind, fullPath) },
      { idempotent: true, expectAbsence: true },
    );
    return true;
  } catch (error) {
    if (isAbsent(error)) {
      return false;
    }
    throw error;
  }
}

function stateOf(kind: FileKind, item: unknown): FileState {
  return kind === 'key'
    ? { checksum: readKeyFile(item).checksum, fingerprint: null }
    : readCertificate(item);
}

/** In bodies the name is bare, and partition and folder stand beside it. */
export function splitPath(fullPath: string): {
  name: string;
  partition: string;
  subPath?: string;
} {
  const [, partition, ...rest] = fullPath.split('/');
  const name = rest.pop()!;
  return {
    name,
    partition,
    ...(rest.length > 0 && { subPath: rest.join('/') }),
  };
}

/** For answers of which only the state matters. */
export const stateSchema = z.object({ state: z.string().optional() });
