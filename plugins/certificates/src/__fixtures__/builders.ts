import {
  BindingUsage,
  CERTIFICATE_STATES,
  CertificateDetail,
  CertificateState,
  CertificateSummary,
  CertificateVersion,
  certificateState,
  DeviceDetail,
  DeviceProblem,
  DeviceStatus,
  DeviceSummary,
  entityName,
  Finding,
  FINDING_SEVERITY,
  FindingCode,
  InstallationUsage,
  ScanRecord,
  ServedStatus,
  VirtualServerUsage,
} from '@cmt/backstage-plugin-certificates-common';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A moment relative to now, as ISO 8601. */
export function daysFromNow(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}

/** A moment some minutes ago, as ISO 8601. */
export function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

/** A digest that is the same for the same text. */
export function fakeDigest(text: string): string {
  let digest = '';
  for (let round = 0; digest.length < 64; round += 1) {
    let hash = 2166136261 + round * 97;
    for (const char of text) {
      hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
    }
    digest += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return digest.slice(0, 64);
}

function severityOf(codes: readonly FindingCode[]) {
  const severities = codes.map(code => FINDING_SEVERITY[code]);
  return (
    (['error', 'warning', 'info'] as const).find(s => severities.includes(s)) ??
    null
  );
}

/** A certificate of the list; its state follows from its dates. */
export function aCertificate(
  overrides: Partial<CertificateSummary> & { endsInDays?: number } = {},
): CertificateSummary {
  const { endsInDays = 120, ...given } = overrides;
  const title = given.title ?? 'shop.example.com';
  const lifetimeDays = given.lifetimeDays ?? 365;
  const expiresAt =
    given.expiresAt === undefined ? daysFromNow(endsInDays) : given.expiresAt;
  const notBefore = daysFromNow(endsInDays - lifetimeDays);
  const automated = given.automated ?? false;
  const state: CertificateState = certificateState(
    expiresAt
      ? { notBefore: Date.parse(notBefore), notAfter: Date.parse(expiresAt) }
      : undefined,
    { automated, now: Date.now() },
  );
  const id = given.id ?? fakeDigest(title).slice(0, 32);
  const findings = given.findings ?? [];
  return {
    id,
    entityRef: `resource:default/${entityName(title, fakeDigest(title))}`,
    title,
    names: [title],
    state,
    expiresAt,
    notBefore,
    lifetimeDays,
    automated,
    issuer: 'Example TLS Issuing CA 2',
    keyType: 'rsa',
    keySize: 2048,
    usage: 'in-use',
    owner: {
      ref: 'group:default/checkout',
      kind: 'annotation',
      confidence: 'high',
    },
    systemRef: 'system:default/shop',
    environments: ['production'],
    devices: ['bigip-a.example.com'],
    installationCount: 1,
    virtualServerCount: 1,
    findings,
    highestSeverity: severityOf(findings),
    currentVersionId: fakeDigest(`${title} version`),
    observedAt: minutesAgo(12),
    stale: false,
    goneAt: null,
    ...given,
  };
}

/** One version of a certificate. */
export function aVersion(
  overrides: Partial<CertificateVersion> = {},
): CertificateVersion {
  const names = overrides.names ?? ['shop.example.com'];
  const fingerprint = fakeDigest(`${names[0]} version`);
  return {
    id: fingerprint,
    fingerprint,
    factsSource: 'der',
    subject: `CN=${names[0]},O=Example Retail,C=DE`,
    issuer: 'CN=Example TLS Issuing CA 2,O=Example Trust,C=DE',
    issuerLabel: 'Example TLS Issuing CA 2',
    serialNumber: fakeDigest(names[0]).slice(0, 32),
    notBefore: daysFromNow(-245),
    notAfter: daysFromNow(120),
    names,
    keyType: 'rsa',
    keySize: 2048,
    curve: null,
    signatureAlgorithm: 'sha256WithRSAEncryption',
    selfSigned: false,
    isCa: false,
    extendedKeyUsage: ['serverAuth'],
    chainStatus: 'complete',
    chain: [
      {
        fingerprint: fakeDigest('Example TLS Issuing CA 2'),
        subject: 'CN=Example TLS Issuing CA 2,O=Example Trust,C=DE',
        issuer: 'CN=Example Root CA,O=Example Trust,C=DE',
        notAfter: daysFromNow(1460),
      },
    ],
    firstSeenAt: daysFromNow(-240),
    installationCount: 1,
    servedCount: 1,
    ...overrides,
  };
}

/** A broken rule. */
export function aFinding(
  code: FindingCode,
  overrides: Partial<Finding> = {},
): Finding {
  return {
    code,
    severity: FINDING_SEVERITY[code],
    since: daysFromNow(-3),
    ...overrides,
  };
}

/** Everything about one certificate. */
export function aCertificateDetail(
  overrides: Partial<CertificateDetail> & { endsInDays?: number } = {},
): CertificateDetail {
  const summary = aCertificate(overrides);
  return {
    ...summary,
    ownerEvidence: summary.owner
      ? [
          {
            kind: summary.owner.kind,
            confidence: summary.owner.confidence,
            ownerRef: summary.owner.ref,
            entityRef: 'component:default/shop',
            detail: `Annotation host-names of component:default/shop names ${summary.title}`,
          },
        ]
      : [],
    protects: [
      {
        entityRef: 'component:default/shop',
        kind: 'annotation',
        confidence: 'high',
        detail: `Annotation host-names of component:default/shop names ${summary.title}`,
      },
    ],
    currentVersion: aVersion({
      id: summary.currentVersionId ?? undefined,
      names: summary.names,
      notBefore: summary.notBefore,
      notAfter: summary.expiresAt,
    }),
    findingDetails: summary.findings.map(code => aFinding(code)),
    firstSeenAt: daysFromNow(-240),
    ...overrides,
  };
}

/** What a virtual server answered to a handshake. */
export function aServedStatus(
  overrides: Partial<ServedStatus> = {},
): ServedStatus {
  return {
    serverName: 'shop.example.com',
    result: 'match',
    fingerprint: fakeDigest('shop.example.com version'),
    certificateId: null,
    chainComplete: true,
    detail: null,
    checkedAt: minutesAgo(12),
    ...overrides,
  };
}

/** A virtual server that uses a profile. */
export function aVirtualServer(
  overrides: Partial<VirtualServerUsage> = {},
): VirtualServerUsage {
  return {
    fullPath: '/Shop/vs_shop_443',
    address: '192.0.2.10',
    port: 443,
    routeDomain: null,
    enabled: true,
    served: [aServedStatus()],
    ...overrides,
  };
}

/** An SSL profile that uses an installation. */
export function aBinding(overrides: Partial<BindingUsage> = {}): BindingUsage {
  return {
    profile: '/Shop/clientssl_shop',
    side: 'client',
    role: 'certificate',
    entry: 'shop_rsa',
    keyPath: '/Shop/shop.key',
    inheritedFrom: null,
    serverName: 'shop.example.com',
    sniDefault: false,
    virtualServers: [aVirtualServer()],
    ...overrides,
  };
}

/** A version stored on a device. */
export function anInstallation(
  overrides: Partial<InstallationUsage> = {},
): InstallationUsage {
  const device = overrides.device ?? 'bigip-a.example.com';
  const fullPath = overrides.fullPath ?? '/Shop/shop.crt';
  return {
    id: `${device}:${fullPath}`,
    device,
    environment: 'production',
    site: 'Frankfurt',
    fullPath,
    versionId: fakeDigest('shop.example.com version'),
    fingerprint: fakeDigest('shop.example.com version'),
    notAfter: daysFromNow(120),
    managedBy: null,
    isBundle: false,
    firstSeenAt: daysFromNow(-240),
    observedAt: minutesAgo(12),
    removedAt: null,
    bindings: [aBinding()],
    references: [],
    ...overrides,
  };
}

/** Why a device could not be read. */
export function aProblem(
  overrides: Partial<DeviceProblem> = {},
): DeviceProblem {
  return {
    kind: 'auth',
    message: 'bigip-c.example.com:443 refused the user scanner',
    remedy:
      'Check devices.bigip-c.credential in the configuration: the password may have expired.',
    at: minutesAgo(20),
    ...overrides,
  };
}

/** Counts of every state, all zero but the given ones. */
export function stateCounts(
  counts: Partial<Record<CertificateState, number>> = {},
): Record<CertificateState, number> {
  const zeros = Object.fromEntries(
    CERTIFICATE_STATES.map(state => [state, 0]),
  ) as Record<CertificateState, number>;
  return { ...zeros, ...counts };
}

/** Counts of every device status, all zero but the given ones. */
export function deviceStatusCounts(
  counts: Partial<Record<DeviceStatus, number>> = {},
): Record<DeviceStatus, number> {
  return {
    'never-scanned': 0,
    ok: 0,
    stale: 0,
    failing: 0,
    paused: 0,
    retired: 0,
    ...counts,
  };
}

/** One run of a scan. */
export function aScan(overrides: Partial<ScanRecord> = {}): ScanRecord {
  return {
    id: 'scan-1',
    device: 'bigip-a.example.com',
    trigger: 'schedule',
    requestedBy: null,
    status: 'succeeded',
    startedAt: minutesAgo(12),
    finishedAt: minutesAgo(11.8),
    progress: null,
    problem: null,
    calls: 24,
    handshakes: 61,
    changes: { added: 0, changed: 0, removed: 0 },
    ...overrides,
  };
}

/** A device of the list. */
export function aDevice(overrides: Partial<DeviceSummary> = {}): DeviceSummary {
  const name = overrides.name ?? 'bigip-a.example.com';
  return {
    name,
    kind: 'f5',
    entityRef: `resource:default/${entityName(name, fakeDigest(name))}`,
    host: name,
    port: 443,
    site: 'Frankfurt',
    environment: 'production',
    tags: [],
    ownerRef: 'group:default/network',
    tlsVerification: 'custom-ca',
    status: 'ok',
    problem: null,
    lastScanAt: minutesAgo(12),
    lastSuccessAt: minutesAgo(12),
    nextScanAt: minutesAgo(-48),
    facts: {
      hostname: name,
      version: '16.1.3',
      build: '0.0.11',
      platform: 'Z100',
      serialNumber: 'f5-abcd-efgh',
      machineId: '6f1c2b1e-8a34-4b6e-9d35-0c5c8c1f9d10',
    },
    highAvailability: {
      cluster: 'edge-frankfurt',
      members: ['bigip-a.example.com', 'bigip-b.example.com'],
      failoverState: 'active',
      syncStatus: 'In Sync',
      syncColor: 'green',
      syncDetails: [
        'edge-frankfurt (In Sync): All devices in the device group are in sync',
      ],
      autoSync: false,
    },
    counts: {
      certificates: 24,
      installations: 31,
      profiles: 28,
      virtualServers: 22,
    },
    byState: stateCounts({ healthy: 18, warning: 3, critical: 2, expired: 1 }),
    ...overrides,
  };
}

/** Everything about one device. */
export function aDeviceDetail(
  overrides: Partial<DeviceDetail> = {},
): DeviceDetail {
  return {
    ...aDevice(overrides),
    activeScan: null,
    recentScans: [aScan()],
    schedule: 'PT1H',
    warnings: [],
    ...overrides,
  };
}
