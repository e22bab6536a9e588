import {
  array,
  boolean,
  counts,
  integer,
  nullable,
  object,
  oneOf,
  ref,
  Schema,
  string,
  time,
} from './schema';
import {
  DEVICE_STATUSES,
  PROBLEM_KINDS,
  SCAN_STATUSES,
  SCAN_TRIGGERS,
  STATES,
  TLS_VERIFICATIONS,
} from './vocabulary';

const problem = object(
  {
    kind: oneOf(PROBLEM_KINDS),
    message: string('What failed and on what.'),
    remedy: string('What a person can do.'),
    at: time(),
  },
  { description: 'Why a device could not be read and what to do about it.' },
);

const facts = object({
  hostname: nullable(string()),
  version: nullable(string('TMOS version.')),
  build: nullable(string()),
  platform: nullable(string()),
  serialNumber: nullable(string()),
  machineId: nullable(string('Identity of the machine, survives renames.')),
});

const highAvailability = object({
  cluster: nullable(string('Name of the sync-failover device group.')),
  members: array(string()),
  failoverState: string(),
  syncStatus: string(),
  syncColor: string(),
  syncDetails: array(string()),
  autoSync: nullable(boolean()),
});

const scanRecord = object(
  {
    id: string(),
    device: string(),
    trigger: oneOf(SCAN_TRIGGERS),
    requestedBy: nullable(string('Entity ref of the user that asked for it.')),
    status: oneOf(SCAN_STATUSES),
    startedAt: time('When it began; while it waits, when it was queued.'),
    finishedAt: nullable(time()),
    progress: nullable(
      object({
        phase: string(),
        done: integer(),
        total: nullable(integer()),
      }),
    ),
    problem: nullable(problem),
    calls: nullable(integer('Management calls made.')),
    handshakes: nullable(integer('TLS handshakes made.')),
    changes: nullable(
      object({ added: integer(), changed: integer(), removed: integer() }),
    ),
  },
  { description: 'One attempt to read a device.' },
);

const summaryProperties: Record<string, Schema> = {
  name: string(),
  kind: string('spec.type of its catalog entity.'),
  entityRef: string(),
  host: string(),
  port: integer(),
  site: nullable(string()),
  environment: nullable(string()),
  tags: array(string()),
  ownerRef: nullable(string()),
  tlsVerification: oneOf(
    TLS_VERIFICATIONS,
    'How the management connection is trusted.',
  ),
  status: oneOf(DEVICE_STATUSES),
  problem: nullable(problem),
  lastScanAt: nullable(time()),
  lastSuccessAt: nullable(time()),
  nextScanAt: nullable(time()),
  facts: nullable(facts),
  highAvailability: nullable(highAvailability),
  counts: counts([
    'certificates',
    'installations',
    'profiles',
    'virtualServers',
  ]),
  byState: counts(STATES, 'Urgency of the certificates installed on it.'),
};

export const deviceSchemas: Record<string, Schema> = {
  DeviceProblem: problem,
  ScanRecord: scanRecord,
  ScanList: object({ items: array(ref('ScanRecord')) }),
  DeviceSummary: object(summaryProperties),
  DeviceList: object({ items: array(ref('DeviceSummary')) }),
  DeviceDetail: object({
    ...summaryProperties,
    activeScan: nullable(scanRecord),
    recentScans: array(ref('ScanRecord'), 'Newest first.'),
    schedule: string('A cron expression or an ISO 8601 duration.'),
    warnings: array(
      string(),
      'What could not be read although the last scan as a whole succeeded.',
    ),
  }),
  HealthReport: object({
    status: oneOf(
      ['ok', 'degraded'],
      'Degraded when a device cannot be read or its data is stale.',
    ),
    devices: counts(DEVICE_STATUSES),
    oldestData: nullable(time('The oldest data that is shown as current.')),
  }),
};
