import { Knex } from 'knex';
import { DeviceDescriptor } from '@cmt/backstage-plugin-certificates-node';
import { deleteRows, fromJson, insertRows, readInParts } from '../../database';
import { CertificateIdentity, certificateIdentity } from '../identity';
import { InstallationRow, VersionRow } from '../rows';
import { IdentityScope } from '../types';

/** Certificates that lost or gained installations. @internal */
export interface MovedCertificates {
  touched: Set<string>;
  identities: Map<string, CertificateIdentity>;
}

/**
 * Turns versions that were known by metadata into the versions that they turned
 * out to be, on all devices and in the history, and remembers the digests of
 * their metadata.
 *
 * @returns ids of the versions whose installations may belong to other
 *   certificates now
 * @internal
 */
export async function mergeVersions(
  transaction: Knex.Transaction,
  aliases: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  for (const [metadataId, versionId] of aliases) {
    await transaction('installations')
      .where('version_id', metadataId)
      .update({ version_id: versionId });
  }
  const merged = [...aliases.keys()].map(id => ({ id, version_id: id }));
  await deleteRows({
    knex: transaction,
    table: 'versions',
    columns: ['id'],
    rows: merged,
  });
  await insertRows({
    knex: transaction,
    table: 'version_aliases',
    rows: [...aliases].map(([metadata_id, version_id]) => ({
      metadata_id,
      version_id,
    })),
    conflict: { columns: ['metadata_id'], action: 'merge' },
  });
  return new Set(aliases.values());
}

/**
 * Assigns all installations of some versions to the certificates that their
 * names say now.
 *
 * @internal
 */
export async function reassignInstallations(
  transaction: Knex.Transaction,
  versionIds: ReadonlySet<string>,
  identityScope: IdentityScope,
): Promise<MovedCertificates> {
  const touched = new Set<string>();
  const identities = new Map<string, CertificateIdentity>();
  const versions = await readInParts(versionIds, part =>
    transaction<VersionRow>('versions').whereIn('id', part).select('*'),
  );
  const versionsById = new Map(versions.map(row => [row.id, row]));
  const installations = await readInParts(versionIds, part =>
    transaction<InstallationRow>('installations')
      .whereIn('version_id', part)
      .select('id', 'device', 'version_id', 'certificate_id', 'managed_by'),
  );
  const environments = await readEnvironments(
    transaction,
    installations.map(row => row.device),
  );

  const moves = new Map<string, string[]>();
  for (const row of installations) {
    const version = versionsById.get(row.version_id);
    if (!version) {
      continue;
    }
    const identity = certificateIdentity({
      names: fromJson<string[]>(version.names),
      subject: version.subject,
      versionId: version.id,
      factory: fromJson<{ kind: string }>(row.managed_by)?.kind === 'factory',
      device: row.device,
      environment: environments.get(row.device) ?? null,
      identityScope,
    });
    touched.add(row.certificate_id);
    touched.add(identity.id);
    identities.set(identity.id, identity);
    if (identity.id !== row.certificate_id) {
      const ids = moves.get(identity.id) ?? [];
      ids.push(String(row.id));
      moves.set(identity.id, ids);
    }
  }
  for (const [certificateId, ids] of moves) {
    await readInParts(ids, async part => {
      await transaction('installations')
        .whereIn('id', part)
        .update({ certificate_id: certificateId });
      return [];
    });
  }
  return { touched, identities };
}

async function readEnvironments(
  transaction: Knex.Transaction,
  devices: string[],
): Promise<Map<string, string | null>> {
  const rows = await readInParts(devices, part =>
    transaction('devices')
      .whereIn('name', part)
      .select<{ name: string; descriptor: string }[]>('name', 'descriptor'),
  );
  return new Map(
    rows.map(row => [
      row.name,
      fromJson<DeviceDescriptor>(row.descriptor).environment,
    ]),
  );
}
