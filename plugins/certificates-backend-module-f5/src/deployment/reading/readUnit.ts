import { z } from 'zod';
import { ManagedBy } from '@cmt/backstage-plugin-certificates-common';
import {
  SnapshotCertificate,
  SnapshotProfile,
  SnapshotVirtualServer,
} from '@cmt/backstage-plugin-certificates-node';
import { readCollection } from '../../client/collection';
import { readTogether } from '../../client/readTogether';
import { IControlSession } from '../../client/session';
import { readVersion } from '../../client/stats';
import {
  CertificateFile,
  KEY_ATTRIBUTES,
  readCertificate,
  readKey,
  toSnapshotCertificate,
} from '../../scan/certificates';
import {
  As3Partitions,
  isAs3Description,
  readPartition,
} from '../../scan/managedBy';
import { resolveProfiles } from '../../scan/profiles';
import {
  requireFactoryObjects,
  virtualServerPageSize,
} from '../../scan/readInventory';
import { resolveDestinations } from '../../scan/resolveDestinations';
import { text } from '../../scan/values';
import { RawVirtualServer, readVirtualServer } from '../../scan/virtualServers';
import { Cluster, GroupSync } from './cluster';
import {
  EDITABLE_CLIENT_ATTRIBUTES,
  EDITABLE_SERVER_ATTRIBUTES,
  EditableProfile,
  ownerOf,
  readEditableClientProfile,
  readEditableServerProfile,
  readOwnership,
} from './profiles';

/** A key file object: what can be known of it. */
export interface KeyFile {
  fullPath: string;
  /** `SHA1:size:hex` over the file. */
  checksum: string | null;
  securityType: string;
}

/** A client-ssl or server-ssl profile together with who manages it. */
export interface PlannableProfile extends EditableProfile {
  managedBy: ManagedBy | null;
}

/** What a device says, as far as a plan rests on it. */
export interface UnitReading {
  version: string | null;
  certificates: SnapshotCertificate[];
  keys: KeyFile[];
  profiles: PlannableProfile[];
  /** The same profiles with every value and the ancestor it comes from. */
  resolved: SnapshotProfile[];
  /** Client-ssl profiles that refuse connections without a server name. */
  sniRequired: ReadonlySet<string>;
  virtualServers: SnapshotVirtualServer[];
  /** By full path. */
  virtualOwners: ReadonlyMap<string, ManagedBy>;
  cluster: (Cluster & { sync: GroupSync }) | null;
}

type OwnedVirtualServer = RawVirtualServer & Pick<EditableProfile, 'ownership'>;

const keyExtras = z.object({ checksum: text });

/** Reads one item of `sys/file/ssl-key`. */
export function readKeyFile(item: unknown): KeyFile {
  const { fullPath, securityType } = readKey(item);
  return { fullPath, securityType, checksum: keyExtras.parse(item).checksum };
}

/**
 * Reads what a plan rests on, in a handful of collection requests, from the unit
 * that is to be changed.
 *
 * @throws CallError
 */
export async function readUnit(
  session: IControlSession,
  options: {
    pageSize: number;
    cluster: UnitReading['cluster'];
  },
): Promise<UnitReading> {
  const { pageSize, cluster } = options;
  const [{ version }, parts, partitions] = await Promise.all([
    session.get('/mgmt/tm/sys/version').then(readVersion),
    readTogether<{
      certificates: CertificateFile;
      keys: KeyFile;
      client: EditableProfile;
      server: EditableProfile;
      virtualServers: OwnedVirtualServer;
    }>(session, {
      virtualServers: {
        path: 'ltm/virtual',
        expandSubcollections: true,
        pageSize: virtualServerPageSize(pageSize),
        read: item => {
          const virtual = readVirtualServer(item);
          return {
            ...virtual,
            ownership: readOwnership(item, virtual.fullPath),
          };
        },
        key: item => item.fullPath,
      },
      certificates: {
        path: 'sys/file/ssl-cert',
        pageSize,
        read: readCertificate,
        key: item => item.fullPath,
      },
      client: {
        path: 'ltm/profile/client-ssl',
        select: EDITABLE_CLIENT_ATTRIBUTES,
        pageSize,
        read: readEditableClientProfile,
        key: item => item.fullPath,
      },
      server: {
        path: 'ltm/profile/server-ssl',
        select: EDITABLE_SERVER_ATTRIBUTES,
        pageSize,
        read: readEditableServerProfile,
        key: item => item.fullPath,
      },
      keys: {
        path: 'sys/file/ssl-key',
        select: [...KEY_ATTRIBUTES, 'checksum'],
        pageSize,
        read: readKeyFile,
        key: item => item.fullPath,
      },
    }),
    readCollection(session, {
      path: 'auth/partition',
      pageSize,
      read: readPartition,
      key: item => item.name,
    }),
  ]);
  requireFactoryObjects(parts.certificates, parts.client);
  const as3Partitions: As3Partitions = new Set(
    partitions.items
      .filter(({ description }) => isAs3Description(description))
      .map(({ name }) => name),
  );
  const profiles = [...parts.client, ...parts.server];
  return {
    version,
    certificates: parts.certificates.map(file =>
      toSnapshotCertificate(file, as3Partitions),
    ),
    keys: parts.keys,
    profiles: profiles.map(profile => ({
      ...profile,
      managedBy: ownerOf(profile, as3Partitions),
    })),
    resolved: resolveProfiles(profiles),
    sniRequired: new Set(
      profiles.filter(p => p.sniRequire).map(p => p.fullPath),
    ),
    virtualServers: await resolveDestinations(
      session,
      { virtualServers: parts.virtualServers, profiles },
      pageSize,
    ),
    virtualOwners: new Map(
      parts.virtualServers.flatMap(virtual => {
        const owner = ownerOf(virtual, as3Partitions);
        return owner ? [[virtual.fullPath, owner] as const] : [];
      }),
    ),
    cluster,
  };
}

/**
 * Reads the profiles of the sides that are asked for, with what is needed to
 * change them.
 *
 * @throws CallError
 */
export async function readProfiles(
  session: IControlSession,
  options: { pageSize: number; sides: ReadonlySet<'client' | 'server'> },
): Promise<EditableProfile[]> {
  const { pageSize, sides } = options;
  const lists = await Promise.all([
    sides.has('client')
      ? readCollection(session, {
          path: 'ltm/profile/client-ssl',
          select: EDITABLE_CLIENT_ATTRIBUTES,
          pageSize,
          read: readEditableClientProfile,
          key: item => item.fullPath,
        })
      : { items: [] },
    sides.has('server')
      ? readCollection(session, {
          path: 'ltm/profile/server-ssl',
          select: EDITABLE_SERVER_ATTRIBUTES,
          pageSize,
          read: readEditableServerProfile,
          key: item => item.fullPath,
        })
      : { items: [] },
  ]);
  return lists.flatMap(({ items }) => items);
}
