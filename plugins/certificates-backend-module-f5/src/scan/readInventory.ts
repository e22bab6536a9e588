import { ScanProgress } from '@cmt/backstage-plugin-certificates-common';
import { SnapshotKey } from '@cmt/backstage-plugin-certificates-node';
import { CallError } from '../client/callError';
import {
  CollectionQuery,
  countCollection,
  readCollection,
} from '../client/collection';
import { IControlSession } from '../client/session';
import {
  CertificateFile,
  KEY_ATTRIBUTES,
  readCertificate,
  readKey,
} from './certificates';
import {
  CLIENT_PROFILE_ATTRIBUTES,
  RawProfile,
  SERVER_PROFILE_ATTRIBUTES,
  readClientProfile,
  readServerProfile,
} from './profiles';
import { RawVirtualServer, readVirtualServer } from './virtualServers';

/** Expanded virtual servers are this much heavier than other objects. */
const VIRTUAL_SERVER_WEIGHT = 4;
/** How often collections that changed while others were read are read again. */
const ROUNDS = 3;

/** What a scan must have in full. */
export interface Inventory {
  certificates: CertificateFile[];
  keys: SnapshotKey[];
  profiles: RawProfile[];
  virtualServers: RawVirtualServer[];
}

/** One collection, together with what was last read of it. */
interface Part<T> {
  query: CollectionQuery<T>;
  items: T[];
  total: number | null;
}

/**
 * Reads certificates, keys, profiles and virtual servers, and counts them again
 * afterwards: what changed meanwhile is read again, so that a restart or a change
 * under our hands never makes a short snapshot.
 *
 * @throws CallError
 */
export async function readInventory(
  session: IControlSession,
  options: { pageSize: number; onProgress: (progress: ScanProgress) => void },
): Promise<Inventory> {
  const { pageSize, onProgress } = options;
  const part = <T extends { fullPath: string }>(
    phase: string,
    query: Omit<CollectionQuery<T>, 'key' | 'onPage' | 'pageSize'> & {
      pageSize?: number;
    },
  ): Part<T> => ({
    query: {
      pageSize,
      ...query,
      key: item => item.fullPath,
      onPage: (done, total) => onProgress({ phase, done, total }),
    },
    items: [],
    total: null,
  });
  const virtualServers = part('virtual-servers', {
    path: 'ltm/virtual',
    expandSubcollections: true,
    pageSize: Math.max(10, Math.ceil(pageSize / VIRTUAL_SERVER_WEIGHT)),
    read: readVirtualServer,
  });
  const clientProfiles = part('profiles', {
    path: 'ltm/profile/client-ssl',
    select: CLIENT_PROFILE_ATTRIBUTES,
    read: readClientProfile,
  });
  const serverProfiles = part('profiles', {
    path: 'ltm/profile/server-ssl',
    select: SERVER_PROFILE_ATTRIBUTES,
    read: readServerProfile,
  });
  const certificates = part('certificates', {
    path: 'sys/file/ssl-cert',
    read: readCertificate,
  });
  const keys = part('keys', {
    path: 'sys/file/ssl-key',
    select: KEY_ATTRIBUTES,
    read: readKey,
  });

  const reloads = [
    reloader(session, virtualServers),
    reloader(session, certificates),
    reloader(session, clientProfiles),
    reloader(session, serverProfiles),
    reloader(session, keys),
  ];
  await Promise.all(reloads.map(reload => reload.read()));
  await settle(reloads);

  if (certificates.items.length === 0 && clientProfiles.items.length === 0) {
    throw new CallError('GET /mgmt/tm/sys/file/ssl-cert', {
      kind: 'not-ready',
      message:
        'was answered with nothing at all, although every BIG-IP has its factory certificates and profiles',
      remedy:
        'The configuration is probably still being loaded: wait some minutes. Check also that the user has its role on all partitions.',
    });
  }
  return {
    certificates: certificates.items,
    keys: keys.items,
    profiles: [...clientProfiles.items, ...serverProfiles.items],
    virtualServers: virtualServers.items,
  };
}

interface Reloader {
  path: string;
  read(): Promise<void>;
  /** Whether the device still counts as many objects as were read. */
  isCurrent(): Promise<boolean>;
}

function reloader<T>(session: IControlSession, part: Part<T>): Reloader {
  const { path } = part.query;
  return {
    path,
    async read() {
      Object.assign(part, await readCollection(session, part.query));
    },
    async isCurrent() {
      return (
        part.total === null ||
        (await countCollection(session, path)) === part.items.length
      );
    },
  };
}

/** Reads again what has changed, until nothing has. */
async function settle(reloads: Reloader[]): Promise<void> {
  let open = reloads;
  for (let round = 1; ; round++) {
    const current = await Promise.all(open.map(reload => reload.isCurrent()));
    open = open.filter((_, index) => !current[index]);
    if (open.length === 0) {
      return;
    }
    if (round === ROUNDS) {
      throw new CallError(`GET /mgmt/tm/${open[0].path}`, {
        kind: 'not-ready',
        message: 'was answered with another number of objects each time',
        remedy:
          'The configuration is being loaded or changed on a large scale; the next scan tries again.',
      });
    }
    await Promise.all(open.map(reload => reload.read()));
  }
}
