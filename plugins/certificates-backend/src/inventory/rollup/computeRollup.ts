import {
  ChainStatus,
  entityName,
} from '@cmt/backstage-plugin-certificates-common';
import { fromJson, toFlag } from '../../database';
import { evaluateRules, RuleFinding } from '../findings';
import { CertificateIdentity, digest } from '../identity';
import {
  CertificateRow,
  CertificateVersionRow,
  InstallationRow,
  LISTING,
  ShapeRow,
} from '../rows';
import { categoryOf, listingOf, usageOf } from './category';
import { RollupInputs, serverKey, VersionHistory } from './collect';
import { ruleFacts } from './ruleFacts';
import { decidingVersion, urgencyColumns } from './validity';

const MAX_INDEXED_LENGTH = 500;

/** Everything that is stored about one certificate. @internal */
export interface CertificateRollup {
  row: CertificateRow;
  shape: ShapeRow;
  versions: CertificateVersionRow[];
  search: string;
  /** Of listed certificates only. */
  devices: string[];
  findings: RuleFinding[];
  protects: string[];
}

/**
 * Computes what is stored about one certificate from what was read.
 *
 * @returns `undefined` for a certificate that nothing ever referred to: it was
 *   only assumed while the facts were incomplete
 * @internal
 */
export function computeRollup(
  inputs: RollupInputs,
  id: string,
  identity: CertificateIdentity | undefined,
  now: number,
): CertificateRollup | undefined {
  const versions = inputs.versions.get(id) ?? [];
  const before = inputs.existing.get(id);
  if (versions.length === 0 || (!before && !identity)) {
    return undefined;
  }
  const installations = inputs.installations.get(id) ?? [];
  const bindings = inputs.bindings.get(id) ?? [];
  const serving = bindings.filter(binding => binding.role !== 'ca');
  const used = serving.filter(binding => binding.virtual_server !== null);
  const usage = usageOf(bindings, inputs.references.get(id)?.length ?? 0);
  const category = categoryOf({
    installations,
    bindings,
    versions: versions.map(({ version }) => version),
    before: before?.category,
  });
  const gone = installations.length === 0;
  const listing = listingOf(category, usage, gone);
  const findings = evaluateRules(
    ruleFacts(inputs, { category, usage, versions, installations, bindings }),
  );

  const deciding = decidingVersion(
    versions,
    new Set(used.map(binding => binding.version_id)),
  );
  const ownership = inputs.ownership.get(id);
  const owner = ownership?.owner ?? null;
  const devices = distinct(installations.map(row => row.device));
  const environments = distinct(
    devices.flatMap(d => inputs.devices.get(d)?.environment ?? []),
  );
  const automated = before?.automated ?? 0;
  const names = identity?.names ?? fromJson<string[]>(before?.names ?? '[]');
  const keyType = deciding?.version.key_type ?? 'unknown';
  const findingCodes = distinct(findings.map(finding => finding.code));
  const ownerMissing = toFlag(
    category === 'certificate' && (!owner || owner.kind === 'triage'),
  );
  const shape = shapeOf({
    usage,
    key_type: keyType,
    owner_missing: ownerMissing,
    environments: JSON.stringify(environments),
    finding_codes: JSON.stringify(findingCodes),
  });
  const title = before?.title ?? indexable(identity?.title ?? id);
  const row: CertificateRow = {
    id,
    // Never renamed: what people wrote about the entity hangs on its name.
    entity_name: before?.entity_name ?? entityName(title, id),
    scope: before?.scope ?? identity?.scope ?? '',
    category,
    listing,
    title,
    names: JSON.stringify(names),
    ...urgencyColumns(deciding, automated === 1),
    automated,
    issuer_label: indexable(deciding?.version.issuer_label ?? ''),
    key_type: keyType,
    key_size: deciding?.version.key_size ?? null,
    usage,
    owner_ref: owner?.ref.toLowerCase() ?? '',
    owner_kind: owner?.kind ?? null,
    owner_confidence: owner?.confidence ?? null,
    owner_missing: ownerMissing,
    system_ref: ownership?.systemRef ?? null,
    devices: JSON.stringify(devices),
    environments: JSON.stringify(environments),
    installation_count: installations.length,
    virtual_server_count: new Set(
      used.map(binding =>
        serverKey(
          inputs.devices.get(binding.device)?.unit ?? binding.device,
          binding.virtual_server ?? '',
        ),
      ),
    ).size,
    finding_codes: JSON.stringify(findingCodes),
    shape: shape.id,
    current_version_id: deciding?.version.id ?? null,
    first_seen_at: Math.min(...versions.map(v => v.firstSeenAt)),
    gone_at: gone ? Math.max(...versions.map(v => v.removedAt ?? now)) : null,
  };
  const listed = listing === LISTING.current;
  return {
    row,
    shape,
    versions: versions.map(version => versionRow(inputs, id, version)),
    search: searchText(versions, installations, used, names, title),
    devices: listed ? devices : [],
    findings,
    protects: ownership?.protects.map(entity => entity.entityRef) ?? [],
  };
}

