import {
  DriftItem,
  KeyType,
  Material,
} from '@cmt/backstage-plugin-certificates-common';
import { fromJson } from '../../database';
import { FindingRow } from '../../inventory/rows';
import {
  BoundVersion,
  DriftFacts,
  KnownVersion,
  LastDeployment,
} from './readDriftFacts';

/** @internal */
export interface DriftCertificate {
  id: string;
  title: string;
  ownerRef: string | null;
}

/** The newest version of a kind of key, and where it is. */
interface Newest {
  fingerprint: string;
  notAfter: number;
  since: number;
  material: boolean;
  installations: KnownVersion['installations'];
}

/**
 * Where issued, installed and served versions of a certificate disagree. Pure.
 *
 * @internal
 */
export function driftOf(
  certificate: DriftCertificate,
  facts: DriftFacts,
  materials: readonly Material[],
): DriftItem[] {
  const bound = facts.bound.filter(b => b.certificateId === certificate.id);
  const known = facts.known.filter(k => k.certificateId === certificate.id);
  const common = {
    certificateId: certificate.id,
    certificateTitle: certificate.title,
    ownerRef: certificate.ownerRef,
  };
  const notDeployed = bound.flatMap((binding): DriftItem[] => {
    const newest = newestOf(binding.keyType, known, materials);
    if (
      !newest ||
      newest.fingerprint === binding.versionId ||
      binding.notAfter === null ||
      newest.notAfter <= binding.notAfter
    ) {
      return [];
    }
    return [
      {
        ...common,
        device: binding.device,
        profile: binding.profile,
        virtualServer: null,
        serverName: null,
        kind: 'not-deployed',
        issued: newest.fingerprint,
        installed: fingerprintOf(binding.versionId),
        served: null,
        since: new Date(newest.since).toISOString(),
        likelyCause: whyNotDeployed(binding, newest, facts.deployments),
      },
    ];
  });
  const notServed = facts.notServed
    .filter(finding => finding.certificate_id === certificate.id)
    .map((finding): DriftItem => {
      const { profile, servedFingerprint } =
        fromJson<{ profile?: string; servedFingerprint?: string }>(
          finding.facts,
        ) ?? {};
      const installed = bound.find(
        b => b.device === finding.device && b.profile === profile,
      );
      return {
        ...common,
        device: finding.device,
        profile: profile ?? null,
        virtualServer: finding.object,
        serverName: finding.server_name || null,
        kind: 'not-served',
        issued:
          (installed && newestOf(installed.keyType, known, materials))
            ?.fingerprint ?? null,
        installed: installed ? fingerprintOf(installed.versionId) : null,
        served: servedFingerprint ?? null,
        since: new Date(Number(finding.since)).toISOString(),
        likelyCause: whyNotServed(finding, servedFingerprint, known, facts),
      };
    });
  return [...notServed, ...notDeployed];
}

function newestOf(
  keyType: KeyType,
  known: readonly KnownVersion[],
  materials: readonly Material[],
): Newest | undefined {
  const candidates: Newest[] = [
    ...known
      .filter(version => version.keyType === keyType)
      .flatMap(version =>
        version.notAfter === null || !fingerprintOf(version.versionId)
          ? []
          : [
              {
                fingerprint: version.versionId,
                notAfter: version.notAfter,
                since: version.firstSeenAt,
                material: false,
                installations: version.installations,
              },
            ],
      ),
    ...materials
      .filter(material => material.keyType === keyType && material.hasKey)
      .map(material => ({
        fingerprint: material.fingerprint,
        notAfter: Date.parse(material.notAfter),
        since: Date.parse(material.createdAt),
        material: true,
        installations:
          known.find(version => version.versionId === material.fingerprint)
            ?.installations ?? [],
      })),
  ];
  return candidates.sort((a, b) => b.notAfter - a.notAfter)[0];
}

/** Ids of versions of which only metadata are known are no fingerprints. */
function fingerprintOf(versionId: string): string | null {
  return versionId.startsWith('m-') ? null : versionId;
}

function whyNotDeployed(
  binding: BoundVersion,
  newest: Newest,
  deployments: readonly LastDeployment[],
): string {
  const last = deployments.find(
    deployment =>
      deployment.certificateId === binding.certificateId &&
      deployment.fingerprint === newest.fingerprint &&
      deployment.devices.includes(binding.device),
  );
  if (last && !last.confirmed) {
    return 'A deployment was planned, but nobody has confirmed it';
  }
  if (last?.problem) {
    return `The last deployment ended as ${last.state}: ${last.problem.message}`;
  }
  if (last && last.state !== 'succeeded') {
    return last.waitsFor
      ? `A deployment waits: ${last.waitsFor}`
      : `The last deployment is ${last.state}`;
  }
  const here = newest.installations.find(
    installation => installation.device === binding.device,
  );
  if (here) {
    return `The new version is on the device as ${here.fullPath}, but this profile was not switched to it`;
  }
  if (newest.installations.length > 0) {
    const places = [
      ...new Set(newest.installations.map(({ device }) => device)),
    ];
    return `The new version is on ${places
      .slice(0, 3)
      .join(', ')}, but was not brought to this device`;
  }
  return newest.material
    ? 'The new version was brought here, but has not been deployed'
    : 'The new version was seen in a handshake, but is installed nowhere';
}

function whyNotServed(
  finding: FindingRow,
  served: string | undefined,
  known: readonly KnownVersion[],
  { unsynced }: DriftFacts,
): string {
  const status = unsynced.get(finding.device);
  if (status) {
    return `The cluster is not in sync (${status}): this member may hold an older configuration`;
  }
  const version = known.find(({ versionId }) => versionId === served);
  if (version) {
    return 'Another version of the same certificate is served: another SSL profile answers for this name, or the change has not reached the traffic yet';
  }
  return 'Another certificate is served: another SSL profile of the virtual server answers for this name, or something in front of it ends TLS';
}
