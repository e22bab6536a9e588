import { createHash } from 'node:crypto';
import type { Folder, Partition, User } from '../../configuration';
import type { DeviceConfiguration } from '../../configuration';
import { parentFolder } from '../../configuration';
import {
  AnswerContext,
  Attributes,
  Collection,
  collection,
} from '../model/Resource';
import { asVersionWrites, reference } from './profileAttributes';

const partitionResource = collection<Partition>({
  path: 'auth/partition',
  label: 'Partition',
  partitioned: false,
  list: ({ configuration }) => configuration.partitions.list(),
  find: ({ configuration }, name) => configuration.partitions.get(name),
  fullPath: ({ name }) => name,
  generation: () => 1,
  attributes: ({ name, description, defaultRouteDomain }) => {
    const text =
      description ??
      (name === 'Common'
        ? 'Repository for system objects and shared objects.'
        : undefined);
    return {
      defaultRouteDomain: defaultRouteDomain ?? 0,
      ...(text !== undefined && { description: text }),
    };
  },
});

/** The nearest folder upwards, itself included, that sets the attribute. */
function effective(
  folder: Folder,
  attribute: 'deviceGroup' | 'trafficGroup',
  configuration: DeviceConfiguration,
): string | undefined {
  let path = folder.fullPath;
  for (;;) {
    const value = configuration.folders.get(path)?.[attribute];
    if (value !== undefined || path === '/') return value;
    path = parentFolder(path);
  }
}

function folderAttributes(folder: Folder, context: AnswerContext): Attributes {
  const { configuration } = context;
  const isRoot = folder.fullPath === '/';
  return asVersionWrites(
    {
      ...(folder.description !== undefined && {
        description: folder.description,
      }),
      ...reference(
        'deviceGroup',
        qualify(effective(folder, 'deviceGroup', configuration)),
        'cm/device-group',
        context,
      ),
      hidden: 'false',
      inheritedDevicegroup: String(!isRoot && folder.deviceGroup === undefined),
      inheritedTrafficGroup: String(
        !isRoot && folder.trafficGroup === undefined,
      ),
      noRefCheck: 'false',
      ...reference(
        'trafficGroup',
        qualify(effective(folder, 'trafficGroup', configuration)),
        'cm/traffic-group',
        context,
      ),
    },
    context,
  );
}

function qualify(name: string | undefined): string | undefined {
  if (name === undefined || name === 'none') return undefined;
  return name.startsWith('/') ? name : `/Common/${name}`;
}

const folderResource = collection<Folder>({
  path: 'sys/folder',
  label: 'folder',
  partitioned: false,
  list: ({ configuration }) => configuration.folders.list(),
  find: ({ configuration }, path) => configuration.folders.get(path),
  fullPath: ({ fullPath }) => fullPath,
  generation: () => 1,
  attributes: folderAttributes,
});

/** Administrators see everybody, others only themselves. */
function visibleUsers({ caller, configuration }: AnswerContext): User[] {
  return configuration.users
    .list()
    .filter(({ name }) => caller.role === 'admin' || name === caller.name);
}

const userResource = collection<User>({
  path: 'auth/user',
  label: 'user',
  partitioned: false,
  list: visibleUsers,
  find: (context, name) =>
    visibleUsers(context).find(user => user.name === name),
  fullPath: ({ name }) => name,
  generation: () => 1,
  attributes: ({ name, password, role }, { links, version }) => ({
    description: name === 'admin' ? 'Admin User' : name,
    encryptedPassword: `$6$${name.slice(0, 8)}$${createHash('sha512')
      .update(`${name}\0${password}`)
      .digest('base64')
      .replace(/[+=]/g, '.')}`,
    ...(version.atLeast('13.0') && { sessionLimit: -1 }),
    partitionAccess: [
      {
        name: 'all-partitions',
        role,
        ...(version.hasNameReference && {
          nameReference: links.object('auth/partition', 'all-partitions'),
        }),
      },
    ],
  }),
});

export const accessResources: Collection[] = [
  partitionResource,
  folderResource,
  userResource,
];
