/** The parts of a full path, as iControl REST names them. */
export interface PathParts {
  name: string;
  /** Missing for `/` and for objects that live outside partitions. */
  partition?: string;
  /** Folders between partition and name: `apps/shop`. */
  subPath?: string;
}

/**
 * Splits `/Partition/folder/name`. A path without a leading slash is a bare
 * name (`auth/partition`, `sys/provision`).
 */
export function splitFullPath(fullPath: string): PathParts {
  if (!fullPath.startsWith('/')) return { name: fullPath };
  const parts = fullPath.slice(1).split('/');
  const name = parts.pop() ?? '';
  if (parts.length === 0) return { name };
  const [partition, ...folders] = parts;
  return {
    name,
    partition,
    ...(folders.length > 0 && { subPath: folders.join('/') }),
  };
}

/** The folder that holds an object: `/Common/apps` for `/Common/apps/x`. */
export function parentFolder(fullPath: string): string {
  const end = fullPath.lastIndexOf('/');
  return end <= 0 ? '/' : fullPath.slice(0, end);
}
