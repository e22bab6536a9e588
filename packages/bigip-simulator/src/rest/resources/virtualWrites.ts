import type {
  DeviceConfiguration,
  VirtualServer,
  VirtualServerProfile,
} from '../../configuration';
import { McpdError } from '../errors';
import type {
  Attributes,
  CollectionWrites,
  SubCollectionWrites,
  WriteContext,
} from '../model/Resource';
import { qualified } from '../model/Links';
import { flag, path, rewritten, settable, text } from '../write/bodies';

/** Kind of the profile of that path, wherever it is kept. */
function kindOf(
  fullPath: string,
  configuration: DeviceConfiguration,
): string | undefined {
  if (configuration.clientSslProfiles.has(fullPath)) return 'client-ssl';
  if (configuration.serverSslProfiles.has(fullPath)) return 'server-ssl';
  return configuration
    .opaqueCollections()
    .find(
      collection =>
        collection.startsWith('ltm/profile/') &&
        configuration.opaqueObjects(collection).has(fullPath),
    )
    ?.slice('ltm/profile/'.length);
}

const SIDES = {
  'client-ssl': 'clientside',
  'server-ssl': 'serverside',
} as const;

/** A profile of a list: an object, or its name alone. */
function readProfile(
  item: unknown,
  { configuration }: WriteContext,
): VirtualServerProfile {
  const body: Attributes =
    typeof item === 'string' ? { name: item } : (item as Attributes) ?? {};
  const name = text(body, 'fullPath') ?? text(body, 'name');
  if (!name)
    throw McpdError.schema('one or more properties must be specified: name');
  const partition = text(body, 'partition') ?? 'Common';
  const subPath = text(body, 'subPath');
  const fullPath = name.startsWith('/')
    ? name
    : `/${[partition, ...(subPath ? [subPath] : []), name].join('/')}`;
  const kind = kindOf(fullPath, configuration);
  if (!kind)
    throw new McpdError(
      404,
      `01020036:3: The requested profile (${fullPath}) was not found.`,
      3,
    );
  const context = text(body, 'context');
  // An SSL profile has one side only, whatever the request says.
  const side = SIDES[kind as keyof typeof SIDES];
  return {
    fullPath,
    kind,
    context:
      side ??
      (context === 'clientside' || context === 'serverside' ? context : 'all'),
  };
}

function readProfiles(
  value: unknown,
  context: WriteContext,
): VirtualServerProfile[] {
  if (value === '' || value === 'none') return [];
  const list = Array.isArray(value)
    ? value
    : (value as { items?: unknown } | null)?.items;
  if (!Array.isArray(list))
    throw McpdError.schema('invalid property value "profiles"');
  const profiles = list.map(item => readProfile(item, context));
  return [...new Map(profiles.map(p => [p.fullPath, p])).values()];
}

const HANDLED = [
  ...['destination', 'enabled', 'disabled', 'ipProtocol', 'pool', 'rules'],
  ...['profiles', 'policies', 'description', 'appService', 'metadata'],
  ...['vsIndex', 'addressStatus', 'creationTime', 'lastModifiedTime'],
];

function isEnabled(body: Attributes): boolean | undefined {
  const enabled = flag(body, 'enabled');
  if (enabled !== undefined) return enabled;
  const disabled = flag(body, 'disabled');
  return disabled === undefined ? undefined : !disabled;
}

function writeVirtual(
  virtual: Omit<VirtualServer, 'generation'>,
  body: Attributes,
  context: WriteContext,
): void {
  const pool = path(body, 'pool');
  const { rules, profiles, policies, metadata } = body;
  const destination = text(body, 'destination');
  const rest = Object.fromEntries(
    Object.entries(settable(body)).filter(([name]) => !HANDLED.includes(name)),
  );
  context.configuration.addVirtualServer({
    ...virtual,
    ...(destination !== undefined && {
      destination: destination.startsWith('/')
        ? destination
        : `/Common/${destination}`,
    }),
    enabled: isEnabled(body) ?? virtual.enabled,
    ipProtocol: text(body, 'ipProtocol') ?? virtual.ipProtocol,
    ...(pool !== undefined && { pool: pool === 'none' ? undefined : pool }),
    ...(rules !== undefined && {
      rules: Array.isArray(rules)
        ? rules.map(rule => qualified(String(rule)))
        : undefined,
    }),
    ...(profiles !== undefined && {
      profiles: readProfiles(profiles, context),
    }),
    ...(Array.isArray(policies) && {
      policies: policies.map(
        (policy: unknown) =>
          path(
            typeof policy === 'object' && policy !== null
              ? {
                  policy:
                    (policy as Attributes).fullPath ??
                    (policy as Attributes).name,
                }
              : { policy },
            'policy',
          ) ?? '',
      ),
    }),
    ...(Array.isArray(metadata) && { metadata }),
    ...(body.description !== undefined && {
      description: text(body, 'description') || undefined,
    }),
    attributes:
      Object.keys(rest).length > 0 || virtual.attributes
        ? { ...virtual.attributes, ...rest }
        : undefined,
  });
}

export const virtualWrites: CollectionWrites<VirtualServer> = {
  check(body, method) {
    if (method === 'POST' && text(body, 'destination') === undefined)
      throw McpdError.schema(
        'one or more properties must be specified: destination',
      );
  },
  create(fullPath, body, context) {
    const { configuration } = context;
    if (configuration.virtualServers.has(fullPath))
      throw McpdError.exists('Virtual Server', fullPath);
    writeVirtual(
      {
        fullPath,
        destination: '',
        enabled: true,
        ipProtocol: 'any',
        profiles: [],
      },
      body,
      context,
    );
  },
  modify(virtual, body, context) {
    writeVirtual(rewritten(virtual), body, context);
  },
  remove({ fullPath }, { configuration }) {
    configuration.virtualServers.delete(fullPath);
  },
};

/** `ltm/virtual/X/profiles`: the same list, one at a time. */
export const virtualProfileWrites: SubCollectionWrites<
  VirtualServer,
  VirtualServerProfile
> = {
  create(virtual, fullPath, body, context) {
    if (virtual.profiles.some(profile => profile.fullPath === fullPath))
      throw McpdError.exists('Virtual Server Profile', fullPath);
    setProfiles(
      virtual,
      [...virtual.profiles, readProfile({ ...body, fullPath }, context)],
      context,
    );
  },
  modify(virtual, member, body, context) {
    const changed = readProfile(
      { ...body, fullPath: member.fullPath },
      context,
    );
    setProfiles(
      virtual,
      virtual.profiles.map(profile =>
        profile.fullPath === member.fullPath ? changed : profile,
      ),
      context,
    );
  },
  remove(virtual, member, context) {
    setProfiles(
      virtual,
      virtual.profiles.filter(({ fullPath }) => fullPath !== member.fullPath),
      context,
    );
  },
};

function setProfiles(
  virtual: VirtualServer,
  profiles: VirtualServerProfile[],
  { configuration }: WriteContext,
): void {
  configuration.addVirtualServer({ ...rewritten(virtual), profiles });
}
