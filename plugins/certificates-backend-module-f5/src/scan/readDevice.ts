import {
  DeviceFacts,
  DeviceHighAvailability,
  ScanProgress,
} from '@cmt/backstage-plugin-certificates-common';
import {
  SnapshotCertificate,
  SnapshotKey,
  SnapshotProfile,
  SnapshotReference,
  SnapshotVirtualServer,
} from '@cmt/backstage-plugin-certificates-node';
import { CallError } from '../client/callError';
import { IControlSession } from '../client/session';
import { readVersion } from '../client/stats';
import { toSnapshotCertificate } from './certificates';
import { isReady, toHighAvailability } from './facts';
import { OptionalReader } from './optional';
import { resolveProfiles } from './profiles';
import { readContext } from './readContext';
import { Inventory, readInventory } from './readInventory';
import { readHttpdReferences } from './references';
import { resolveDestinations } from './resolveDestinations';

/** First version that says whether it is ready. */
const READY_SINCE: readonly number[] = [14, 1];
const READY_PATH = '/mgmt/tm/sys/ready';

/** What management calls tell about a device. */
export interface DeviceReading {
  facts: DeviceFacts;
  highAvailability: DeviceHighAvailability;
  certificates: SnapshotCertificate[];
  keys: SnapshotKey[];
  profiles: SnapshotProfile[];
  virtualServers: SnapshotVirtualServer[];
  references: SnapshotReference[];
  warnings: string[];
  /** Client-ssl profiles that refuse connections without a server name. */
  sniRequired: ReadonlySet<string>;
}

/**
 * Reads everything about one device, or throws: certificates, keys, profiles and
 * virtual servers must be there in full; other places may be missing or closed to
 * the user, which becomes a warning. The device must be ready before and after.
 *
 * @throws CallError
 */
export async function readDevice(
  session: IControlSession,
  options: {
    pageSize: number;
    now: number;
    onProgress: (progress: ScanProgress) => void;
  },
): Promise<DeviceReading> {
  const { pageSize, now, onProgress } = options;
  onProgress({ phase: 'facts', done: 0, total: null });
  const [{ version, build }, ready] = await Promise.all([
    session.get('/mgmt/tm/sys/version').then(readVersion),
    asksReady(session),
  ]);
  if (ready === 'absent' && atLeast(version, READY_SINCE)) {
    throw notReady('is not there, which a BIG-IP says while it starts');
  }

  const optional = new OptionalReader(session, pageSize);
  const [inventory, context] = await Promise.all([
    readInventory(session, { pageSize, onProgress }),
    readContext(session, optional, now),
  ]);
  const virtualServers = await resolveDestinations(
    session,
    inventory,
    pageSize,
  );
  await Promise.all([
    optional.confirmAbsence(),
    ready === 'yes' && requireReady(session),
  ]);

  const { machine, devices } = context;
  const self = devices.find(device => device.self);
  return {
    facts: {
      hostname: machine?.hostname ?? self?.hostname ?? null,
      version,
      build,
      platform: machine?.platform ?? self?.platform ?? null,
      serialNumber: machine?.serialNumber ?? self?.chassisId ?? null,
      machineId: machine?.machineId ?? null,
    },
    highAvailability: toHighAvailability(context),
    certificates: inventory.certificates.map(certificate =>
      toSnapshotCertificate(certificate, context.as3Partitions),
    ),
    keys: inventory.keys,
    profiles: resolveProfiles(inventory.profiles),
    virtualServers,
    references: [
      ...context.references,
      ...readHttpdReferences(context.httpd, pathsBySystemPath(inventory)),
      ...issuerReferences(inventory),
    ],
    warnings: [...optional.warnings(), ...context.trustWarnings],
    sniRequired: new Set(
      inventory.profiles.filter(p => p.sniRequire).map(p => p.fullPath),
    ),
  };
}

/**
 * Asks whether the device is ready.
 *
 * @returns `absent` where it does not know the question
 * @throws CallError when it says no
 */
async function asksReady(session: IControlSession): Promise<'yes' | 'absent'> {
  try {
    if (!isReady(await session.get(READY_PATH, { expectAbsence: true }))) {
      throw notReady('was answered with no');
    }
    return 'yes';
  } catch (error) {
    if (error instanceof CallError && error.problem.absent) {
      return 'absent';
    }
    throw error;
  }
}

/** It was ready before: that it does not know the question now is a "no". */
async function requireReady(session: IControlSession): Promise<void> {
  if ((await asksReady(session)) === 'absent') {
    throw notReady('is not there any more');
  }
}

function notReady(message: string): CallError {
  return new CallError(`GET ${READY_PATH}`, {
    kind: 'not-ready',
    message,
    remedy:
      'Licence, provisioning or configuration are being loaded: wait some minutes and look at `tmsh show sys ready` on the device.',
  });
}

function atLeast(version: string | null, wanted: readonly number[]): boolean {
  const parts = (version ?? '').split('.').map(Number);
  for (const [index, part] of wanted.entries()) {
    const actual = parts[index] || 0;
    if (actual !== part) {
      return actual > part;
    }
  }
  return true;
}

function pathsBySystemPath({ certificates }: Inventory): Map<string, string> {
  return new Map(
    certificates.flatMap(({ fullPath, ownership: { systemPath } }) =>
      systemPath ? [[systemPath, fullPath] as const] : [],
    ),
  );
}

function issuerReferences({ certificates }: Inventory): SnapshotReference[] {
  return certificates.flatMap(({ fullPath, issuerCertificate }) =>
    issuerCertificate
      ? [
          {
            kind: 'sys/file/ssl-cert',
            object: fullPath,
            field: 'issuerCert',
            certificate: issuerCertificate,
          },
        ]
      : [],
  );
}
