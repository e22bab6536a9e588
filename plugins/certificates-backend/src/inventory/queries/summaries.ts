import { Knex } from 'knex';
import {
  CertificateSummary,
  FindingCode,
} from '@cmt/backstage-plugin-certificates-common';
import {
  BigIntColumn,
  fromJson,
  NEVER,
  readInParts,
  toIso,
} from '../../database';
import { isOutdated } from '../devices';
import { resourceRef } from '../feed';
import { CertificateRow } from '../rows';
import { derivedFindingsOf, highestSeverity, stateOf } from './state';

const DAY_MS = 24 * 60 * 60 * 1000;

interface DeviceFreshness {
  name: string;
  last_success_at: BigIntColumn | null;
  stale_at: BigIntColumn | null;
  retired_at: BigIntColumn | null;
}

/**
 * Turns rows of certificates into what the API answers, with how fresh they are.
 *
 * @internal
 */
export async function toSummaries(
  knex: Knex,
  rows: readonly CertificateRow[],
  now: number,
): Promise<CertificateSummary[]> {
  const devicesOf = new Map(
    rows.map(row => [row.id, fromJson<string[]>(row.devices)]),
  );
  const devices = await readInParts([...devicesOf.values()].flat(), part =>
    knex('devices')
      .whereIn('name', part)
      .select<DeviceFreshness[]>(
        'name',
        'last_success_at',
        'stale_at',
        'retired_at',
      ),
  );
  const freshness = new Map(devices.map(device => [device.name, device]));
  return rows.map(row =>
    toSummary(
      row,
      (devicesOf.get(row.id) ?? []).flatMap(name => freshness.get(name) ?? []),
      now,
    ),
  );
}

function toSummary(
  row: CertificateRow,
  devices: DeviceFreshness[],
  now: number,
): CertificateSummary {
  const expiresAt = Number(row.expires_at);
  const findings: FindingCode[] = [
    ...derivedFindingsOf(row, now),
    ...fromJson<FindingCode[]>(row.finding_codes),
  ];
  const successes = devices.flatMap(device =>
    device.last_success_at === null ? [] : Number(device.last_success_at),
  );
  return {
    id: row.id,
    entityRef: resourceRef(row.entity_name),
    title: row.title,
    names: fromJson<string[]>(row.names),
    state: stateOf(row, now),
    expiresAt: expiresAt === NEVER ? null : toIso(expiresAt),
    notBefore: toIso(row.not_before),
    lifetimeDays:
      row.not_before === null || expiresAt === NEVER
        ? null
        : Math.round((expiresAt - Number(row.not_before)) / DAY_MS),
    automated: row.automated === 1,
    issuer: row.issuer_label || null,
    keyType: row.key_type,
    keySize: row.key_size,
    usage: row.usage,
    owner:
      row.owner_ref && row.owner_kind && row.owner_confidence
        ? {
            ref: row.owner_ref,
            kind: row.owner_kind,
            confidence: row.owner_confidence,
          }
        : null,
    systemRef: row.system_ref,
    environments: fromJson<string[]>(row.environments),
    devices: devices.map(device => device.name),
    installationCount: row.installation_count,
    virtualServerCount: row.virtual_server_count,
    findings,
    highestSeverity: highestSeverity(findings),
    currentVersionId: row.current_version_id,
    observedAt: successes.length > 0 ? toIso(Math.min(...successes)) : null,
    stale: devices.some(device => isOutdated(device, now)),
    goneAt: toIso(row.gone_at),
  };
}
