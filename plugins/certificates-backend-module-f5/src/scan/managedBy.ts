import { z } from 'zod';
import { ManagedBy } from '@cmt/backstage-plugin-certificates-common';
import { text } from './values';

/** Attributes that tell who owns an object. */
export const ownership = {
  appService: text,
  description: text,
  createdBy: text,
  systemPath: text,
  sourcePath: text,
  metadata: z
    .array(z.object({ name: z.string(), value: z.string().optional() }))
    .nullish()
    .transform(value => value ?? []),
};

/** Objects that every BIG-IP is delivered with. */
const FACTORY_FILES = new Set([
  '/Common/default.crt',
  '/Common/ca-bundle.crt',
  '/Common/f5-ca-bundle.crt',
  '/Common/f5-irule.crt',
  '/Common/f5_api_com.crt',
]);

/** Partitions that AS3 made, by what it writes into their description. */
export type As3Partitions = ReadonlySet<string>;

/** AS3 says so in the description of each partition that it made. */
export const isAs3Description = (description: string | null): boolean =>
  /^updated by AS3\b/i.test(description ?? '');

/**
 * Recognises the automation that owns an object and would undo a change by
 * hand. Absence of signs does not prove that people own it.
 */
export function managedBy(
  object: {
    fullPath: string;
    appService: string | null;
    systemPath: string | null;
    sourcePath: string | null;
    metadata: { name: string; value?: string }[];
  },
  as3Partitions: As3Partitions,
): ManagedBy | null {
  const { fullPath, appService, systemPath, sourcePath, metadata } = object;
  if (systemPath || FACTORY_FILES.has(fullPath)) {
    return { kind: 'factory', detail: null };
  }
  const [, partition, ...rest] = fullPath.split('/');
  const folder = rest.slice(0, -1).join('/');
  if (
    as3Partitions.has(partition) ||
    metadata.some(({ name }) => name === 'as3') ||
    (partition === 'Common' && folder === 'Shared') ||
    (folder !== '' && importedByAs3(sourcePath, partition, folder))
  ) {
    return {
      kind: 'as3',
      detail: folder ? `${partition}/${folder}` : partition,
    };
  }
  if (appService || /^[^/]+\.app$/.test(folder)) {
    // An iApp keeps its objects in a folder of its own; files do not always name it.
    return { kind: 'iapp', detail: appService ?? `/${partition}/${folder}` };
  }
  const ansible = metadata.find(({ name }) => name.startsWith('f5-ansible.'));
  if (ansible) {
    return { kind: 'other', detail: 'Ansible (f5_modules)' };
  }
  return null;
}

/** AS3 names its uploads after the object: `_Tenant_Application_item.crt`. */
function importedByAs3(
  sourcePath: string | null,
  partition: string,
  folder: string,
): boolean {
  return (
    sourcePath?.includes(`/_${partition}_${folder.replace(/\//g, '_')}_`) ??
    false
  );
}

const partitionSchema = z.object({ name: z.string(), description: text });

/** Reads one item of `auth/partition`. */
export function readPartition(item: unknown): {
  name: string;
  description: string | null;
} {
  return partitionSchema.parse(item);
}
