import { X509Certificate } from 'node:crypto';
import {
  KeySpec,
  KeyType,
  NewBinding,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import {
  BigIntColumn,
  fromJson,
  NEVER,
  readInParts,
  toNumber,
} from '../database';
import { CertificateRow, LISTING } from '../inventory/rows';
import { OwnershipAssignment } from '../inventory/types';
import { PolicyFacts } from './rules';

/** What policies and renewals look at of one certificate. @internal */
export interface CertificateForRenewal extends PolicyFacts {
  title: string;
  isGone: boolean;
  names: string[];
  /** Of the version that decides when it ends. Milliseconds since the epoch. */
  notBefore: number | null;
  expiresAt: number | null;
  versionId: string | null;
  /** Everybody who says that it is theirs. */
  owners: string[];
  virtualServers: number;
  installations: number;
  keyType: KeyType;
  keySize: number | null;
  curve: string | null;
  /** The window that the CA suggests for this version, where it does. */
  info: { start: number; end: number; explanationUrl: string | null } | null;
}

type JoinedRow = Pick<
  CertificateRow,
  | 'id'
  | 'title'
  | 'listing'
  | 'names'
  | 'not_before'
  | 'owner_ref'
  | 'devices'
  | 'environments'
  | 'issuer_label'
  | 'virtual_server_count'
  | 'installation_count'
  | 'current_version_id'
> & {
  expires_at: BigIntColumn;
  key_type: KeyType | null;
  key_size: number | null;
  curve: string | null;
  issuer: string | null;
  assignment: string | null;
  info_start: BigIntColumn | null;
  info_end: BigIntColumn | null;
  info_url: string | null;
};

/** Kinds of evidence by which somebody uses a certificate; others only guess. */
const USERS = ['mapping', 'annotation', 'host-name'];

/** Reads certificates as policies see them. @internal */
export class CertificateReader {
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  async get(id: string): Promise<CertificateForRenewal | undefined> {
    return (await this.many([id])).get(id);
  }

  async many(
    ids: readonly string[],
  ): Promise<Map<string, CertificateForRenewal>> {
    const rows = await readInParts(ids, part =>
      this.#knex('certificates as c')
        .leftJoin('versions as v', 'v.id', 'c.current_version_id')
        .leftJoin('certificate_ownership as o', 'o.certificate_id', 'c.id')
        .leftJoin('renewal_schedule as s', join =>
          join
            .on('s.certificate_id', 'c.id')
            .on('s.info_version', 'c.current_version_id'),
        )
        .whereIn('c.id', part)
        .select<JoinedRow[]>(
          'c.id',
          'c.title',
          'c.listing',
          'c.names',
          'c.not_before',
          'c.expires_at',
          'c.owner_ref',
          'c.devices',
          'c.environments',
          'c.issuer_label',
          'c.virtual_server_count',
          'c.installation_count',
          'c.current_version_id',
          'v.key_type',
          'v.key_size',
          'v.curve',
          'v.issuer',
          'o.assignment',
          's.info_start',
          's.info_end',
          's.info_url',
        ),
    );
    const clusters = await this.#clusters();
    return new Map(rows.map(row => [row.id, toCertificate(row, clusters)]));
  }

  /** The leaf of a version, DER, if it was issued here or seen in a handshake. */
  async encoded(versionId: string): Promise<Uint8Array | undefined> {
    const seen = await this.#knex('encoded_certificates')
      .where('fingerprint', versionId)
      .first<{ der: Uint8Array } | undefined>('der');
    if (seen) {
      return new Uint8Array(seen.der);
    }
    const kept = await this.#knex('materials')
      .where('fingerprint', versionId)
      .first<{ certificate: string } | undefined>('certificate');
    return (
      kept &&
      new Uint8Array(
        new X509Certificate(
          fromJson<{ certificatePem: string }>(kept.certificate).certificatePem,
        ).raw,
      )
    );
  }

  /** Environments of units, for certificates that are not installed yet. */
  async environmentsOf(bindings: readonly NewBinding[]): Promise<string[]> {
    const wanted = new Set(bindings.map(({ unit }) => unit));
    const rows = await this.#devices();
    return [
      ...new Set(
        rows
          .filter(row => wanted.has(row.name) || wanted.has(row.cluster ?? ''))
          .flatMap(
            row =>
              fromJson<{ environment: string | null }>(row.descriptor)
                .environment ?? [],
          ),
      ),
    ];
  }

  async #clusters(): Promise<Map<string, string>> {
    return new Map(
      (await this.#devices()).flatMap(({ name, cluster }) =>
        cluster === null ? [] : [[name, cluster] as const],
      ),
    );
  }

  async #devices() {
    return this.#knex('devices as d')
      .leftJoin('clusters as k', 'k.id', 'd.cluster_id')
      .select<{ name: string; descriptor: string; cluster: string | null }[]>(
        'd.name',
        'd.descriptor',
        'k.entity_name as cluster',
      );
  }
}

function toCertificate(
  row: JoinedRow,
  clusters: ReadonlyMap<string, string>,
): CertificateForRenewal {
  const devices = fromJson<string[]>(row.devices);
  const evidence =
    fromJson<OwnershipAssignment>(row.assignment)?.evidence ?? [];
  const ownerRef = row.owner_ref || null;
  const expiresAt = toNumber(row.expires_at);
  return {
    certificateId: row.id,
    title: row.title,
    isGone: row.listing !== LISTING.current,
    names: fromJson<string[]>(row.names),
    environments: fromJson<string[]>(row.environments),
    devices: [
      ...new Set([
        ...devices,
        ...devices.flatMap(device => clusters.get(device) ?? []),
      ]),
    ],
    ownerRef,
    owners: [
      ...new Set([
        ...(ownerRef ? [ownerRef] : []),
        ...evidence
          .filter(({ kind }) => USERS.includes(kind))
          .map(each => each.ownerRef.toLowerCase()),
      ]),
    ],
    issuers: issuersOf(row),
    notBefore: toNumber(row.not_before),
    expiresAt: expiresAt === NEVER ? null : expiresAt,
    versionId: row.current_version_id,
    virtualServers: row.virtual_server_count,
    installations: row.installation_count,
    keyType: row.key_type ?? 'unknown',
    keySize: row.key_size,
    curve: row.curve,
    info:
      row.info_start === null || row.info_end === null
        ? null
        : {
            start: Number(row.info_start),
            end: Number(row.info_end),
            explanationUrl: row.info_url,
          },
  };
}

/** The label of lists, and the organisation where the name holds one. */
function issuersOf(row: JoinedRow): string[] {
  const organisation = /(?:^|[,+]\s*)O=([^,+]+)/.exec(row.issuer ?? '')?.[1];
  return [
    ...new Set(
      [row.issuer_label, organisation?.trim() ?? ''].filter(name => name),
    ),
  ];
}

/** The kind of key that a certificate has, as near as we make them. @internal */
export function sameKey(
  certificate: Pick<CertificateForRenewal, 'keyType' | 'keySize' | 'curve'>,
): KeySpec {
  const { keyType, keySize, curve } = certificate;
  if (keyType === 'rsa') {
    const size = ([2048, 3072, 4096] as const).find(
      each => each >= (keySize ?? 0),
    );
    return { type: 'rsa', size: size ?? 4096 };
  }
  return {
    type: 'ec',
    curve:
      /384|521/.test(curve ?? '') || (keySize ?? 0) > 256 ? 'P-384' : 'P-256',
  };
}
