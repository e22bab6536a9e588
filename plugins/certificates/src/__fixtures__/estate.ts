import {
  CertificateSummary,
  DeviceDetail,
  FindingCode,
  KeyType,
  OwnerSummary,
} from '@cmt/backstage-plugin-certificates-common';
import {
  aCertificate,
  aDeviceDetail,
  aProblem,
  aScan,
  minutesAgo,
  stateCounts,
} from './builders';

/** Certificates and devices that belong together. */
export interface FixtureEstate {
  certificates: CertificateSummary[];
  devices: DeviceDetail[];
}

const OWNERS: readonly OwnerSummary[] = [
  { ref: 'group:default/checkout', kind: 'annotation', confidence: 'high' },
  { ref: 'group:default/payments', kind: 'mapping', confidence: 'certain' },
  { ref: 'group:default/search', kind: 'host-name', confidence: 'medium' },
  { ref: 'group:default/partner-apis', kind: 'rule', confidence: 'low' },
];

const TRIAGE: OwnerSummary = {
  ref: 'group:default/platform',
  kind: 'triage',
  confidence: 'low',
};

const ISSUERS = [
  'Example TLS Issuing CA 2',
  'Example Private Issuing CA G1',
  'Example Automated CA R3',
] as const;

const WORDS = [
  'shop',
  'checkout',
  'payments',
  'search',
  'partner-api',
  'mail',
  'intranet',
  'assets',
  'login',
  'status',
] as const;

const DEVICES = [
  'bigip-a.example.com',
  'bigip-b.example.com',
  'bigip-c.example.com',
  'bigip-lab.example.com',
] as const;

/** The certificates that a demo should show first. */
function hardCases(): CertificateSummary[] {
  return [
    aCertificate({
      title: 'legacy.example.com',
      endsInDays: -4,
      findings: ['expired', 'weak-signature'],
      owner: TRIAGE,
      devices: ['bigip-c.example.com'],
      stale: true,
      observedAt: minutesAgo(60 * 27),
    }),
    aCertificate({
      title: 'payments.example.com',
      names: ['payments.example.com', 'pay.example.com'],
      endsInDays: 3,
      findings: ['expiring', 'missing-intermediate'],
      owner: OWNERS[1],
      devices: ['bigip-a.example.com', 'bigip-b.example.com'],
      installationCount: 2,
      virtualServerCount: 4,
    }),
    aCertificate({
      title: '*.shop.example.com',
      names: ['*.shop.example.com', 'shop.example.com'],
      endsInDays: 12,
      lifetimeDays: 47,
      findings: ['expiring'],
      issuer: ISSUERS[2],
      devices: ['bigip-a.example.com', 'bigip-b.example.com'],
      installationCount: 6,
      virtualServerCount: 14,
    }),
    aCertificate({
      title: 'api.partner.example.com',
      endsInDays: 25,
      findings: ['expiring', 'not-served', 'name-not-covered'],
      owner: OWNERS[3],
    }),
    aCertificate({
      title: 'login.example.com',
      endsInDays: 30,
      lifetimeDays: 47,
      automated: true,
      issuer: ISSUERS[2],
      owner: OWNERS[2],
    }),
    aCertificate({
      title:
        'a-very-long-host-name-of-a-service-that-somebody-named-in-one-go.internal.emea.example.com',
      endsInDays: 210,
      owner: null,
      findings: ['no-owner', 'self-signed'],
      issuer:
        'a-very-long-host-name-of-a-service-that-somebody-named-in-one-go.internal.emea.example.com',
      environments: ['test'],
      devices: ['bigip-lab.example.com'],
    }),
    aCertificate({
      title: 'localhost.localdomain',
      expiresAt: null,
      lifetimeDays: null,
      usage: 'unused',
      keyType: 'unknown',
      keySize: null,
      issuer: null,
      owner: null,
      findings: ['facts-incomplete', 'no-owner', 'unused'],
      environments: ['test'],
      devices: ['bigip-lab.example.com'],
      virtualServerCount: 0,
    }),
  ];
}

