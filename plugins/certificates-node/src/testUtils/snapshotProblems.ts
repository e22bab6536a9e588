import { createHash } from 'node:crypto';
import { normalizeNames } from '@cmt/backstage-plugin-certificates-common';
import { DeviceSnapshot, ServedObservation } from '../inventory';
import { normalizeSerialNumber } from '../x509';

const FINGERPRINT = /^[0-9a-f]{64}$/;
const FULL_PATH = /^\/.+\/[^/]+$/;

/**
 * Lists what is wrong with a snapshot by itself: identities that occur twice,
 * references to nothing, values that are not written in their one form. An empty
 * list is what every source must give.
 *
 * @public
 */
export function snapshotProblems(snapshot: DeviceSnapshot): string[] {
  return [
    ...objectProblems(snapshot),
    ...certificateProblems(snapshot),
    ...bindingProblems(snapshot),
    ...snapshot.served.flatMap(observation =>
      servedProblems(observation, snapshot),
    ),
    ...encodedProblems(snapshot),
    ...(isTime(snapshot.takenAt) ? [] : ['takenAt is no ISO 8601 time']),
  ];
}

function objectProblems(snapshot: DeviceSnapshot): string[] {
  const { certificates, keys, profiles, virtualServers } = snapshot;
  return Object.entries({
    certificates: certificates.map(c => c.fullPath),
    keys: keys.map(k => k.fullPath),
    clientProfiles: profiles.filter(isClient).map(p => p.fullPath),
    serverProfiles: profiles.filter(p => !isClient(p)).map(p => p.fullPath),
    virtualServers: virtualServers.map(v => v.fullPath),
  }).flatMap(([kind, paths]) => [
    ...paths
      .filter((path, index) => paths.indexOf(path) !== index)
      .map(path => `${kind}: ${path} occurs twice`),
    ...paths
      .filter(path => !FULL_PATH.test(path))
      .map(path => `${kind}: ${path} is no full path`),
  ]);
}

function certificateProblems({ certificates }: DeviceSnapshot): string[] {
  return certificates.flatMap(certificate => {
    const { fullPath, fingerprint, serialNumber, names } = certificate;
    const checks: [boolean, string][] = [
      [
        fingerprint === null || FINGERPRINT.test(fingerprint),
        'fingerprint is not lower-case hexadecimal',
      ],
      [
        serialNumber === null ||
          normalizeSerialNumber(serialNumber) === serialNumber,
        'serialNumber is not normalised',
      ],
      [
        normalizeNames(names).join() === names.join(),
        'names are not normalised',
      ],
      [
        certificate.notAfter === null ||
          // Seconds taken for milliseconds end in January 1970.
          certificate.notAfter > Date.UTC(1980, 0),
        'notAfter is not in milliseconds',
      ],
      [
        [certificate.createdAt, certificate.updatedAt].every(
          time => time === null || isTime(time),
        ),
        'a time is not ISO 8601',
      ],
    ];
    return checks
      .filter(([holds]) => !holds)
      .map(([, problem]) => `${fullPath}: ${problem}`);
  });
}

function bindingProblems(snapshot: DeviceSnapshot): string[] {
  const { profiles, virtualServers } = snapshot;
  const certificates = new Set(snapshot.certificates.map(c => c.fullPath));
  const client = new Set(profiles.filter(isClient).map(p => p.fullPath));
  const server = new Set(
    profiles.filter(p => !isClient(p)).map(p => p.fullPath),
  );
  return [
    ...profiles.flatMap(profile =>
      profile.entries.flatMap(entry => [
        ...[entry.certificate, entry.chain]
          .filter(path => path !== null && !certificates.has(path))
          .map(path => `${profile.fullPath}: ${path} is not in the snapshot`),
        ...(entry.inheritedFrom === null ||
        (isClient(profile) ? client : server).has(entry.inheritedFrom)
          ? []
          : [`${profile.fullPath}: ${entry.inheritedFrom} is no such profile`]),
        ...(entry.inheritedFrom === profile.fullPath
          ? [`${profile.fullPath}: inherits from itself`]
          : []),
      ]),
    ),
    ...virtualServers.flatMap(virtual => [
      ...virtual.clientProfiles
        .filter(path => !client.has(path))
        .map(path => `${virtual.fullPath}: ${path} is no client-ssl profile`),
      ...virtual.serverProfiles
        .filter(path => !server.has(path))
        .map(path => `${virtual.fullPath}: ${path} is no server-ssl profile`),
    ]),
  ];
}

function servedProblems(
  observation: ServedObservation,
  snapshot: DeviceSnapshot,
): string[] {
  const { virtualServer, result, chain, detail, checkedAt } = observation;
  const checks: [boolean, string][] = [
    [
      snapshot.virtualServers.some(v => v.fullPath === virtualServer),
      'is not in the snapshot',
    ],
    [
      (result === 'served') === chain.length > 0,
      'a chain is there exactly when it was served',
    ],
    [
      (result === 'served') === (detail === null),
      'a reason is there exactly when it was not served',
    ],
    [
      chain.every(fingerprint => snapshot.encodedCertificates.has(fingerprint)),
      'a certificate that was served is not encoded',
    ],
    [isTime(checkedAt), 'checkedAt is no ISO 8601 time'],
  ];
  return checks
    .filter(([holds]) => !holds)
    .map(([, problem]) => `served by ${virtualServer}: ${problem}`);
}

function encodedProblems({ encodedCertificates }: DeviceSnapshot): string[] {
  return [...encodedCertificates]
    .filter(
      ([fingerprint, der]) =>
        createHash('sha256').update(der).digest('hex') !== fingerprint,
    )
    .map(([fingerprint]) => `${fingerprint} is not the digest of its DER`);
}

function isClient({ side }: { side: 'client' | 'server' }): boolean {
  return side === 'client';
}

function isTime(value: string): boolean {
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value;
}
