import { Knex } from 'knex';
import {
  CertificateDetail,
  CertificateVersion,
  ChainLink,
  Finding,
  FINDING_SEVERITY,
} from '@cmt/backstage-plugin-certificates-common';
import {
  BigIntColumn,
  fromFlag,
  fromJson,
  readInParts,
  toIso,
} from '../../database';
import { isMetadataId } from '../identity';
import {
  CertificateRow,
  CertificateVersionRow,
  FindingRow,
  VersionRow,
} from '../rows';
import { OwnershipAssignment, ReadOptions } from '../types';
import { matchingCertificates } from './filter';
import { derivedFindingsOf } from './state';
import { toSummaries } from './summaries';

/**
 * A certificate by id, whether lists show it or not; `undefined` when it does not
 * exist or is not visible.
 *
 * @internal
 */
export async function findCertificate(
  knex: Knex,
  id: string,
  options: ReadOptions & { now: number },
): Promise<CertificateRow | undefined> {
  const row = await knex<CertificateRow>('certificates')
    .where('id', id)
    .first();
  if (!row || !options.visibility) {
    return row;
  }
  const visible = await matchingCertificates(knex, {
    includeGone: true,
    visibility: options.visibility,
    now: options.now,
  })
    .where('c.id', id)
    .first('c.id');
  return visible ? row : undefined;
}

/** @internal */
export async function getCertificate(
  knex: Knex,
  id: string,
  options: ReadOptions & { now: number },
): Promise<CertificateDetail | undefined> {
  const row = await findCertificate(knex, id, options);
  if (!row) {
    return undefined;
  }
  const [summary] = await toSummaries(knex, [row], options.now);
  const versions = row.current_version_id
    ? await readVersions(knex, id, row.current_version_id)
    : [];
  const ownership = await knex('certificate_ownership')
    .where('certificate_id', id)
    .first<{ assignment: string } | undefined>('assignment');
  const assignment = fromJson<OwnershipAssignment>(
    ownership?.assignment ?? null,
  );
  const stored = await knex<FindingRow>('certificate_findings')
    .where('certificate_id', id)
    .orderBy(['code', 'device', 'object', 'server_name'])
    .select('*');
  return {
    ...summary,
    ownerEvidence: assignment?.evidence ?? [],
    protects: assignment?.protects ?? [],
    currentVersion: versions[0] ?? null,
    findingDetails: [
      ...derivedFindingsOf(row, options.now).map(code => ({
        code,
        severity: FINDING_SEVERITY[code],
        since: null,
      })),
      ...stored.map(toFinding),
    ],
    firstSeenAt: toIso(Number(row.first_seen_at)) ?? '',
  };
}

function toFinding(row: FindingRow): Finding {
  const facts = fromJson<Record<string, string | number>>(row.facts);
  return {
    code: row.code,
    severity: FINDING_SEVERITY[row.code],
    since: toIso(row.since),
    ...(row.device && { device: row.device }),
    ...(row.object && { object: row.object }),
    ...(row.server_name && { serverName: row.server_name }),
    ...(Object.keys(facts).length > 0 && { facts }),
  };
}

/** Versions of a certificate, the one that ends last first. @internal */
export async function listVersions(
  knex: Knex,
  certificateId: string,
  options: ReadOptions & { now: number },
): Promise<CertificateVersion[] | undefined> {
  const row = await findCertificate(knex, certificateId, options);
  return row && readVersions(knex, certificateId);
}

async function readVersions(
  knex: Knex,
  certificateId: string,
  versionId?: string,
): Promise<CertificateVersion[]> {
  type Joined = VersionRow & Omit<CertificateVersionRow, 'certificate_id'>;
  const query = knex('certificate_versions as l')
    .join('versions as v', 'v.id', 'l.version_id')
    .where('l.certificate_id', certificateId)
    .orderBy([{ column: 'v.not_after', order: 'desc' }, 'v.id'])
    .select<Joined[]>(
      'v.*',
      'l.first_seen_at',
      'l.installation_count',
      'l.served_count',
      'l.chain_status',
      'l.chain',
    );
  if (versionId) {
    query.where('v.id', versionId);
  }
  const rows = await query;
  const links = await readLinks(
    knex,
    rows.flatMap(row => fromJson<string[]>(row.chain)),
  );
  return rows.map(row => ({
    id: row.id,
    fingerprint: isMetadataId(row.id) ? null : row.id,
    factsSource: row.facts_source,
    subject: row.subject,
    issuer: row.issuer,
    issuerLabel: row.issuer_label,
    serialNumber: row.serial_number,
    notBefore: toIso(row.not_before),
    notAfter: toIso(row.not_after),
    names: fromJson<string[]>(row.names),
    keyType: row.key_type,
    keySize: row.key_size,
    curve: row.curve,
    signatureAlgorithm: row.signature_algorithm,
    selfSigned: fromFlag(row.self_signed),
    isCa: fromFlag(row.is_ca),
    extendedKeyUsage: fromJson<string[]>(row.extended_key_usage),
    chainStatus: row.chain_status,
    chain: fromJson<string[]>(row.chain).flatMap(
      fingerprint => links.get(fingerprint) ?? [],
    ),
    firstSeenAt: toIso(Number(row.first_seen_at)) ?? '',
    installationCount: row.installation_count,
    servedCount: row.served_count,
  }));
}

async function readLinks(
  knex: Knex,
  fingerprints: string[],
): Promise<Map<string, ChainLink>> {
  type LinkRow = {
    fingerprint: string;
    subject: string;
    issuer: string;
    not_after: BigIntColumn;
  };
  const rows = await readInParts(fingerprints, part =>
    knex('encoded_certificates')
      .whereIn('fingerprint', part)
      .select<LinkRow[]>('fingerprint', 'subject', 'issuer', 'not_after'),
  );
  return new Map(
    rows.map(row => [
      row.fingerprint,
      {
        fingerprint: row.fingerprint,
        subject: row.subject,
        issuer: row.issuer,
        notAfter: toIso(Number(row.not_after)) ?? '',
      },
    ]),
  );
}