const FINDINGS: readonly (readonly FindingCode[])[] = [
  [],
  [],
  [],
  ['superseded-in-use'],
  [],
  ['chain-expiring'],
  [],
  ['unused'],
];

const KEYS: readonly [KeyType, number][] = [
  ['rsa', 2048],
  ['ec', 256],
  ['rsa', 4096],
];

function ordinary(index: number): CertificateSummary {
  const word = WORDS[index % WORDS.length];
  const findings = [...FINDINGS[index % FINDINGS.length]];
  const endsInDays = 31 + ((index * 37) % 320);
  const [keyType, keySize] = KEYS[index % KEYS.length];
  const isUnused = findings.includes('unused');
  const device = DEVICES[index % DEVICES.length];
  return aCertificate({
    title: `${word}-${index}.example.com`,
    endsInDays: endsInDays,
    findings,
    issuer: ISSUERS[index % ISSUERS.length],
    owner: index % 9 === 0 ? TRIAGE : OWNERS[index % OWNERS.length],
    environments: device.includes('lab') ? ['test'] : ['production'],
    devices: [device],
    usage: isUnused ? 'unused' : 'in-use',
    virtualServerCount: isUnused ? 0 : 1 + (index % 3),
    keyType,
    keySize,
    stale: device === 'bigip-c.example.com',
    observedAt:
      device === 'bigip-c.example.com' ? minutesAgo(60 * 27) : minutesAgo(12),
  });
}

function devicesOf(certificates: CertificateSummary[]): DeviceDetail[] {
  const onDevice = (name: string) => {
    const own = certificates.filter(c => c.devices.includes(name));
    const byState = stateCounts();
    own.forEach(c => (byState[c.state] += 1));
    return {
      byState,
      counts: {
        certificates: own.length,
        installations: own.length + 3,
        profiles: own.length + 1,
        virtualServers: own.reduce((sum, c) => sum + c.virtualServerCount, 0),
      },
    };
  };
  const [a, b, c, lab] = DEVICES;
  const problem = aProblem();
  return [
    aDeviceDetail({ name: a, ...onDevice(a) }),
    aDeviceDetail({
      name: b,
      ...onDevice(b),
      highAvailability: {
        ...aDeviceDetail().highAvailability!,
        failoverState: 'standby',
        syncStatus: 'Changes Pending',
        syncColor: 'yellow',
        syncDetails: [
          'edge-frankfurt (Changes Pending): bigip-a.example.com has changes that bigip-b.example.com lacks',
        ],
      },
    }),
    aDeviceDetail({
      name: c,
      ...onDevice(c),
      status: 'failing',
      problem,
      site: 'Dublin',
      lastScanAt: problem.at,
      lastSuccessAt: minutesAgo(60 * 27),
      highAvailability: null,
      recentScans: [
        aScan({
          id: 'scan-c-2',
          device: c,
          status: 'failed',
          problem,
          startedAt: problem.at,
          finishedAt: minutesAgo(19.9),
          changes: null,
          calls: 1,
          handshakes: 0,
        }),
        aScan({
          id: 'scan-c-1',
          device: c,
          startedAt: minutesAgo(60 * 27),
          finishedAt: minutesAgo(60 * 27 - 1),
          changes: { added: 3, changed: 1, removed: 0 },
        }),
      ],
    }),
    aDeviceDetail({
      name: lab,
      ...onDevice(lab),
      environment: 'test',
      site: null,
      tlsVerification: 'off',
      facts: {
        hostname: lab,
        version: '11.6.5',
        build: null,
        platform: 'Z100',
        serialNumber: null,
        machineId: null,
      },
      highAvailability: null,
      warnings: [
        'TLS verification is off: anybody on the path can read the credential.',
        'This release reports no fingerprints: facts come from handshakes alone.',
      ],
    }),
  ];
}

/** An estate with every case that a page has to show. */
export function createFixtureEstate(size = 64): FixtureEstate {
  const certificates = [
    ...hardCases(),
    ...Array.from({ length: Math.max(0, size - 7) }, (_, i) => ordinary(i)),
  ];
  return { certificates, devices: devicesOf(certificates) };
}