function shapeOf(shape: Omit<ShapeRow, 'id'>): ShapeRow {
  return { id: digest(...Object.values(shape)).slice(0, 16), ...shape };
}

function versionRow(
  inputs: RollupInputs,
  certificateId: string,
  { version, firstSeenAt, installationCount }: VersionHistory,
): CertificateVersionRow {
  const places = inputs.servedAs.get(version.id) ?? [];
  const { status, chain } = summarizeChains(places);
  const servers = places.map(place =>
    serverKey(
      inputs.devices.get(place.device)?.unit ?? place.device,
      place.virtual_server,
    ),
  );
  return {
    certificate_id: certificateId,
    version_id: version.id,
    first_seen_at: firstSeenAt,
    installation_count: installationCount,
    served_count: new Set(servers).size,
    chain_status:
      status === 'unknown' && version.self_signed === 1
        ? 'self-signed'
        : status,
    chain: JSON.stringify(chain),
  };
}

/**
 * One incomplete chain is what somebody meets: it decides. The chain that is
 * shown is the longest one.
 */
function summarizeChains(
  places: readonly { chain: string; chain_status: ChainStatus }[],
): { status: ChainStatus; chain: string[] } {
  const statuses = new Set(places.map(place => place.chain_status));
  const order: ChainStatus[] = ['incomplete', 'complete', 'self-signed'];
  const longest = [...new Set(places.map(place => place.chain))]
    .map(chain => fromJson<string[]>(chain).slice(1))
    .sort((a, b) => b.length - a.length || (a.join() < b.join() ? -1 : 1))[0];
  return {
    status: order.find(status => statuses.has(status)) ?? 'unknown',
    chain: longest ?? [],
  };
}

/** What free-text search looks through: one lower-case line per fact. */
function searchText(
  versions: VersionHistory[],
  installations: InstallationRow[],
  used: { virtual_server: string | null }[],
  names: string[],
  title: string,
): string {
  const lines = new Set<string>([title, ...names]);
  for (const { version } of versions) {
    lines.add(version.id);
    lines.add(version.serial_number ?? '');
    lines.add(version.issuer ?? '');
    lines.add(version.subject ?? '');
  }
  for (const row of installations) {
    lines.add(row.full_path);
  }
  for (const row of used) {
    lines.add(row.virtual_server ?? '');
  }
  lines.delete('');
  return [...lines].sort().join('\n').toLowerCase();
}

/**
 * Cuts what certificates may make as long as they like to a length that indexes
 * take (2.7 kB on Postgres).
 */
function indexable(text: string): string {
  return text.slice(0, MAX_INDEXED_LENGTH);
}

function distinct<T extends string>(values: Iterable<T>): T[] {
  return [...new Set(values)].sort();
}
