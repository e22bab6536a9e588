import { ScanProgress } from '@cmt/backstage-plugin-certificates-common';
import { SnapshotKey } from '@cmt/backstage-plugin-certificates-node';
import { CallError } from '../client/callError';
import { CollectionQuery } from '../client/collection';
import { readTogether } from '../client/readTogether';
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

/** What a scan must have in full. */
export interface Inventory {
  certificates: CertificateFile[];
  keys: SnapshotKey[];
  profiles: RawProfile[];
  virtualServers: RawVirtualServer[];
}

/** Objects per page of the expanded virtual servers. */
export function virtualServerPageSize(pageSize: number): number {
  return Math.max(10, Math.ceil(pageSize / VIRTUAL_SERVER_WEIGHT));
}

/**
 * Reads certificates, keys, profiles and virtual servers as of one moment.
 *
 * @throws CallError
 */
export async function readInventory(
  session: IControlSession,
  options: { pageSize: number; onProgress: (progress: ScanProgress) => void },
): Promise<Inventory> {
  const { pageSize, onProgress } = options;
  const query = <T extends { fullPath: string }>(
    phase: string,
    part: Omit<CollectionQuery<T>, 'key' | 'onPage' | 'pageSize'> & {
      pageSize?: number;
    },
  ): CollectionQuery<T> => ({
    pageSize,
    ...part,
    key: item => item.fullPath,
    onPage: (done, total) => onProgress({ phase, done, total }),
  });
  const { certificates, keys, clientProfiles, serverProfiles, virtualServers } =
    await readTogether<{
      virtualServers: RawVirtualServer;
      certificates: CertificateFile;
      clientProfiles: RawProfile;
      serverProfiles: RawProfile;
      keys: SnapshotKey;
    }>(session, {
      virtualServers: query('virtual-servers', {
        path: 'ltm/virtual',
        expandSubcollections: true,
        pageSize: virtualServerPageSize(pageSize),
        read: readVirtualServer,
      }),
      certificates: query('certificates', {
        path: 'sys/file/ssl-cert',
        read: readCertificate,
      }),
      clientProfiles: query('profiles', {
        path: 'ltm/profile/client-ssl',
        select: CLIENT_PROFILE_ATTRIBUTES,
        read: readClientProfile,
      }),
      serverProfiles: query('profiles', {
        path: 'ltm/profile/server-ssl',
        select: SERVER_PROFILE_ATTRIBUTES,
        read: readServerProfile,
      }),
      keys: query('keys', {
        path: 'sys/file/ssl-key',
        select: KEY_ATTRIBUTES,
        read: readKey,
      }),
    });
  requireFactoryObjects(certificates, clientProfiles);
  return {
    certificates,
    keys,
    profiles: [...clientProfiles, ...serverProfiles],
    virtualServers,
  };
}

/** @throws CallError when there is nothing at all, which no BIG-IP is delivered with */
export function requireFactoryObjects(
  certificates: readonly unknown[],
  clientProfiles: readonly unknown[],
): void {
  if (certificates.length === 0 && clientProfiles.length === 0) {
    throw new CallError('GET /mgmt/tm/sys/file/ssl-cert', {
      kind: 'not-ready',
      message:
        'was answered with nothing at all, although every BIG-IP has its factory certificates and profiles',
      remedy:
        'The configuration is probably still being loaded: wait some minutes. Check also that the user has its role on all partitions.',
    });
  }
}
